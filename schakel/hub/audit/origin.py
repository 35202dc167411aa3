"""From where something is done: a page, a program, a command, the worker; by whom, and from which network address.

Set once for each request, so that what is recorded deep below a view knows it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum


class Via(StrEnum):
    PAGE = "page"
    API = "api"
    COMMAND = "command"
    WORKER = "worker"  # also machines that knock on our doors


@dataclass
class Origin:
    via: Via = Via.WORKER
    user: int | None = None  # id of an account
    key: int | None = None  # id of an API key
    address: Callable[[], str] = str  # of the network; only asked when something is recorded


_current: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 -- nobody changes the default


def current() -> Origin:
    return _current.get()


def enter_with_key(key: int, *, user: int) -> None:
    """For the rest of this request: a program does it, with the API key that this person made."""
    _current.set(replace(current(), key=key, user=user))


@contextmanager
def coming_from(origin: Origin) -> Iterator[Origin]:
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)


@contextmanager
def acting_for(user: int | None, *, key: int | None = None) -> Iterator[None]:
    """The worker does later what this person asked for, perhaps by a program with this key."""
    with coming_from(replace(current(), user=user, key=key)):
        yield


def stream_from(origin: Origin, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an answer that is made while it is sent, each with the origin of its request."""
    following = iter(pieces)
    try:
        while True:
            with coming_from(origin):
                piece = next(following, None)
            if piece is None:
                return
            yield piece
    finally:
        close = getattr(following, "close", None)
        if close:
            with coming_from(origin):
                close()


def run_as_command() -> None:
    """For a process that is a command: what it records was done by the operator at the machine."""
    _current.set(Origin(Via.COMMAND))
