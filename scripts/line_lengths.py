"""Names the lines of templates and style sheets that hold more than one element or rule, by their length.

    python -m scripts.line_lengths

A sentence cannot be broken, so it does not count; all else on its line has at most 160 characters.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 160
SENTENCE = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}|{% translate .*?%}|_\(\".*?\"\)")


def too_long(text: str) -> Iterator[tuple[int, int]]:
    """Number and length of each line over the limit, sentences not counted."""
    for number, line in enumerate(text.split("\n"), start=1):
        if (length := len(SENTENCE.sub("", line))) > LIMIT:
            yield number, length


def places() -> Iterator[Path]:
    for path in sorted((ROOT / "schakel").rglob("*")):
        if path.suffix == ".css" or (path.suffix == ".html" and "templates" in path.parts):
            yield path


def main() -> int:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {length} characters beside its sentences, at most {LIMIT}"
        for path in places()
        for number, length in too_long(path.read_text("utf-8"))
    ]
    print("\n".join(found) or "line lengths: templates and style sheets hold an element or a rule a line")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
