"""What a migration does for the index of words and Django has no operation for."""

from typing import Any

from django.db.migrations.operations.base import Operation

INDEX = "documents_text_trigrams"
STATEMENTS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}",
    f"CREATE INDEX CONCURRENTLY {INDEX} ON documents_document USING gin (text gin_trgm_ops)",
)


class AddTrigrams(Operation):
    """PostgreSQL's index of words, for a migration with `atomic = False`: built beside those who write, begun anew after a cut."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in STATEMENTS:
                schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")

    def describe(self) -> str:
        return "Add the index of words"
