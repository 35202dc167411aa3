"""An index for a table that may be long: PostgreSQL builds it beside those who write, SQLite as always."""

from typing import Any

from django.db.migrations import AddIndex


class AddIndexBesideWriters(AddIndex):
    """For a migration with `atomic = False`. Begun anew where it was interrupted: then an index is there that serves nobody."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql" or not self.allow_migrate_model(
            schema_editor.connection.alias, model
        ):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}")
        schema_editor.add_index(model, self.index, concurrently=True)
