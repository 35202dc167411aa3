"""What writes is named as a command (STYLE.md): no function that begins with a participle changes a row or a file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "schakel"
WRITES = re.compile(
    r"\.(save|create|get_or_create|update_or_create|bulk_create|bulk_update|delete|write_bytes|write_text|unlink|rename)\("
    r"|objects\b.*\.update\("
)
IRREGULAR = {  # not read, put and set, which are commands too
    *(
        "told",
        "kept",
        "written",
        "sent",
        "made",
        "given",
        "taken",
        "begun",
        "sold",
        "laid",
        "met",
        "done",
        "gone",
        "become",
    ),
    *(
        "left",
        "held",
        "found",
        "said",
        "paid",
        "known",
        "drawn",
        "shown",
        "seen",
        "chosen",
        "bound",
        "built",
        "brought",
    ),
}


def begins_with_a_participle(name: str) -> bool:
    first = name.lstrip("_").partition("_")[0]
    return first in IRREGULAR or first.endswith("ed")


def commands_named_like_facts(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        is_one = isinstance(node, ast.FunctionDef) and begins_with_a_participle(node.name)
        if is_one and WRITES.search(ast.get_source_segment(text, node) or ""):
            yield node.name


def test_no_command_is_named_like_a_fact():
    assert [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        for name in commands_named_like_facts(path.read_text("utf-8"))
    ] == []


def test_one_would_be_seen():
    assert list(commands_named_like_facts("def kept(row):\n    row.save()\n\ndef keep(row):\n    row.save()")) == [
        "kept"
    ]
