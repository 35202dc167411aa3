"""Indexes on tables with millions of rows, made so that the service goes on and a cut is made good by doing it again."""

from typing import Any

from django.db.migrations import AddIndex


class AddIndexWhileServing(AddIndex):
    """For a migration with `atomic = False`. PostgreSQL builds it beside what is read and written; one that a cut left
    unfinished goes first. SQLite has one writer, and builds a million rows in seconds."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(self.index.remove_sql(model, schema_editor, concurrently=True))
            schema_editor.execute(self.index.create_sql(model, schema_editor, concurrently=True))
        else:
            schema_editor.execute(f"DROP INDEX IF EXISTS {schema_editor.quote_name(self.index.name)}")
            schema_editor.execute(self.index.create_sql(model, schema_editor))
