"""A room never names a room above it by an address, a template or a dotted path: what import-linter does not see."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HUB = ROOT / "schakel" / "hub"
NAME = re.compile(r"""["'](?:(\w+):[a-z]\w*|(\w+)/[\w/]+\.(?:html|txt|svg)|schakel\.hub\.(\w+)[\w.]*)["']""")
OF_WEB = {"api"}  # its addresses are made in web/urls.py, wherever the roof puts them
SUFFIXES = {".py", ".html", ".txt"}


def layers() -> list[list[str]]:
    """Of the contract in pyproject.toml, the lowest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [ours] = [each for each in contracts if each["type"] == "layers" and each["containers"] == ["schakel.hub"]]
    return [[name.strip(" ()") for name in layer.split("|")] for layer in reversed(ours["layers"])]


def not_below() -> dict[str, set[str]]:
    """For each room, those it may not know: above it, and beside it."""
    order = layers()
    return {
        room: {other for layer in order[at:] for other in layer if other not in {room, *OF_WEB}}
        for at, layer in enumerate(order)
        for room in layer
        if (HUB / room).is_dir()
    }


def named(room: str, others: set[str]) -> Iterator[str]:
    for path in sorted((HUB / room).rglob("*")):
        if path.suffix in SUFFIXES and "migrations" not in path.parts:
            for found in NAME.finditer(path.read_text("utf-8")):
                if others & set(found.groups()):
                    yield f"{path.relative_to(HUB)}: {found[0]}"


def test_no_room_names_one_above_or_beside_it():
    rooms = not_below()
    assert {"web", "people", "connections", "documents", "sales", "network"} <= set(rooms)
    assert {"connections", "people"} <= rooms["web"]
    assert [each for room, others in rooms.items() for each in named(room, others)] == []


def test_a_hidden_arrow_would_be_seen():
    assert NAME.search('{% url "documents:list" %}')[1] == "documents"
    assert NAME.search('{% include "people/languages.html" %}')[2] == "people"
    assert NAME.search('import_string("schakel.hub.sales.issuing")')[3] == "sales"
