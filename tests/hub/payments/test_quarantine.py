"""Money and a document in quarantine: it is not paid, nor by a file that was made before; what was paid stays paid."""

import pytest

from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.models import BillAnswer
from schakel.hub.documents.quarantine import quarantine, release
from schakel.hub.payments import file_decisions
from schakel.hub.payments.document_actions import mark_paid
from schakel.hub.payments.double_payments import warnings_of_double_payment
from schakel.hub.payments.matching import open_items
from schakel.hub.payments.models import Payable, PaymentFile
from schakel.hub.payments.payables import read_new
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db
State = PaymentFile.State


def test_a_file_that_holds_it_can_be_neither_approved_nor_taken(clara, held, bought, make):
    bad, good = bought(), bought(number="2")
    made = make(clara, bad, good)
    PaymentFile.objects.update(state=State.WAITING)
    made.refresh_from_db()
    quarantine(bad, "x")
    assert not file_decisions.approve(made, clara)
    PaymentFile.objects.update(state=State.READY)
    made.refresh_from_db()
    page = signed_in(clara).get(f"/payments/files/{made.pk}/").text
    assert "One document in this file is in quarantine" in page
    assert bad.number not in page
    assert signed_in(clara).get(f"/payments/files/{made.pk}/download").status_code == 404
    release(bad)
    assert signed_in(clara).get(f"/payments/files/{made.pk}/download").status_code == 200


def test_what_is_refused_meanwhile_is_in_no_file_when_it_comes_back(clara, held, bought, make):
    bad = bought()
    made = make(clara, bad)
    PaymentFile.objects.update(state=State.READY)
    quarantine(bad, "x")
    record_answer(bad, BillAnswer.REFUSED)
    release(bad)
    made.refresh_from_db()
    assert made.state == State.WITHDRAWN


def test_it_is_no_open_item_and_offered_to_no_statement(clara, held, bought, bakery):
    document = bought()
    read_new()
    assert [item.id for item in open_items(bakery)] == [str(document.pk)]
    quarantine(document, "x")
    assert (open_items(bakery), Payable.objects.count(), Payable.everything.count()) == ([], 0, 1)
    release(document)
    assert [item.id for item in open_items(bakery)] == [str(document.pk)]


def test_what_was_paid_before_still_warns_of_paying_its_twin(clara, held, bought):
    first = bought()
    mark_paid(first, clara)
    quarantine(first, "x")
    twin = bought(note="the same number again")
    assert any("is already paid" in each for each in warnings_of_double_payment(twin))
