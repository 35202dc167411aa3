"""The chain: each row of an office carries the hash of the row before, so that none can be changed, left out or moved unseen.

Rows are written without it, for else all who write would wait for one another; the worker links them, in the order in which
it sees them, within seconds. What was committed late comes later in the chain: the chain's order is the proof, `at` the time.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.db import connection, transaction

from schakel.hub.audit.models import AuditEntry
from schakel.hub.intervals import Interval

START = bytes(32)  # in the place of the hash before the first row
PIECE = 500  # rows linked in one transaction
LOOK = Interval(1)  # seconds
LOCK = 5_310_027  # of PostgreSQL's advisory locks, ours alone


def link_new() -> int:
    """The worker's step: rows that are not linked yet are, in the order of their ids. Returns of how many."""
    if not LOOK.begin() or not AuditEntry.objects.filter(position=None).exists():
        return 0
    linked = link_piece()
    if linked == PIECE:
        LOOK.reset()
    return linked


def link_all() -> None:
    """Before the log is checked, exported or anchored."""
    while AuditEntry.objects.filter(position=None).exists() and link_piece():
        pass


def link_piece() -> int:
    with transaction.atomic():
        take_turn()
        new = list(AuditEntry.objects.filter(position=None).order_by("id")[:PIECE])
        heads: dict[int, tuple[int, bytes]] = {}
        links: list[tuple[int, bytes, bytes, int]] = []
        for entry in new:
            position, previous = heads.get(entry.office) or head_of(entry.office)
            digest = hash_of(facts_of(entry), previous)
            links.append((position + 1, previous, digest, entry.pk))
            heads[entry.office] = position + 1, digest
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {AuditEntry._meta.db_table} SET position = %s, previous = %s, hash = %s WHERE id = %s",  # noqa: S608 -- our own name
                links,
            )
    return len(new)


def take_turn() -> None:
    """One links at a time; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def head_of(office: int) -> tuple[int, bytes]:
    """Position and hash of the last row that is linked; 0 and zeros: none is."""
    last = AuditEntry.objects.filter(office=office).exclude(position=None).order_by("-position")
    found = last.values_list("position", "hash").first()
    return (found[0] or 0, bytes(found[1] or b"")) if found else (0, START)


def facts_of(entry: AuditEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in AuditEntry.FACTS}


def hash_of(facts: Mapping[str, Any], previous: bytes) -> bytes:
    """SHA-256 of the JSON of the facts and of the hash before, in hex: names in order, no blanks, UTF-8 as it is."""
    return hashlib.sha256(canonical({**readable(facts), "previous": previous.hex()})).digest()


def readable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """As an export has it: the time in UTC to the microsecond."""
    return {**facts, "at": facts["at"].astimezone(UTC).isoformat(timespec="microseconds")}


def canonical(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
