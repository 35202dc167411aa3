"""What the database writes beside a row: created by `migrate`, again after a table was copied, and whatever changed the row."""

from importlib import import_module
from pathlib import Path

from django.db import connection
from django.db.migrations.operations import AddField

from schakel.hub import triggers

ROOT = Path(__file__).resolve().parents[2]


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


def test_no_migration_copies_a_table_for_a_relation_that_has_no_column():
    """A many-to-many by a table of its own: SQLite would copy the whole table, and fails where triggers of other tables name
    it, so that an installation with documents could not be updated."""
    files = sorted((ROOT / "schakel" / "hub").rglob("migrations/0*.py"))
    modules = [import_module(".".join(file.relative_to(ROOT).with_suffix("").parts)) for file in files]
    operations = [(module.__name__, each) for module in modules for each in module.Migration.operations]
    assert len(operations) > 300
    assert [
        name
        for name, operation in operations
        if isinstance(operation, AddField) and getattr(operation.field.remote_field, "through", None)
    ] == []
