"""Reads along with every request of a person (G10): a SELECT on rows of companies and offices must be tied to them.

Tied is a condition that holds for every row: on the person themselves (`user_id = 7`), or on a row that an earlier query of
the same request found in that way (`document_id = 12`). What an OR or a NOT leaves open does not tie.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client

from schakel.hub.connections.models import Company, Office

PERSON = "people_user"
EXCEPTIONS = [  # where the path begins, what the query has in it, and why it may look beyond the person
    ("/operating/", r' FROM "network_'),  # operators see what passed over the network
    ("/documents/quarantine/", r' FROM "documents_(quarantine|document)"'),  # operators set aside what nobody can open
    ("/api/", r' FROM "connections_apikey" .*"hash" = '),  # who has the key is who it belongs to
    ("", r'FROM "connections_participant" WHERE .*"scheme" IN .* AND .*"value" IN'),  # filed by the parties it names
    ("", r'SELECT [^,]*"scheme"[^,]*, [^,]*"value"[^,]* FROM "network_registration"'),  # the demonstration's directory
]
CONDITION = re.compile(r'"?(\w+)"?\."(\w+)" (?:= (\{\d+\})|IN \(([^()]*)\)|(IS NULL))')
NAMED = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: ([A-Z]+\d+))?')
INSERTED = re.compile(r'INSERT INTO "(\w+)"')
PICKED = re.compile(r'"(\w+)"\."(\w+)"(?: AS "\w+")?')
ENDS = (" GROUP BY ", " HAVING ", " ORDER BY ", " LIMIT ", " FOR UPDATE")
QUOTED = re.compile(r'"(\w+)"')


@cache
def columns() -> dict[tuple[str, str], str]:
    """(table, column) of what names a row: its key and its references; the table of that row."""
    fields = [(model._meta.db_table, field) for model in apps.get_models() for field in model._meta.concrete_fields]
    own = {(table, field.column): table for table, field in fields if field.primary_key and not field.remote_field}
    return own | {(t, f.column): whose_key(f.remote_field.model) for t, f in fields if f.remote_field}


def whose_key(model: type[Model]) -> str:
    """The table that the key comes from: a row that shares the key of another is named by that one's."""
    key = model._meta.pk
    return whose_key(key.remote_field.model) if key.remote_field else model._meta.db_table


@cache
def never_null() -> set[tuple[str, str]]:
    """Asked for without one, no row is found."""
    models = apps.get_models()
    return {(m._meta.db_table, field.column) for m in models for field in m._meta.concrete_fields if not field.null}


@cache
def tenant_tables() -> set[str]:
    """Everything that belongs, through however many rows, to a company or an office."""
    found: set[type[Model]] = {Company, Office}
    while more := {
        model
        for model in set(apps.get_models()) - found
        if any(field.remote_field and field.remote_field.model in found for field in model._meta.concrete_fields)
    }:
        found |= more
    return {model._meta.db_table for model in found}


@contextmanager
def tied_to(person: int, path: str) -> Iterator[None]:
    """What is asked of the database within is tied to this person."""
    scope = Scope(person, path)
    with connection.execute_wrapper(scope):
        yield
    assert not scope.strays, "\n".join(scope.strays)


class Watched(Client):
    """What a person asks with: each request reads what is tied to them, and no cache may keep the answer (G09)."""

    def __init__(self, person: int, **defaults: str) -> None:
        super().__init__(**{"HTTP_HOST": settings.HOST} | defaults)
        self.person = person

    def request(self, **request: Any) -> Any:
        with tied_to(self.person, request["PATH_INFO"]):
            answer = super().request(**request)
        assert "no-store" in answer.headers["Cache-Control"]
        return answer


