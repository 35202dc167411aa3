"""What the database writes beside a row: created by `migrate`, again after a table was copied, and whatever changed the row."""

from django.db import connection

from schakel.hub import triggers


def names() -> set[str]:
    table = (
        "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE NOT tgisinternal"
    )
    column = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return {name for (name,) in cursor.fetchall()}


def test_every_trigger_is_there(db):
    assert triggers.registered
    assert names() >= {each.name for each in triggers.registered if each.only in ("", connection.vendor)}


def test_one_that_was_lost_with_its_table_comes_again(db):
    lost = next(each for each in triggers.registered if not each.only)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {lost.name}" + ("" if connection.vendor == "sqlite" else f" ON {lost.table}"))
    assert lost.name not in names()
    triggers.create_all(connection)
    assert lost.name in names()
