"""The page about this package: its examples run, its table of refusals is complete and none is invented."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

from schakel import einvoice
from schakel.einvoice.errors import EInvoiceError

PATH = Path(__file__).parents[2] / "docs" / "api" / "einvoice.md"
PAGE = PATH.read_text("utf-8")
DOCUMENTED = set(re.findall(r"^\| `([a-z_0-9]+)` \|", PAGE.partition("## What is refused")[2], re.MULTILINE))


def test_the_examples_run():
    session = "\n".join(re.findall(r"```pycon\n(.*?)```", PAGE, re.DOTALL))
    example = doctest.DocTestParser().get_doctest(session, {}, "docs/api/einvoice.md", str(PATH), 0)
    result = doctest.DocTestRunner().run(example)
    assert result.attempted >= 40
    assert result.failed == 0


def refusals() -> set[type[EInvoiceError]]:
    for module in pkgutil.walk_packages(einvoice.__path__, "schakel.einvoice."):
        if "validation" not in module.name:
            importlib.import_module(module.name)
    ours = (each for each in EInvoiceError.__subclasses__() if each.__module__.startswith("schakel.einvoice"))
    return {each for each in ours if "validation" not in each.__module__}


def test_every_refusal_is_documented_and_none_is_invented():
    assert {each.code for each in refusals()} == DOCUMENTED


def test_every_refusal_has_a_sentence_of_its_own_in_four_languages():
    for each in refusals():
        assert len(set(each.words)) == 4
        assert all(text.endswith(".") for text in each.words)


def test_every_module_on_the_page_exists():
    table = PAGE.partition("| Module |")[2].partition("\n## ")[0]
    for name in re.findall(r"`([a-z_.]+)`", "".join(line.split("|")[1] for line in table.splitlines() if "|" in line)):
        importlib.import_module(f"schakel.einvoice.{name}")
