"""Keeps out of the pure packages what takes more blanks and more digits than the standards do.

    python -m scripts.texts

Named are `strip()`, `lstrip()`, `rstrip()`, `split()` and `rsplit()` without an argument, `isspace()`, `splitlines()`,
`isdigit()`, `isdecimal()`, `isnumeric()`; `\\s`, `\\d`, `\\w`, `\\b` in the pattern of a text, unless it is `re.ASCII`; and `int`,
`Decimal`, `float` and `fromisoformat` of what is not a constant. Use `schakel.base.blanks` and `schakel.base.digits`
instead. Where the wider meaning is meant, or a pattern has looked before, the statement says so after `# texts:`; a line
that begins with it speaks for the whole module.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PURE = ("base", "einvoice", "peppol", "sepa")
_BARE = frozenset({"strip", "lstrip", "rstrip", "split", "rsplit"})
_NEVER = frozenset({"isspace", "splitlines", "isdigit", "isdecimal", "isnumeric"})
_NUMBERS = frozenset({"int", "Decimal", "float"})
_WIDE = re.compile(r"(?<!\\)(?:\\\\)*\\[sdwbSDWB]")
_REASON = re.compile("#.*\\btexts: .")


def main() -> int:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for package in PURE
        for path in sorted((ROOT / "schakel" / package).rglob("*.py"))
        for line, what in offences(path.read_text("utf-8"))
    ]
    print("\n".join(found) or "texts: nothing takes more blanks or digits than the standards do")
    return 1 if found else 0


def offences(source: str) -> Iterator[tuple[int, str]]:
    """Line and what stands there, for each offence without a reason beside it."""
    lines = source.split("\n")
    if any(line.startswith("# texts: ") for line in lines):
        return
    for statement in ast.walk(ast.parse(source)):
        if not isinstance(statement, ast.stmt):
            continue
        inner = [
            child.lineno - 1 for child in ast.walk(statement) if isinstance(child, ast.stmt) and child is not statement
        ]
        end = min(inner, default=statement.end_lineno)
        reasoned = any(_REASON.search(line) for line in lines[statement.lineno - 1 : end])
        for node in _own(statement):
            if isinstance(node, ast.Call) and (what := _offence(node)) and not reasoned:
                yield node.lineno, what


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """What belongs to a statement itself and not to the statements inside it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from ast.walk(child)


def _offence(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) if name in _NEVER or (name in _BARE and not (call.args or call.keywords)):
            return f".{name}()"
        case ast.Attribute(attr="fromisoformat") | ast.Name(id="int" | "Decimal" | "float") if _is_text(call):
            return f"{ast.unparse(call.func)}() of a text"
        case ast.Name(id="map") if isinstance(call.args[0], ast.Name) and call.args[0].id in _NUMBERS:
            return f"map({call.args[0].id}, …)"
        case ast.Attribute(value=ast.Name(id="re")) if _is_wide(call):
            return "\\s, \\d, \\w or \\b in a pattern"
    return ""


def _is_text(call: ast.Call) -> bool:
    """Whether it may be a text: a constant is none, nor is a sum, a product or an answer of `round`."""
    return bool(call.args) and not isinstance(call.args[0], ast.Constant | ast.BinOp | ast.UnaryOp)


def _is_wide(call: ast.Call) -> bool:
    flags = " ".join(ast.unparse(one) for one in (*call.args[1:], *(keyword.value for keyword in call.keywords)))
    texts = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return "ASCII" not in flags and any(map(_WIDE.search, texts))


if __name__ == "__main__":
    sys.exit(main())
