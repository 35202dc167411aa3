"""What a database says of itself: beside a backup, to compare with what was restored from it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from schakel.hub.network.models import Transmission
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.models import Installation
from schakel.hub.sales.models import Counter

Ask = Callable[[str], Iterable[Sequence[Any]]]
"""Answers a query in SQL with rows; of the database here, of a copy, or at one moment of it."""


@dataclass(frozen=True)
class Facts:
    installation: str  # its id, in hex; empty: it never made a backup
    migrations: list[str]  # `documents.0001_initial`, in order of name
    rows: dict[str, int]  # of each table
    last_transmission: int | None  # the highest id
    last_numbers: list[dict[str, int]]  # of each counter: numbering, year, next

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, found: dict[str, Any]) -> "Facts":
        return cls(**{name: found[name] for name in cls.__dataclass_fields__})


def read_facts(ask: Ask) -> Facts:
    """All at one moment, where `ask` looks at one moment."""
    quote = connection.ops.quote_name
    tables = set(tables_of_models()) & set(tables_there(ask))
    transmissions, counters = Transmission._meta.db_table, Counter._meta.db_table
    return Facts(
        installation=read_installation(ask),
        migrations=sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations")),
        rows={name: next(iter(ask(f"SELECT count(*) FROM {quote(name)}")))[0] for name in sorted(tables)},  # noqa: S608 -- our own names
        last_transmission=next(iter(ask(f"SELECT max(id) FROM {transmissions}")))[0],  # noqa: S608 -- as above
        last_numbers=[
            {"numbering": numbering, "year": year, "next": following}
            for numbering, year, following in ask(
                f"SELECT numbering_id, year, next FROM {counters} ORDER BY numbering_id, year"  # noqa: S608 -- as above
            )
        ],
    )


def require_same(found: Facts, wanted: Facts) -> None:
    """Raises RecordsError."""
    if found != wanted:
        raise RecordsError("altered", _("The database is not the one that the manifest describes."))


def tables_of_models() -> list[str]:
    return [model._meta.db_table for model in apps.get_models(include_auto_created=True)]


def tables_there(ask: Ask) -> list[str]:
    if connection.vendor == "sqlite":
        return [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")]


def read_installation(ask: Ask) -> str:
    """Empty: it never made a backup, or the database is older than backups are."""
    table = Installation._meta.db_table
    if table not in tables_there(ask):
        return ""
    found = next(iter(ask(f"SELECT id FROM {table} ORDER BY created_at LIMIT 1")), None)  # noqa: S608 -- our own name
    return str(found[0]).replace("-", "") if found else ""
