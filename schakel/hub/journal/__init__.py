"""The journal: what was promised, written beside the database before the promise goes out (ADR 0286).

Each receipt that is given and each number that is used is a line, durable before the receipt or the number leaves. After an
older copy of the database was restored, `records` reads it and files again what is missing. It knows no rows.
"""

from schakel.hub.journal.writer import JournalNotWritten, write

__all__ = ["JournalNotWritten", "write"]
