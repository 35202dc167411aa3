"""Over the whole of the form: what it accepts is valid by the full rules, and what is right it does not refuse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.einvoice.ubl.read import read
from schakel.einvoice.ubl.write import write
from schakel.einvoice.validation import Verdict, validate
from schakel.hub.sales.drafts.check import check
from schakel.hub.sales.drafts.compose import compose
from tests.hub.sales.forms import FAULTS, TODAY, contents, ours

FEW, MANY = 100, 5_000


def holds(content, own) -> None:
    """No refusal; and the document, as written with its number, is valid and says what was composed."""
    checked = check(content, own, today=TODAY)
    assert [(each.field, str(each.sentence)) for each in checked.problems] == []
    composed = compose(content, own, number="2026-0042", today=TODAY).invoice
    data = write(composed)
    report = validate(data)
    assert report.verdict == Verdict.VALID, report.fatal
    assert read(data).totals == composed.totals


def leads_back(content, own, fault: str) -> None:
    """Refused, and by the field in which it is to be mended."""
    field, spoil = FAULTS[fault]
    checked = check(spoil(content), own, today=TODAY)
    assert field in {each.field for each in checked.problems}
    assert all(str(each.sentence) for each in checked.problems)


@pytest.mark.whole
@settings(max_examples=FEW)
@given(contents(), ours(), st.sampled_from(sorted(FAULTS)))
def test_what_is_right_is_accepted_and_valid_and_with_one_fault_leads_to_its_field(content, own, fault):
    """In one go, since making up a draft takes longer than judging it."""
    holds(content, own)
    leads_back(content, own, fault)


@pytest.mark.long
@settings(max_examples=MANY)
@given(contents(), ours(), st.sampled_from(sorted(FAULTS)))
def test_five_thousand_drafts(content, own, fault):
    holds(content, own)
    leads_back(content, own, fault)
