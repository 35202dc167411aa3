"""The states by which documents are searched. Each room registers its own when it opens; this one knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef, Q, QuerySet

from schakel.hub.people.models import User
from schakel.hub.web.language import Sentence

Condition = Callable[[User], Q]
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


def register_rows(
    code: str,
    word: Sentence,
    rows: Callable[[User], QuerySet[Any]],
    *,
    visible_to: Callable[[User], bool] | None = None,
) -> None:
    """The same for a room that has rows of documents, with a column `document`: those documents are in this state."""

    def of(user: User) -> Choice:
        each = Q(Exists(rows(user).filter(document=OuterRef("pk"))))
        if rows(user).order_by().values("document")[: MOST + 1].count() > MOST:  # a list of them would be long
            return Choice(each, each, is_indexed=False)
        return Choice(Q(pk__in=rows(user).values("document")), each, is_indexed=True)

    add(State(code, word, of, visible_to))


def add(state: State) -> None:
    if state.code in states:
        raise ImproperlyConfigured(f"the state {state.code!r} is registered already")
    states[state.code] = state


def visible(user: User) -> list[State]:
    return [state for state in states.values() if state.visible_to is None or state.visible_to(user)]
