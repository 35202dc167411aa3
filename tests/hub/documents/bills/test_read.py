"""A document read as a bill, and its twins: across ways in, names, numbers of the supplier, and both databases."""

import pytest

from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.decide import DecidedAlready, decide, sources, undo
from schakel.hub.documents.bills.models import Bill, BillAnswer, Effect, Twin
from schakel.hub.documents.bills.read import bill_for, read_new
from schakel.hub.documents.filing import Filed, file
from schakel.hub.documents.models import Document, Way
from tests.hub.documents.ubl import MILL, invoice, party

pytestmark = pytest.mark.django_db
OTHER_NAME = {"seller": party("MILL VERMEIREN NV", MILL)}
BY_VAT = {"seller": party("Mill Vermeiren", MILL, endpoint=f"9925:BE{MILL}")}


def brought(way: Way = Way.UPLOAD, **told: str) -> Document:
    outcome = file(invoice(**told), way)
    assert isinstance(outcome, Filed)
    return outcome.documents[0]


def effect(document: Document) -> str:
    return Bill.objects.get(document=document).effect


def twin() -> Twin:
    return Twin.objects.select_related("later__connection").get()


@pytest.mark.parametrize("second", [OTHER_NAME, BY_VAT, {"iban": "BE68539007547034"}, {"date": "2026-11-25"}])
def test_the_same_bill_again_is_held_whatever_else_differs(purchases, second):
    one, again = brought(), brought(**second)
    assert read_new() == 2
    assert (effect(one), effect(again)) == (Effect.COUNTS, Effect.DUPLICATE)
    assert effects.of(again) == effects.ONLY_MARKED
    assert set(Document.objects.filter(effects.which("is_payable"))) == {one}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_B12_the_first_and_the_last_day_there_is_are_days(purchases, day):
    one, again = brought(Way.PEPPOL, date=day), brought(Way.PEPPOL, date=day, number="another")
    assert read_new() == 2
    assert (effect(one), effect(again)) == (Effect.COUNTS, Effect.COUNTS)


def test_what_only_looks_alike_is_proposed_and_counts(purchases):
    brought(number="2026-001"), brought(number="INV 2026/1")
    read_new()
    assert twin().sameness == "likely"
    assert set(Bill.objects.values_list("effect", flat=True)) == {Effect.COUNTS}


def test_until_it_was_read_nothing_follows(purchases):
    one = brought()
    assert effects.of(one) == effects.NOTHING
    assert not Document.objects.filter(effects.which("is_forwardable")).exists()
    assert bill_for(one).effect == Effect.COUNTS


def test_two_bills_after_all(purchases, alice):
    brought(), (again := brought(**OTHER_NAME))
    read_new()
    assert decide(twin(), Twin.Decision.TWO, by=alice).decision == "two"
    assert effect(again) == Effect.COUNTS
    undo(twin(), by=alice)
    assert effect(again) == Effect.DUPLICATE


def test_one_bill_has_two_sources(purchases, alice):
    one, again = brought(), brought(**OTHER_NAME)
    read_new()
    decide(twin(), Twin.Decision.ONE, by=alice)
    assert (effect(one), effect(again)) == (Effect.COUNTS, Effect.MERGED)
    assert list(sources(one)) == [again]


def test_the_later_replaces_the_earlier(purchases, alice):
    one, again = brought(), brought(**OTHER_NAME)
    read_new()
    decide(twin(), Twin.Decision.REPLACES, by=alice)
    assert (effect(one), effect(again)) == (Effect.REPLACED, Effect.COUNTS)


def test_who_decides_second_is_told_who_did(purchases, alice, bob):
    brought(), brought(**OTHER_NAME)
    read_new()
    seen = twin()
    decide(seen, Twin.Decision.TWO, by=alice)
    second = decide(seen, Twin.Decision.ONE, by=bob)
    assert isinstance(second, DecidedAlready)
    assert (second.twin.decided_by, second.twin.decision) == (alice, "two")


def test_corrected_under_the_same_number_after_a_refusal_it_replaces(purchases):
    one = brought()
    record_answer(one, BillAnswer.REFUSED)
    corrected = brought(net="200.00", vat="42.00", total="242.00")
    read_new()
    assert (effect(one), effect(corrected)) == (Effect.REPLACED, Effect.COUNTS)


