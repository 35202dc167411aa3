"""Undocumented is red: every setting, command and address stands in the documentation, and nothing there is invented."""

import re
from pathlib import Path

import click
import pytest

from schakel.cli import COMMANDS, main
from tests.hub.addresses import addresses

ROOT = Path(__file__).resolve().parent.parent
OPERATING = ROOT / "docs" / "operating"


def documented(file: str, pattern: str) -> set[str]:
    """The first cell of each row of a table in the documentation."""
    return set(re.findall(rf"^\| `{pattern}` \|", (OPERATING / file).read_text(), re.MULTILINE))


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
