"""What a company asks of its bills: how long it can contest one, and what waits before it goes to bookkeeping."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.contest_deadline import contest_by
from schakel.hub.documents.bills.models import BillAnswer
from schakel.hub.documents.bills.rules import BillRule, OfficeBillRule, last_day
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.fetch_queue import acknowledge, waiting_forwards
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.forwarding.overview import counts_of_companies, number_to_forward, total_counts
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill(purchases) -> Document:
    return file(invoice(), Way.PEPPOL).documents[0]


@pytest.fixture
def package(office, purchases) -> Forwarder:
    made = Forwarder.objects.create(office=office, name="Books", kind="pull", language="en")
    Route.objects.create(forwarder=made, connection=purchases, since=timezone.now() - timedelta(days=9))
    return made


def fetched(connection) -> list[str]:
    dispatch_new()
    waiting = waiting_forwards(type(connection).objects.filter(pk=connection.pk))
    return [each.document.number for each in waiting if acknowledge(each)]


def save(client, company, **told: str):
    return client.post(f"/documents/rules/companies/{company.pk}/", told)


def test_an_invoice_can_be_contested_for_a_fortnight_unless_its_office_or_company_says_otherwise(alice, bakery, bill):
    dispatch_new()
    day = timezone.localdate(bill.received_at)
    assert contest_by(bill) == day + timedelta(days=14)
    OfficeBillRule.objects.create(office=bakery.office, contest_days=20)
    assert contest_by(Document.objects.get(pk=bill.pk)) == day + timedelta(days=20)
    BillRule.objects.create(company=bakery, contest_days=5)
    here = Document.objects.get(pk=bill.pk)
    assert contest_by(here, today=day + timedelta(days=5)) == day + timedelta(days=5)
    assert contest_by(here, today=day + timedelta(days=6)) is None
    assert "contest by" in signed_in(alice).get("/documents/").text


@pytest.mark.parametrize("answer", BillAnswer)
def test_what_was_answered_has_no_clock(bill, answer):
    record_answer(bill, answer)
    assert contest_by(Document.objects.get(pk=bill.pk)) is None


def test_a_sale_and_a_credit_note_have_no_clock(purchases, sales):
    own = file(invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307")), Way.UPLOAD).documents[0]
    credit = file(invoice(root="CreditNote", number="C-1"), Way.UPLOAD).documents[0]
    dispatch_new()
    assert [contest_by(Document.objects.get(pk=each.pk)) for each in (own, credit)] == [None, None]


def test_the_last_day_there_is(bakery):
    assert last_day(date.max, bakery) == date.max


def test_contested_it_is_forwarded_or_held_as_its_company_wants(alice, bakery, purchases, package, bill):
    record_answer(bill, BillAnswer.CONTESTED)
    save(signed_in(alice), bakery, holds_contested="on")
    assert fetched(purchases) == []
    assert "waits while it is contested" in signed_in(alice).get(f"/documents/{bill.pk}/").text
    save(signed_in(alice), bakery)
    assert fetched(purchases) == ["2026-1184"]


def test_nothing_is_forwarded_before_somebody_has_looked_at_it(alice, bakery, purchases, package, bill):
    save(signed_in(alice), bakery, holds_unseen="on")
    assert fetched(purchases) == []
    assert "Not looked at yet" in signed_in(alice).get(f"/forwarding/companies/{bakery.pk}/?tab=held").text
    signed_in(alice).head(f"/documents/{bill.pk}/")
    assert fetched(purchases) == []
    signed_in(alice).get(f"/documents/{bill.pk}/")
    assert fetched(purchases) == ["2026-1184"]


def test_who_may_only_read_does_not_release_by_looking(clara, bakery, purchases, package, bill):
    BillRule.objects.create(company=bakery, holds_unseen=True)
    access = Access.objects.create(connection=purchases, user=clara, role=Role.READ)
    signed_in(clara).get(f"/documents/{bill.pk}/")
    assert fetched(purchases) == []
    access.role = Role.FULL
    access.save()
    signed_in(clara).get(f"/documents/{bill.pk}/")
    assert fetched(purchases) == ["2026-1184"]


def test_what_the_company_wrote_itself_waits_for_nobody(bakery, office, sales):
    BillRule.objects.create(company=bakery, holds_unseen=True)
    made = Forwarder.objects.create(office=office, name="Sales", kind="pull", language="en")
    Route.objects.create(forwarder=made, connection=sales, since=timezone.now() - timedelta(days=9))
    file(invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307")), Way.UPLOAD)
    assert fetched(sales) == ["2026-1184"]


def test_what_waits_for_a_look_goes_on_at_once_when_it_is_mailed(alice, bakery, purchases, office, bill):
    made = Forwarder.objects.create(office=office, name="Mail", kind="email", language="en")
    Route.objects.create(forwarder=made, connection=purchases, since=timezone.now() - timedelta(days=9))
    BillRule.objects.create(company=bakery, holds_unseen=True)
    dispatch_new()
    Forward.objects.update(due_at=None)
    signed_in(alice).get(f"/documents/{bill.pk}/")
    assert Forward.objects.get().due_at is not None


def test_the_totals_count_what_waits_as_held_back(alice, bakery, purchases, package, bill):
    file(invoice(note="again"), Way.UPLOAD)
    dispatch_new()
    assert (total_counts(alice).waiting, total_counts(alice).held) == (1, 1)
    assert counts_of_companies([bakery.pk])[bakery.pk].held == number_to_forward(alice) == 1
    BillRule.objects.create(company=bakery, holds_unseen=True)
    assert (total_counts(alice).waiting, total_counts(alice).held, number_to_forward(alice)) == (0, 2, 0)


def test_G02_only_the_office_changes_what_waits(clara, diane, held, bakery, office):
    for stranger in (clara, diane):
        assert save(signed_in(stranger), bakery, holds_unseen="on").status_code == 404
        assert (
            signed_in(stranger).post(f"/documents/rules/offices/{office.pk}/", {"contest_days": 3}).status_code == 404
        )
    assert not BillRule.objects.exists()


@pytest.mark.parametrize("days", ["0", "91", "-1", "x", "1e9"])
def test_days_that_are_none_are_refused_with_a_sentence(alice, bakery, days):
    answer = save(signed_in(alice), bakery, contest_days=days)
    assert answer.status_code == 422
    assert not BillRule.objects.exists()
