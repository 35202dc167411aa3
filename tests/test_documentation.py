"""Undocumented is red: every setting, command and address stands in the documentation, and nothing there is invented."""

import re
from pathlib import Path

import click
import pytest
from django.apps import apps
from django.urls import resolve

from schakel.cli import COMMANDS, main
from schakel.hub.api import api
from schakel.hub.connections.models import Scope
from schakel.hub.documents.bills.warning_texts import TEXTS
from schakel.hub.records.storage.bucket import SENTENCES
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
    assert routes == documented("rest.md", r"((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)", folder=ROOT / "docs" / "api")


def test_every_problem_of_the_api_is_documented_and_every_documented_problem_exists():
    assert set(KINDS) == documented("rest.md", r"([a-z_]+)", folder=ROOT / "docs" / "api")


def test_every_warning_about_a_bill_is_documented_and_every_documented_one_exists():
    assert set(TEXTS) == documented("warnings.md", r"([a-z_]+)", folder=ROOT / "docs" / "api") - {"code"}


def test_every_scope_is_documented():
    text = (ROOT / "docs" / "api" / "rest.md").read_text()
    assert [scope for scope in Scope.values if f"- `{scope}`: " not in text] == []


def test_every_example_of_the_api_asks_a_route_that_exists():
    examples = re.findall(r"\$SCHAKEL(/api/v1/[^\s\"?]*)", (ROOT / "docs" / "api" / "rest.md").read_text())
    assert len(examples) > 10
    assert [path for path in examples if resolve(path).view_name == "api:nowhere"] == []


def tree_of_rooms() -> set[str]:
    """The folders in the drawing of docs/rooms.md."""
    drawing = (ROOT / "docs" / "rooms.md").read_text().split("```")[1]
    above: list[str] = []
    found = set()
    for line in drawing.strip().splitlines():
        name = re.match(r" *([\w-]+/)", line)
        assert name, line
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], name[1]]
        found.add("".join(above))
    return found


def test_every_folder_of_the_code_is_in_the_drawing_of_rooms_and_nothing_else():
    code = {
        f"{path.parent.relative_to(ROOT)}/"
        for path in (ROOT / "schakel").rglob("*.py")
        if not {"migrations", "management", "templatetags"} & set(path.parts)
    }
    assert tree_of_rooms() == code | {"schakel/locale/"}


def test_where_do_i_add_names_files_that_are_there_and_few():
    text = (ROOT / "docs" / "rooms.md").read_text()
    rows = re.findall(r"^\| (an? .+?) \| (.+) \| (\d) \|$", text, re.MULTILINE)
    assert len(rows) >= 7
    assert [what for what, _files, number in rows if int(number) > 6] == []
    named = re.findall(r"`((?:schakel|tests|docs)/[^`]*)`", text)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name.partition("<")[0].rpartition("/")[0]).is_dir()] == []
    assert [name for name in named if "<" not in name and not (ROOT / name).exists()] == []


def test_every_row_of_the_hub_is_a_word_of_the_glossary():
    text = (ROOT / "docs" / "glossary.md").read_text()
    words = {word.strip().lower() for row in re.findall(r"^\| ([^|(]+)", text, re.MULTILINE) for word in row.split(",")}
    own = [model.__name__ for model in apps.get_models() if model.__module__.startswith("schakel.hub")]
    named = {name: re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower() for name in own}
    assert [name for name, word in named.items() if word not in words | INNER] == []


INNER = {  # rows that nobody speaks of
    "arrival", "counter", "idempotency key", "inbox", "mail", "member invitation", "offer", "occurrence", "seller account",
    "tally", "search text", "index build",
}  # fmt: skip


def test_every_reason_against_a_backup_is_documented_and_every_documented_one_exists():
    source = "".join(path.read_text() for path in (ROOT / "schakel" / "hub" / "records").rglob("*.py"))
    codes = set(re.findall(r'RecordsError\(\s*"(\w+)"', source)) | {code for code, _why in SENTENCES.values()}
    assert len(codes) > 15
    assert codes == documented("backup.md", r"([a-z_]+)")
