"""Where things are in the hub: views in `views`, forms in `forms`, the API in `api`; nobody borrows a view (docs/rooms.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.urls import URLPattern, URLResolver, get_resolver

from schakel.hub.api import api

HUB = Path(__file__).parent.parent / "schakel" / "hub"
WRITES = re.compile(r"\.(save|create|update|delete|bulk_create|bulk_update|get_or_create|update_or_create)\(")
PAGES = re.compile(r"(^|[./])(views|doors)\b")
NOT_YET = {  # modules that are still to be moved; empty when the house stands
    "views": set(),
    "forms": set(),
    "borrowed": set(),
    "writes": set(),
}


def callbacks(resolver: URLResolver) -> Iterator[str]:
    """The modules of what answers our addresses, the API's and other packages' apart."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            callback = getattr(pattern.callback, "view_class", pattern.callback)
            if callback.__module__.startswith("schakel."):
                yield callback.__module__
        else:
            yield from callbacks(pattern)


def all_under(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from all_under(each)


def files() -> Iterator[tuple[str, ast.Module, str]]:
    """Each module of the hub: its path below the hub, its tree, its text."""
    for path in sorted(HUB.rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text("utf-8")
            yield path.relative_to(HUB).as_posix(), ast.parse(text), text


def test_what_answers_an_address_is_a_view():
    found = set(callbacks(get_resolver()))
    assert len(found) > 30
    assert {each for each in found if not PAGES.search(each)} <= NOT_YET["views"]


def test_forms_are_in_forms():
    found = {each.__module__ for each in all_under(forms.BaseForm) if each.__module__.startswith("schakel.")}
    assert len(found) > 10
    assert {each for each in found if not re.search(r"\.forms?\b", each)} <= NOT_YET["forms"]


def test_what_answers_a_program_is_in_api():
    found = {
        operation.view_func.__module__
        for _prefix, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
    }
    assert len(found) > 5
    assert {each for each in found if "api" not in each.split(".")} == set()


def borrowed(path: str, tree: ast.Module) -> Iterator[str]:
    """The views that this module imports and that are not its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("schakel.hub."):
            for name in (f"{node.module}.{each.name}" for each in node.names):
                if place := re.match(r"schakel\.hub\.(.*?)\.views\b", name):
                    room = f"{place[1].replace('.', '/')}/"
                    is_its_page = path.startswith(room) and PAGES.search(path)
                    is_its_address = path.endswith("urls.py") and room.startswith(path.removesuffix("urls.py"))
                    if not is_its_page and not is_its_address:
                        yield f"{path}: {name}"


def test_nobody_borrows_a_view():
    found = {each for path, tree, _text in files() for each in borrowed(path, tree)}
    assert found <= NOT_YET["borrowed"]


def test_what_writes_in_a_view_file_is_a_view():
    """What changes rows without a request is the domain's, and stands in a module of its own."""
    found = {
        f"{path}: {node.name}"
        for path, tree, text in files()
        if PAGES.search(path)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and [each.arg for each in node.args.args[:1]] != ["request"]
        and WRITES.search(ast.get_source_segment(text, node) or "")
    }
    assert found <= NOT_YET["writes"]
