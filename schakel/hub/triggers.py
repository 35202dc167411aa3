"""What the database itself writes beside a row, in the same transaction and whatever changed the row.

A room registers its triggers in its AppConfig; `migrate` creates them, each time: SQLite forgets those of a table that a
migration copies.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import transaction


@dataclass(frozen=True)
class Trigger:
    """After each row of that `table`. `statement` is one that both databases know, or the `only` one; it may name NEW and OLD."""

    name: str
    table: str
    when: str  # INSERT, DELETE, UPDATE, UPDATE OF columns, or TRUNCATE (PostgreSQL; once, without NEW and OLD)
    statement: str
    only: str = ""  # vendor of the one database that needs it
    is_guard: bool = False  # it only refuses: away while the tables themselves are changed


EMPTY = "TRUNCATE"  # empties a table past the triggers of its rows
registered: list[Trigger] = []


def create_all(connection: Any) -> None:
    """Those whose table is there, instead of what they were before. On PostgreSQL one after the other: who holds the locks of
    several tables, beside a worker that reads them in another order, ends in a deadlock."""
    tables = set(connection.introspection.table_names())
    with transaction.atomic() if connection.vendor == "sqlite" else nullcontext():
        for trigger in registered:
            if trigger.table in tables and trigger.only in ("", connection.vendor):
                with transaction.atomic(), connection.cursor() as cursor:
                    for statement in statements(trigger, connection.vendor):
                        cursor.execute(statement)


def drop_guards(connection: Any) -> None:
    """Before tables are changed: SQLite refuses to copy a table that a trigger of another one names."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for trigger in registered:
            if trigger.is_guard and trigger.table in tables and trigger.only in ("", connection.vendor):
                cursor.execute(drop(trigger, connection.vendor))


def drop(trigger: Trigger, vendor: str) -> str:
    return f"DROP TRIGGER IF EXISTS {trigger.name}" + (f" ON {trigger.table}" if vendor == "postgresql" else "")


def statements(trigger: Trigger, vendor: str) -> list[str]:
    each = "STATEMENT" if trigger.when == EMPTY else "ROW"
    head = f"CREATE TRIGGER {trigger.name} AFTER {trigger.when} ON {trigger.table} FOR EACH {each}"
    if vendor == "postgresql":
        body = f"$$ BEGIN {trigger.statement}; RETURN NULL; END $$"
        return [
            f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS {body}",
            drop(trigger, vendor),
            f"{head} EXECUTE FUNCTION {trigger.name}()",
        ]
    return [drop(trigger, vendor), f"{head} BEGIN {trigger.statement}; END"]


def append_only(table: str, *, columns: Sequence[str], once: Sequence[str] = ()) -> list[Trigger]:
    """Rows of this table are never deleted, and these columns never changed; those of `once` as soon as the last one is set.

    Who may drop a trigger can still do it: against them a chain of hashes is the proof, not this.
    """
    changed, set_again = f"UPDATE OF {quoted(columns)}", f"UPDATE OF {quoted(once)}"
    refused = [(f"{table}_kept", "DELETE", ""), (f"{table}_unchanged", changed, "")]
    if once:
        refused.append((f"{table}_set_once", set_again, f"OLD.{once[-1]} IS NOT NULL"))
    of_rows = [
        Trigger(name, table, when, refuse(table, condition, vendor), only=vendor, is_guard=True)
        for name, when, condition in refused
        for vendor in ("sqlite", "postgresql")
    ]
    return [*of_rows, never_emptied(table, f"rows of {table} are only added")]


def never_emptied(table: str, sentence: str) -> Trigger:
    """SQLite has no TRUNCATE, and deletes row by row where a trigger is."""
    statement = f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation'"
    return Trigger(f"{table}_not_emptied", table, EMPTY, statement, only="postgresql", is_guard=True)


def quoted(columns: Sequence[str]) -> str:
    """`user` is a word of PostgreSQL's own."""
    return ", ".join(f'"{column}"' for column in columns)


def refuse(table: str, condition: str, vendor: str) -> str:
    sentence = f"rows of {table} are only added"
    if vendor == "sqlite":
        return f"SELECT RAISE(ABORT, '{sentence}') WHERE {condition or 'true'}"
    return f"IF {condition or 'true'} THEN RAISE EXCEPTION '{sentence}'; END IF"
