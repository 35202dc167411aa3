"""Which fields name a file of the store: each room registers its own. So a file is found that is gone, or that nobody names."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

AT_ONCE = 5000  # digests in one query; each may read a table through


@dataclass(frozen=True)
class StoredFile:
    """A field that holds the sha256 of a file in the store, in hex; empty: it has none."""

    model: str  # `documents.Document`
    field: str
    unless: str = ""  # a field of the same row: not null as long as the row holds the bytes itself

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"

    def rows(self) -> QuerySet[Any]:
        """Those that name a file that must be in the store."""
        named: QuerySet[Any] = apps.get_model(self.model)._base_manager.exclude(**{self.field: ""})
        return named.filter(**{f"{self.unless}__isnull": True} if self.unless else {})

    def query(self) -> str:
        """SQL that answers the digest of each row of `rows`, once and more: for a database past Django's connection."""
        quote = connection.ops.quote_name
        table = quote(apps.get_model(self.model)._meta.db_table)
        only = f" AND {quote(self.unless)} IS NULL" if self.unless else ""
        return f"SELECT {quote(self.field)} FROM {table} WHERE {quote(self.field)} <> ''{only}"  # noqa: S608 -- our own names


registered: list[StoredFile] = []


def register(model: str, *fields: str, unless: str = "") -> None:
    registered.extend(StoredFile(model, field, unless) for field in fields)


def named_among(digests: Collection[str]) -> set[str]:
    """Those of these that a row names, of whatever room."""
    several, found = sorted(set(digests)), set[str]()
    for start in range(0, len(several), AT_ONCE):
        some = several[start : start + AT_ONCE]
        for each in registered:
            rows = each.rows().filter(**{f"{each.field}__in": some})
            found.update(rows.values_list(each.field, flat=True))
    return found
