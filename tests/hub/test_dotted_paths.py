"""What is named by its dotted path is there: a module that moves takes the strings that name it along."""

import ast
import re
import runpy
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

SCHAKEL = Path(__file__).parents[2] / "schakel"
NO_PATHS = {  # salts of tokens, files, the name of a log, a key of a request
    "schakel.mandate", "schakel.letter", "schakel.records", "schakel.sqlite3", "schakel.pgdump",
    "schakel.access", "schakel.request_id",
}  # fmt: skip
TRIED_ELSEWHERE = {"hub/settings.py", "cli/__init__.py"}  # above, and each command by tests/test_documentation.py
PATH = re.compile(r"(schakel|django|allauth)(\.\w+)+")


def is_there(path: str) -> bool:
    """A module, or what stands in one."""
    try:
        if find_spec(path):
            import_module(path)
            return True
    except ModuleNotFoundError:
        pass
    try:
        import_string(path)
    except ImportError:
        return False
    return True


def paths_in(value: object) -> Iterator[str]:
    """The dotted paths of a setting; the keys of a mapping are names."""
    if isinstance(value, str) and PATH.fullmatch(value):
        yield value
    elif isinstance(value, dict):
        yield from paths_in(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from paths_in(each)


@pytest.mark.parametrize("demo", ["", "1"])
@pytest.mark.parametrize("database", ["", "postgres://schakel@localhost/schakel"])
def test_every_path_in_the_settings_is_there(monkeypatch, tmp_path, demo, database):
    for name, value in {"DATA": str(tmp_path / "data"), "DEMO": demo, "DATABASE": database}.items():
        monkeypatch.setenv(f"SCHAKEL_{name}", value) if value else monkeypatch.delenv(f"SCHAKEL_{name}", raising=False)
    settings = runpy.run_path(str(SCHAKEL / "hub" / "settings.py"))
    found = {path for name, value in settings.items() if name.isupper() for path in paths_in(value)}
    assert len(found) > 60
    assert settings["ACCESS_POINT"] in found
    assert {path for path in found if not is_there(path)} == set()


def texts() -> Iterator[tuple[str, ast.Constant, bool]]:
    """Each text in the code that begins as a path of ours, and whether a part of it is only known later (an f-string)."""
    for path in SCHAKEL.rglob("*.py"):
        text = path.read_text("utf-8")
        if "migrations" not in path.parts and re.search(r"""["']schakel\.""", text):
            tree = ast.parse(text)
            parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("schakel."):
                    yield path.relative_to(SCHAKEL).as_posix(), node, id(node) in parts


def test_every_path_in_the_code_is_there():
    """Such as those of `import_string` and `of_program`; those of migrations name what was there in their time."""
    found = {node.value for _file, node, is_part in texts() if not is_part and PATH.fullmatch(node.value)}
    assert len(found) > 50
    assert {path for path in found - NO_PATHS if not is_there(path)} == set()


def test_no_path_is_put_together_where_no_test_sees_it():
    assert {file for file, _node, is_part in texts() if is_part} <= TRIED_ELSEWHERE


def test_a_path_that_is_not_there_is_found():
    assert not is_there("schakel.hub.network.access_point.configured")
    assert not is_there("schakel.hub.network.access_points.own.configured")
    assert is_there("schakel.hub.network.access_points.from_settings.access_point")
