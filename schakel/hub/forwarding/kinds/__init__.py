"""The kinds of forwarder, a folder each: what is a folder here is offered. See kind.py for what a kind says of itself."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from schakel.hub.forwarding.kinds.kind import ForwarderKind


@cache
def kinds() -> dict[str, ForwarderKind]:
    """By their code, in the order in which they are offered."""
    return {kind.code: kind for kind in sorted(find_kinds(), key=lambda kind: (kind.position, kind.code))}


def find_kinds() -> Iterator[ForwarderKind]:
    for module in iter_modules(__path__):
        if module.ispkg:
            kind: ForwarderKind = import_module(f"{__name__}.{module.name}").KIND
            yield kind


def kind_of(code: str) -> ForwarderKind:
    return kinds()[code]


def offered_kinds(codes: Iterable[str] | None = None) -> list[ForwarderKind]:
    """What this installation can do: of these, in their order; without, of all."""
    known = kinds()
    return [known[code] for code in (known if codes is None else codes) if code in known and known[code].is_offered()]


def fetched_kinds() -> list[str]:
    """The codes of those that wait to be fetched."""
    return [code for code, kind in kinds().items() if kind.is_fetched]
