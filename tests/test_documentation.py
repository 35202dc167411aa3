"""Undocumented is red: every setting, command and address stands in the documentation, and nothing there is invented."""

import re
from pathlib import Path

import click
import pytest
from django.urls import resolve

from schakel.cli import COMMANDS, main
from schakel.hub.api import api
from schakel.hub.connections.models import Scope
from schakel.hub.web.problems import KINDS
from tests.hub.addresses import addresses

ROOT = Path(__file__).resolve().parent.parent
OPERATING = ROOT / "docs" / "operating"


def documented(file: str, pattern: str, *, folder: Path = OPERATING) -> set[str]:
    """The first cell of each row of a table in the documentation."""
    return set(re.findall(rf"^\| `{pattern}` \|", (folder / file).read_text(), re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_setting_exists():
    source = "".join(path.read_text() for path in (ROOT / "schakel" / "hub").rglob("settings.py"))
    assert set(re.findall(r"\"(SCHAKEL_\w+)\"", source)) == documented("settings.md", r"(SCHAKEL_\w+)")


def test_every_command_is_documented_and_every_documented_command_exists():
    assert set(COMMANDS) == documented("commands.md", r"schakel ([\w-]+)")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_tells_what_it_does(name):
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert (command.help or "").strip() or name == "manage"


def test_every_address_is_documented_and_every_documented_address_exists():
    assert set(addresses().values()) == documented("addresses.md", r"(/[^`]*)")


def test_every_route_of_the_api_is_documented_and_every_documented_route_exists():
    routes = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert routes == documented("rest.md", r"((?:GET|POST|PUT|DELETE) /[^`]*)", folder=ROOT / "docs" / "api")


def test_every_problem_of_the_api_is_documented_and_every_documented_problem_exists():
    assert set(KINDS) == documented("rest.md", r"([a-z_]+)", folder=ROOT / "docs" / "api")


def test_every_scope_is_documented():
    text = (ROOT / "docs" / "api" / "rest.md").read_text()
    assert [scope for scope in Scope.values if f"- `{scope}`: " not in text] == []


def test_every_example_of_the_api_asks_a_route_that_exists():
    examples = re.findall(r"\$SCHAKEL(/api/v1/[^\s\"?]*)", (ROOT / "docs" / "api" / "rest.md").read_text())
    assert len(examples) > 10
    assert [path for path in examples if resolve(path).view_name == "api:nowhere"] == []