def test_refused_after_the_twin_came_the_twin_counts(purchases):
    one, again = brought(), brought(**OTHER_NAME)
    read_new()
    record_answer(one, BillAnswer.REFUSED)
    assert (effect(one), effect(again)) == (Effect.REFUSED, Effect.COUNTS)
    record_answer(one, None)
    assert (effect(one), effect(again)) == (Effect.COUNTS, Effect.DUPLICATE)


def test_contested_is_forwarded_and_not_paid(purchases):
    one = brought()
    record_answer(one, BillAnswer.CONTESTED)
    assert effects.of(one) == effects.Consequences(is_forwardable=True, is_counted=True, is_marked=True)


def test_the_third_is_held_too(purchases, alice):
    brought(), brought(**OTHER_NAME), brought(**BY_VAT)
    read_new()
    assert sorted(Bill.objects.values_list("effect", flat=True)) == ["counts", "duplicate", "duplicate"]


def test_the_rooms_above_hear_of_each_change_once(purchases, alice, monkeypatch):
    heard = []
    monkeypatch.setattr(effects, "listeners", [lambda bills: heard.append([each.effect for each in bills])])
    one = brought()
    read_new()
    record_answer(one, BillAnswer.REFUSED)
    record_answer(one, BillAnswer.REFUSED)
    assert heard == [[Effect.REFUSED]]


def test_what_was_here_before_there_were_bills_is_read_and_keeps_what_was_answered(purchases):
    one, again, refused = brought(), brought(**OTHER_NAME), brought(number="2026-77")
    Bill.objects.bulk_create(
        Bill(document=each, company=purchases.company, office=purchases.company.office, is_read=False)
        for each in (one, again, refused)
    )
    Bill.objects.filter(document=refused).update(answer=BillAnswer.REFUSED)
    assert set(Document.objects.filter(effects.which("is_open"))) == {one, again, refused}  # until it was read
    assert read_new() == 3
    assert [effect(each) for each in (one, again, refused)] == [Effect.COUNTS, Effect.DUPLICATE, Effect.REFUSED]
    assert read_new() == 0


def test_a_document_that_cannot_be_read_is_a_bill_of_nobody(purchases):
    file(b"%PDF-1.4 nothing", Way.UPLOAD, into=purchases)
    read_new()
    assert not Twin.objects.exists()


CREDITING = (
    "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>2026-1184</cbc:ID>"
    "</cac:InvoiceDocumentReference></cac:BillingReference>"
)


def credit(**more: str) -> Document:
    return brought(root="CreditNote", number="C-1", documents=CREDITING, **more)


@pytest.mark.parametrize("order", [(brought, credit), (credit, brought)])
def test_credited_in_full_nothing_is_to_pay_and_both_are_forwarded(purchases, order):
    one, other = order[0](), order[1]()
    read_new()
    assert (effect(one), effect(other)) == (Effect.CREDITED, Effect.CREDITED)
    assert set(Document.objects.filter(effects.which("is_forwardable"))) == {one, other}
    assert not Document.objects.filter(effects.which("is_payable")).exists()


def test_credited_in_part_both_count(purchases):
    one, other = brought(), credit(net="50.00", vat="10.50", total="60.50")
    read_new()
    assert (effect(one), effect(other)) == (Effect.COUNTS, Effect.COUNTS)


def test_a_credit_note_that_only_undoes_what_was_refused_goes_nowhere_either(purchases):
    one, other = brought(), credit()
    read_new()
    record_answer(one, BillAnswer.REFUSED)
    assert (effect(one), effect(other)) == (Effect.REFUSED, Effect.REFUSED)
    record_answer(one, None)
    assert (effect(one), effect(other)) == (Effect.CREDITED, Effect.CREDITED)


def test_a_credit_note_that_was_refused_takes_nothing_back(purchases):
    one, other = brought(), credit()
    read_new()
    record_answer(other, BillAnswer.REFUSED)
    assert (effect(one), effect(other)) == (Effect.COUNTS, Effect.REFUSED)
