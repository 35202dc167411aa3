"""Checks files: what a command asks of each, and the answer in lines."""

import os
import sys
from pathlib import Path

from schakel.cli.files import bytes_of, name_of, why_unread
from schakel.cli.kinds import DocumentChecker
from schakel.cli.options import in_json
from schakel.cli.outcome import CheckedDocument, StatedFinding, as_values, in_words, not_checked
from schakel.einvoice.validation import Verdict


def folder_of_rules() -> Path:
    """Where imported rule files are kept."""
    return Path(os.environ.get("SCHAKEL_DATA", "data")) / "rules"


class CheckRequest:
    """What to say of a file: the same for all files of one command, in every process."""

    def __init__(self, engine: str, *, schema: bool, as_json: bool, lang: str, ruleset: str) -> None:
        self.as_json, self.lang = as_json, lang
        self.coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.checker = DocumentChecker(engine, schema=schema, rules=folder_of_rules(), ruleset=ruleset)

    def answer(self, path: Path) -> tuple[str, set[Verdict]]:
        """The lines about a file, and its verdicts."""
        found = check_file(path, self.checker)
        name = name_of(path)
        answers = (
            in_json(as_values(name, each, self.lang))
            if self.as_json
            else in_words(name, each, self.lang, coloured=self.coloured)
            for each in found
        )
        return "\n".join(answers), {each.verdict for each in found}


def check_file(path: Path, checker: DocumentChecker) -> list[CheckedDocument]:
    """A file that cannot be read is a document that was not checked."""
    try:
        return checker.check(bytes_of(path))
    except OSError as error:
        return [not_checked(StatedFinding("FILE", why_unread(error)))]