class Scope:
    """One request: what it has reached so far, and the queries that were tied to nothing."""

    def __init__(self, person: int, path: str) -> None:
        self.path = path
        self.reached: dict[str, set[Any]] = defaultdict(set, {PERSON: {person}})
        self.newest: dict[str, int] = {}  # key in each table before this request wrote into it
        self.strays: list[str] = []
        self.is_looking = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.is_looking and sql.startswith("SELECT") and tenant_tables() & set(QUOTED.findall(sql)):
            self.look(sql, tuple(params or ()))
        elif made := INSERTED.match(sql):
            self.newest.setdefault(made[1], self.newest_of(made[1]))
        return execute(sql, params, many, context)

    def look(self, sql: str, params: tuple[Any, ...]) -> None:
        if Query(params, self.knows).is_tied(numbered(sql), {}) or self.is_excepted(sql):
            self.note(sql, params)
        else:
            self.strays.append(sql % params)

    def knows(self, table: str, value: Any) -> bool:
        return value in self.reached[table] or (table in self.newest and value > self.newest[table])

    def is_excepted(self, sql: str) -> bool:
        return any(self.path.startswith(path) and re.search(query, sql) for path, query in EXCEPTIONS)

    def note(self, sql: str, params: tuple[Any, ...]) -> None:
        """What it finds may be asked for from now on; other people may not."""
        picked = [PICKED.fullmatch(each.strip()) for each in split(sql[len("SELECT ") : start_of(sql, " FROM ")], ", ")]
        tables = [columns().get((found[1], found[2]), "") if found else "" for found in picked]
        for row in self.rows(sql, params):
            for table, value in zip(tables, row, strict=True):
                if table not in {"", PERSON}:
                    self.reached[table].add(value)

    def newest_of(self, table: str) -> int:
        keys = [column for (of, column), row in columns().items() if of == table == row]
        return max(self.rows(f'SELECT MAX("{key}") FROM "{table}"')[0][0] or 0 for key in keys or ["rowid"])

    def rows(self, sql: str, params: tuple[Any, ...] = ()) -> list[Any]:
        self.is_looking = True
        with connection.cursor() as cursor:
            found = cursor.execute(sql, params).fetchall()
        self.is_looking = False
        return found


def numbered(sql: str) -> str:
    """With `{0}`, `{1}`… for its parameters."""
    numbers = count()
    return re.sub("%s", lambda _: f"{{{next(numbers)}}}", sql)


@dataclass(frozen=True)
class Query:
    params: tuple[Any, ...]
    knows: Callable[[str, Any], bool]  # whether this row of this table was reached

    def is_tied(self, select: str, names: dict[str, str]) -> bool:
        """Whether every row of this SELECT answers to a condition that ties it. `names` are the tables around it."""
        source = select[start_of(select, " FROM ") + len(" FROM ") :]
        if source.startswith("(SELECT "):
            return self.is_tied(inside(source), names)
        where = start_of(source, " WHERE ")
        own = {alias or table: table for table, alias in NAMED.findall(f" FROM {source[:where]}")}
        condition = source[where + len(" WHERE ") :]
        return self.holds(condition[: min(start_of(condition, end) for end in ENDS)], names | own)

    def holds(self, condition: str, names: dict[str, str]) -> bool:
        condition = condition.strip()
        if condition.startswith("(") and len(inside(condition)) == len(condition) - 2:
            return self.holds(inside(condition), names)
        for word, quantity in ((" OR ", all), (" AND ", any)):
            if len(parts := split(condition, word)) > 1:
                return quantity(self.holds(part, names) for part in parts)
        if condition.startswith("NOT "):
            return False
        if (at := condition.find("(SELECT ")) >= 0:
            return self.is_tied(inside(condition[at:]), names)
        return bool(found := CONDITION.fullmatch(condition)) and self.answers(found, names)

    def answers(self, found: re.Match[str], names: dict[str, str]) -> bool:
        column = names.get(found[1], found[1]), found[2]
        if column not in columns():
            return False
        if found[5]:
            return column in never_null()
        values = [self.params[int(place)] for place in re.findall(r"\{(\d+)\}", found[3] or found[4])]
        return bool(values) and all(self.knows(columns()[column], value) for value in values)


def inside(text: str) -> str:
    """`(a (b)) c` → `a (b)`."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth:
            return text[1:place]
    raise ValueError(text)


def split(text: str, word: str) -> list[str]:
    """Where the word is in no brackets."""
    at = start_of(text, word)
    return [text] if at == len(text) else [text[:at], *split(text[at + len(word) :], word)]


def start_of(text: str, word: str) -> int:
    """The first place in no brackets; else the end."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth and text.startswith(word, place):
            return place
    return len(text)
