"""What a migration must not do where there are a million documents."""

from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader


def test_no_migration_copies_the_table_of_documents(settings):
    """SQLite copies a table for a new field that may not be null, also for one without a column (ManyToManyField); the triggers
    of that table refuse it. Such a field belongs in the state alone, or is null."""
    settings.MIGRATION_MODULES = {}  # which --nomigrations hides
    migrations = MigrationLoader(None).disk_migrations
    later = {name: each for (app, name), each in migrations.items() if app == "documents" and name >= "0024"}
    added = [
        (name, operation.name)
        for name, each in later.items()
        for operation in each.operations
        if isinstance(operation, AddField) and operation.model_name == "document" and not operation.field.null
    ]
    assert "0024_labels" in later
    assert added == []
