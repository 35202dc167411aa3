"""Warnings of a bill: recorded by a source, confirmed by people, and what follows for paying it."""

import pytest

from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.guard import Alert, Weight
from schakel.hub.documents.bills.models import Bill, BillWarning
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.bills.warn import confirm_warnings, record_warnings, undo_confirmation
from schakel.hub.documents.bills.warning_texts import TEXTS, text_of
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from tests.hub.documents.ubl import invoice

pytestmark = pytest.mark.django_db
GUARD, PDF, CALLED = BillWarning.Source.GUARD, BillWarning.Source.PDF, BillWarning.How.CALLED
STOP = Alert("iban_changed", Weight.STOP, {"iban": "BE68539007547034"}, subject="BE68539007547034")
KNOW = Alert("burst", Weight.KNOW, {"count": "7"})


@pytest.fixture
def document(purchases) -> Document:
    found = file(invoice(), Way.COMMAND).documents[0]
    bill_for(found)
    record_warnings({found.pk: []}, GUARD)
    return found


def heaviest(document: Document) -> int:
    return Bill.objects.get(document=document).heaviest_warning


def test_what_a_source_found_replaces_what_it_found_before_and_leaves_the_other_source_alone(document):
    record_warnings({document.pk: [STOP, KNOW]}, GUARD)
    record_warnings({document.pk: [Alert("amount", Weight.LOOK)]}, PDF)
    record_warnings({document.pk: [KNOW]}, GUARD)
    assert [each.code for each in BillWarning.objects.all()] == ["amount", "burst"]
    assert heaviest(document) == Weight.LOOK


def test_a_stop_is_not_payable_until_somebody_has_confirmed_it(document, alice):
    assert effects.of(document).is_payable
    record_warnings({document.pk: [STOP]}, GUARD)
    document = Document.objects.get(pk=document.pk)
    assert effects.of(document) == effects.Consequences(is_open=True, is_forwardable=True, is_counted=True)
    assert not Document.objects.filter(effects.which("is_payable")).exists()
    assert confirm_warnings(document, ["iban_changed"], by=alice, how=CALLED) == 1
    assert Document.objects.filter(effects.which("is_payable")).exists()
    row = BillWarning.objects.get()
    assert (row.confirmed_by, row.by_office, row.how) == (alice, True, "called")


def test_of_two_who_confirm_the_first_is_kept(document, alice, bob):
    record_warnings({document.pk: [STOP]}, GUARD)
    assert confirm_warnings(document, ["iban_changed"], by=alice, how=CALLED) == 1
    assert confirm_warnings(document, ["iban_changed"], by=bob, how=CALLED) == 0
    assert BillWarning.objects.get().confirmed_by == alice
    assert undo_confirmation(document, by=bob) == 0
    assert undo_confirmation(document, by=alice) == 1
    assert heaviest(document) == Weight.STOP


def test_what_was_confirmed_stays_so_unless_it_is_about_something_else(document, alice):
    record_warnings({document.pk: [STOP]}, GUARD)
    confirm_warnings(document, ["iban_changed"], by=alice, how=CALLED)
    record_warnings({document.pk: [STOP]}, GUARD)
    assert heaviest(document) == 0
    record_warnings({document.pk: []}, GUARD)
    assert BillWarning.objects.get().confirmed_by == alice
    record_warnings({document.pk: [Alert("iban_changed", Weight.STOP, {"iban": "LT1"}, subject="LT1")]}, GUARD)
    assert heaviest(document) == Weight.STOP


def test_the_rooms_above_hear_of_what_is_stopped_and_of_what_goes_on(document, alice, monkeypatch):
    heard: list[bool] = []
    monkeypatch.setattr(effects, "listeners", [lambda bills: heard.extend(each.is_stopped for each in bills)])
    record_warnings({document.pk: [KNOW]}, GUARD)
    record_warnings({document.pk: [KNOW, STOP]}, GUARD)
    confirm_warnings(document, ["iban_changed"], by=alice, how=CALLED)
    assert heard == [True, False]


def test_a_sentence_that_needs_what_other_companies_show_is_for_the_office_only():
    before = {"before": "BE71096123456769", "since": "2026-01-02", "bills": "14", "companies": "3"}
    row = BillWarning(code="iban_changed", facts={"iban": "BE68539007547034"}, office_facts=before)
    assert "14 invoices at 3 companies" in text_of(row, for_office=True)
    assert "BE71 0961 2345 6769" in text_of(row, for_office=True)
    said = text_of(row, for_office=False)
    assert said == "The account number is different from before. Call the supplier on a number you know."


def test_a_code_of_a_newer_version_is_said_as_it_is():
    assert text_of(BillWarning(code="moon_phase"), for_office=True) == "moon_phase"
    assert max(map(len, TEXTS)) <= BillWarning._meta.get_field("code").max_length
