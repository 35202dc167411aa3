"""Write the table of rights into the guides: what each role of an office may do, in the reader's language.

    python -m scripts.rights_table

A test sees to it that the guides are up to date.
"""

import os
from pathlib import Path

from scripts.catalogues import compile_outdated

ROOT = Path(__file__).resolve().parent.parent
GUIDES = {"en": ROOT / "docs" / "guide" / "office.md", "nl": ROOT / "docs" / "guide" / "kantoor.md"}
BEGIN, END = "<!-- rights: written by scripts.rights_table -->", "<!-- end of rights -->"


def table_in(language: str) -> str:
    """In Markdown. Asked with Django set up."""
    from django.utils import translation
    from django.utils.text import capfirst

    from schakel.hub.connections.rights import COLUMNS, table

    with translation.override(language):
        rows = [["", *(capfirst(str(each.word)) for each in COLUMNS)]]
        rows += [[str(right.label), *(str(extent.label) for extent in extents)] for right, extents in table()]
    lines = [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def with_table(text: str, language: str) -> str:
    """The guide with the table as it is now."""
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table_in(language)}\n{END}{after}"


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.hub.settings")
    compile_outdated()
    django.setup()
    for language, guide in GUIDES.items():
        guide.write_text(with_table(guide.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main()
