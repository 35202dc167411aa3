"""The index of docs/decisions, made of the pages themselves: `python -m scripts.decisions` writes it, with `check` looks.

The second paragraph of each page is its status: `*In force since 2026-11-24.*`, or
`*Replaced by [0208](0208-….md) on 2026-12-01; in force since 2026-11-24.*`
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "decisions"
INDEX = FOLDER / "README.md"
PAGE = re.compile(r"# (\d{4}) (.+)\n\n\*(.+)\.\*\n\n")
DAY = r"\d{4}-\d{2}-\d{2}"
IN_FORCE = re.compile(rf"In force since ({DAY})")
REPLACED = re.compile(rf"Replaced by (\[\d{{4}}\]\([\w-]+\.md\)) on {DAY}; in force since ({DAY})")
HEAD = """# Decisions

One page each: the context, the decision, what would make us change it. A new one takes the number after the last and says under
its title since when it is in force; `make decisions` puts it into this list. One that no longer holds stays, and names the one
that replaced it.

| | Decision | Status | Since |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Decision:
    file: str
    number: str
    title: str
    status: str  # in words, with a link where it was replaced
    since: str

    @property
    def row(self) -> str:
        return f"| {self.number} | [{self.title}]({self.file}) | {self.status} | {self.since} |\n"


def read_decision(path: Path) -> Decision:
    """Raises ValueError when its beginning is not as above."""
    found = PAGE.match(path.read_text())
    if not found or not path.name.startswith(found[1]):
        raise ValueError(
            f"{path.name} does not begin with `# NUMBER Title`, an empty line and `*In force since YYYY-MM-DD.*`"
        )
    number, title, status = found.groups()
    if now := IN_FORCE.fullmatch(status):
        return Decision(path.name, number, title, "in force", now[1])
    if before := REPLACED.fullmatch(status):
        return Decision(path.name, number, title, f"replaced by {before[1]}", before[2])
    raise ValueError(f"{path.name}: no status: {status}")


def index() -> str:
    return HEAD + "".join(read_decision(path).row for path in sorted(FOLDER.glob("0*.md")))


def main() -> int:
    try:
        wanted = index()
    except ValueError as fault:
        print(f"decisions: {fault}")
        return 1
    if "check" not in sys.argv[1:]:
        INDEX.write_text(wanted)
    elif INDEX.read_text() != wanted:
        print("decisions: the index is not what the pages say: run `make decisions`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
