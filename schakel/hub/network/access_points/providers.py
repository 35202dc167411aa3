"""The kinds of provider, found in their folders."""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from schakel.hub.network.access_points.provider import Provider


@cache
def providers() -> dict[str, type[Provider]]:
    """Those we know, by their code: each folder beside this file is one, and says all about it in its `provider`."""
    folders = [each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)]) if each.ispkg]
    known: list[type[Provider]] = [import_module(f"{__package__}.{name}.provider").PROVIDER for name in folders]
    return {each.code: each for each in known}
