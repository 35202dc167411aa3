"""The page about this package: its examples run, its codes are all there and none is invented."""

import re
from pathlib import Path

from schakel import sepa
from schakel.sepa.errors import SepaError
from schakel.sepa.matching import Why

PAGE = (Path(__file__).parents[2] / "docs" / "api" / "sepa.md").read_text("utf-8")
SOURCE = "".join(path.read_text("utf-8") for path in Path(sepa.__file__).parent.rglob("*.py"))


def _cells(table):
    return set(re.findall(r"^\| `(\w+)` \|", PAGE.split(table, 1)[1].split("\n\n##", 1)[0], re.MULTILINE))


def _kinds(kind=SepaError):
    return [one for sub in kind.__subclasses__() for one in (sub, *_kinds(sub))]


def test_the_examples_run():
    program = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    exec(compile(program, "docs/api/sepa.md", "exec"), {})


def test_every_code_is_documented_and_none_is_invented():
    assert set(re.findall(r"^    code = \"(\w+)\"", SOURCE, re.MULTILINE)) == _cells("## What is refused")
    assert {kind.code for kind in _kinds()} == _cells("## What is refused")


def test_every_reason_of_a_match_is_documented():
    assert {why.value for why in Why} == _cells("| `Why` |")


def test_every_refusal_is_permanent_and_has_a_sentence_in_four_languages():
    for kind in _kinds():
        assert kind.permanent
        assert len(set(kind.words)) == 4
        assert all(sentence.endswith(".") for sentence in kind.words)
