"""The states by which documents are searched. Each room registers its own when it opens; this one knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, OuterRef, Q, QuerySet

from schakel.hub.people.models import User
from schakel.hub.web.language import Sentence

Condition = Callable[[User], Q]


@dataclass(frozen=True)
class State:
    code: str  # in the address
    word: Sentence
    few: Condition  # quick where few documents have it
    many: Condition  # quick where many have it
    visible_to: Callable[[User], bool] | None  # None: everyone


states: dict[str, State] = {}  # by their code, in the order of the rooms


def register(
    code: str, word: Sentence, condition: Condition, *, visible_to: Callable[[User], bool] | None = None
) -> None:
    """For `AppConfig.ready`: what is true of documents in this state. Raises ImproperlyConfigured: the code is taken."""
    add(State(code, word, condition, condition, visible_to))


def register_rows(
    code: str,
    word: Sentence,
    rows: Callable[[User], QuerySet[Any]],
    *,
    visible_to: Callable[[User], bool] | None = None,
) -> None:
    """The same for a room that has rows of documents, with a column `document`: those documents are in this state."""

    def few(user: User) -> Q:
        return Q(pk__in=rows(user).values("document"))

    def many(user: User) -> Q:
        return Q(Exists(rows(user).filter(document=OuterRef("pk"))))

    add(State(code, word, few, many, visible_to))


def add(state: State) -> None:
    if state.code in states:
        raise ImproperlyConfigured(f"the state {state.code!r} is registered already")
    states[state.code] = state


def visible(user: User) -> list[State]:
    return [state for state in states.values() if state.visible_to is None or state.visible_to(user)]
