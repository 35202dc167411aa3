"""Every public rule stands in the code, and the table of rules in the documentation is up to date."""

import pytest

from schakel.einvoice.validation.register import published_rules
from schakel.einvoice.validation.rulebook import where
from scripts.rule_table import CORPUS, TABLE, cases, table


def test_every_rule_is_implemented_and_registered() -> None:
    assert set(where()) == published_rules().keys() - {"XSD"}


def test_the_table_in_the_documentation_is_up_to_date() -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus is not there")
    assert TABLE.read_text("utf-8") == table(cases()), "run: python -m scripts.rule_table"
