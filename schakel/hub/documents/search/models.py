"""SearchText: what SQLite looks through for a word. IndexBuild: how far it is with documents from before there was one."""

from typing import Any

from django.db import models
from django.db.models.lookups import Lookup


class MatchField(models.TextField):  # type: ignore[type-arg]  # takes none at run time
    """The column of an FTS5 table, which is asked with `match` and with nothing else."""


@MatchField.register_lookup
class Match(Lookup):
    """An FTS5 expression; see `index.expression`, which quotes what people type."""

    lookup_name = "match"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} MATCH {right}", (*left_params, *right_params)


class SearchText(models.Model):
    """A row of the index of SQLite, kept in step by triggers (migration 0021, ADR 0266). PostgreSQL has an index instead."""

    document = models.OneToOneField(
        "documents.Document",
        models.DO_NOTHING,  # the trigger does
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="search_text",
    )
    trigrams = MatchField(db_column="documents_text")  # asked under the name of the table: see FTS5, detail=none

    class Meta:
        managed = False
        db_table = "documents_text"

    def __str__(self) -> str:
        return str(self.document_id)


class IndexBuild(models.Model):
    """One row while documents from before the index are still to be added; none when all are in it."""

    below = models.BigIntegerField()  # those with a smaller id are still to be added

    def __str__(self) -> str:
        return f"below {self.below}"
