"""PostgreSQL: pg_dump at the moment at which its rows are counted, and pg_restore in one transaction."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from schakel.hub.outside.postgresql_tools import Server, ToolFailed, dump, restore
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.facts import Facts, read_facts, require_same

ASIDE = "before_restore_"  # how the schemas begin that `restore --replace` makes; a backup leaves them out
FAILED = "restore_failed"
OWN = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')"  # of no extension
TABLES = f"""
    SELECT 'TABLE', quote_ident(o.relname) FROM pg_class o
    WHERE o.relnamespace = %s::regnamespace AND o.relkind IN ('r', 'p') AND {OWN}
"""  # noqa: S608 -- our own words
VIEWS = f"""
    SELECT CASE o.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, quote_ident(o.relname) FROM pg_class o
    WHERE o.relnamespace = %s::regnamespace AND o.relkind IN ('v', 'm') AND {OWN}
"""  # noqa: S608 -- as above
FUNCTIONS = f"""
    SELECT 'ROUTINE', quote_ident(o.proname) || '(' || pg_get_function_identity_arguments(o.oid) || ')' FROM pg_proc o
    WHERE o.pronamespace = %s::regnamespace AND {OWN}
"""  # noqa: S608 -- as above


@dataclass(frozen=True)
class PostgresDatabase:
    engine: ClassVar[str] = "postgresql"
    file_name: ClassVar[str] = "schakel.pgdump"

    def version(self) -> str:
        return str(ask_now("SHOW server_version")[0][0])

    def size(self) -> int:
        return int(ask_now("SELECT pg_database_size(current_database())")[0][0])

    def dump(self, to: Path) -> Facts:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            with of_tools():
                dump(server(), to, moment=moment, without=f"{ASIDE}*")
            return read_facts(ask_now)

    def ask(self, sql: str) -> Iterator[Sequence[Any]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql)
            yield from cursor

    def has_data(self) -> bool:
        return bool(ask_now("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"))

    def is_in_use(self) -> bool:
        others = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        return bool(ask_now(f"SELECT 1 FROM pg_stat_activity WHERE {others} LIMIT 1"))  # noqa: S608 -- as above

    @contextmanager
    def move_aside(self, moment: str) -> Iterator[list[str]]:
        """Into a schema of its own."""
        if not self.has_data():
            yield []
            return
        aside = f"{ASIDE}{moment}"
        move_all(to_new=aside)
        try:
            yield [f"PostgreSQL: {aside}"]
        except BaseException:
            move_all(from_old=aside)
            raise

    def load(self, dumped: Path, facts: Facts) -> None:
        connection.close()
        with of_tools():
            restore(server(), dumped)
        try:
            require_same(read_facts(ask_now), facts)
        except RecordsError:
            move_all(to_new=FAILED)
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {FAILED} CASCADE")
            raise

    @contextmanager
    def scratch(self) -> Iterator[str]:
        name, here = f"schakel_drill_{uuid.uuid4().hex}", server()
        with connection.cursor() as cursor:
            try:
                cursor.execute(f"CREATE DATABASE {name}")
            except DatabaseError as fault:
                text = _("A drill needs a database of its own, and %(user)s may not create one: %(fault)s.")
                values = {"user": here.user, "fault": str(fault).strip().splitlines()[0]}
                raise RecordsError("no_database", text % values) from fault
        try:
            login = f"{quote(here.user, safe='')}:{quote(here.password, safe='')}"
            yield f"postgres://{login}@{here.host}:{here.port}/{name}"
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def of_tools() -> Iterator[None]:
    """What the tools of PostgreSQL say, as a sentence of ours."""
    try:
        yield
    except ToolFailed as fault:
        raise RecordsError(
            "database_tool", _("%(tool)s failed: %(fault)s.") % {"tool": fault.tool, "fault": fault}
        ) from fault


def move_all(*, to_new: str = "", from_old: str = "") -> None:
    """Tables with their indexes, sequences and triggers; views; functions that are of no extension. All or none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        here = cursor.fetchone()[0]
        source, target = from_old or here, to_new or here
        if to_new:
            cursor.execute(f"CREATE SCHEMA {target}")
        for query in (TABLES, VIEWS, FUNCTIONS):
            cursor.execute(query, [source])
            for kind, name in cursor.fetchall():
                cursor.execute(f"ALTER {kind} {source}.{name} SET SCHEMA {target}")
        if from_old:
            cursor.execute(f"DROP SCHEMA {source}")


def ask_now(sql: str) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def server() -> Server:
    found = settings.DATABASES["default"]
    return Server(
        **{name: str(found.get(key) or "") for name, key in
           (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("password", "PASSWORD"), ("database", "NAME"))}
    )  # fmt: skip
