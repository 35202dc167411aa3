"""The states by which documents are searched. Each room registers its own when it opens; this one knows none of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef, Q, QuerySet

from schakel.hub.people.models import User
from schakel.hub.web.language import Sentence

Condition = Callable[[User], Q]
Rows = Callable[[User], QuerySet[Any]]
MOST = 50_000  # rows of a room that are few enough for a list of them


@dataclass(frozen=True)
class Choice:
    """A state in the eyes of one person."""

    few: Q  # quick where few documents have it
    many: Q  # quick where many have it
    is_indexed: bool  # `few` has an index

    def and_also(self, other: "Choice") -> "Choice":
        return Choice(self.few & other.few, self.many & other.many, self.is_indexed or other.is_indexed)


@dataclass(frozen=True)
class State:
    code: str  # in the address
    word: Sentence
    of: Callable[[User], Choice]
    visible_to: Callable[[User], bool] | None  # None: everyone
    rows: tuple["Rows", ...] = ()  # of rooms, each of whose documents has it


states: dict[str, State] = {}  # by their code, in the order of the rooms


def register(
    code: str,
    word: Sentence,
    condition: Condition,
    *,
    is_indexed: bool,
    visible_to: Callable[[User], bool] | None = None,
) -> None:
    """For `AppConfig.ready`: what is true of documents in this state. Raises ImproperlyConfigured: the code is taken."""

    def of(user: User) -> Choice:
        return Choice(condition(user), condition(user), is_indexed)

    add(State(code, word, of, visible_to))


def register_rows(code: str, word: Sentence, rows: Rows, *, visible_to: Callable[[User], bool] | None = None) -> None:
    """The same for a room that has rows of documents, with a column `document`: those documents are in this state.

    Rooms may share a code, each under the same word. Who may see it in one room is offered it; `rows` gives them those of
    the other rooms that they may know of.
    """
    known = states.get(code)
    if known is None or not known.rows:
        add(State(code, word, lambda user: with_rows([rows], user), visible_to, (rows,)))
        return
    every = (*known.rows, rows)
    shown = known.visible_to and visible_to and either(known.visible_to, visible_to)
    states[code] = State(code, known.word, lambda user: with_rows(every, user), shown, every)


def either(one: Callable[[User], bool], other: Callable[[User], bool]) -> Callable[[User], bool]:
    return lambda user: one(user) or other(user)


def with_rows(rooms: Sequence[Rows], user: User) -> Choice:
    """In one list of what each room has: an OR over two tables is served by no index."""
    found = [rows(user).order_by() for rows in rooms]
    each = reduce(or_, (Q(Exists(rows.filter(document=OuterRef("pk")))) for rows in found))
    listed = [rows.values("document") for rows in found]
    if sum(rows[: MOST + 1].count() for rows in listed) > MOST:  # a list of them would be long
        return Choice(each, each, is_indexed=False)
    first, *others = listed
    return Choice(Q(pk__in=first.union(*others) if others else first), each, is_indexed=True)


def add(state: State) -> None:
    if state.code in states:
        raise ImproperlyConfigured(f"the state {state.code!r} is registered already")
    states[state.code] = state


def visible(user: User) -> list[State]:
    return [state for state in states.values() if state.visible_to is None or state.visible_to(user)]
