"""Each kind of thing to do: what is counted, and that what is solved no longer is."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Invitation, InvitationMail
from schakel.hub.connections.todo import kinds
from schakel.hub.documents.bills.decide import decide
from schakel.hub.documents.bills.first_look import record_look
from schakel.hub.documents.bills.models import Bill, BillWarning, Twin
from schakel.hub.documents.models import Document
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.accounts.save import add_company, create_account
from schakel.hub.network.models import Answer, Mandate, Registration, Transmission
from schakel.hub.payments.approvals import approve
from schakel.hub.payments.models import Approver, Payable, PaymentFile, Rule, Statement
from schakel.hub.sales.models import Mailing
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=30)


def found(code: str) -> dict[int, int]:
    return {company: each.number for company, each in kinds[code].found().items()}


@pytest.fixture
def forwarder(office, alice, purchases) -> Forwarder:
    made = Forwarder.objects.create(office=office, name="Octopus", kind="email", created_by=alice)
    Route.objects.create(forwarder=made, connection=purchases, address="books@books.example")
    return made


def forward(forwarder: Forwarder, document: Document, **told: object) -> Forward:
    return Forward.objects.create(
        forwarder=forwarder, document=document, connection=document.connection, turn="x", **told
    )


class TestForwarding:
    def test_not_in_the_books_with_why_until_it_is_forwarded(self, bakery, forwarder, bought):
        rows = [forward(forwarder, bought(number=n), state="failed", code="no_address") for n in ("1", "2")]
        told = kinds["not_in_books"].found()[bakery.pk]
        assert (told.number, told.reason, told.only) == (2, "no_address", None)
        Forward.objects.filter(pk=rows[0].pk).update(state="sent")
        told = kinds["not_in_books"].found()[bakery.pk]
        assert (told.number, told.only) == (1, rows[1].pk)
        Forward.objects.filter(pk=rows[1].pk).update(code="folder")
        forwarder.retire()
        assert found("not_in_books") == {}

    def test_several_reasons_are_none(self, bakery, forwarder, bought):
        for number, code in (("1", "no_address"), ("2", "folder")):
            forward(forwarder, bought(number=number), state="failed", code=code)
        assert kinds["not_in_books"].found()[bakery.pk].reason == ""

    def test_what_waits_for_a_forwarder_that_is_off(self, bakery, forwarder, bought):
        forward(forwarder, bought(), due_at=timezone.now())
        assert found("forwarding_stopped") == {}
        forwarder.stop(Forwarder.Stopped.BY_HAND)
        told = kinds["forwarding_stopped"].found()[bakery.pk]
        assert (told.number, kinds["forwarding_stopped"].explain(told.reason)) == (1, "switched off")

    def test_companies_without_a_package(self, office, bakery, forwarder):
        mill = company_of(office, "Mill", "0899965307")
        assert found("without_package") == {mill.pk: 1}


class TestDocuments:
    def test_with_errors_until_somebody_looked(self, bakery, alice, bought):
        document = bought()
        Document.objects.update(verdict="invalid")
        assert kinds["unchecked"].found()[bakery.pk].only == document.pk
        record_look(document, alice)
        assert found("unchecked") == {}

    def test_duplicates_until_somebody_decided(self, bakery, alice, bought):
        bought(number="7")
        bought(number="7", note="Sent again")
        assert found("undecided") == {bakery.pk: 1}
        decide(Twin.objects.get(), Twin.Decision.TWO, by=alice)
        assert found("undecided") == {}

    def test_what_is_in_quarantine_is_in_no_number(self, bakery, forwarder, bought):
        document = bought(number="7")
        bought(number="7", note="Sent again")
        forward(forwarder, document, state="failed")
        Document.objects.update(verdict="invalid")
        Bill.objects.filter(pk=document.pk).update(heaviest_warning=3)
        quarantine(document, "harmful")
        assert found("undecided") == found("not_in_books") == found("warned") == {}
        assert found("unchecked") == {bakery.pk: 1}


class TestSent:
    @pytest.mark.parametrize(("code", "state"), [("not_sent", "failed"), ("not_taken", "rejected")])
    def test_over_peppol_until_it_arrived_another_way_or_is_settled(self, bakery, sold, code, state):
        document = sold("S1")
        row = transmission(document, state=state)
        assert kinds[code].found()[bakery.pk].only == row.pk
        mailed = Mailing.objects.create(document=document, email="h@h.example", language="nl", state="sent")
        assert found(code) == {}
        mailed.delete()
        Payable.objects.filter(pk=document.pk).update(is_settled=True)
        assert found(code) == {}
        Payable.objects.filter(pk=document.pk).update(is_settled=False)
        transmission(document, state="sent")
        assert found(code) == {}

    def test_by_e_mail(self, bakery, sold):
        document = sold("S1")
        Mailing.objects.create(document=document, email="h@h.example", language="nl", state="failed")
        assert found("not_mailed") == {bakery.pk: 1}
        Mailing.objects.create(document=document, email="i@h.example", language="nl", state="sent")
        assert found("not_mailed") == {}

    def test_what_the_customer_says_last(self, bakery, sold):
        document = sold("S1")
        answer(document, "RE")
        told = kinds["questioned"].found()[bakery.pk]
        assert (told.number, kinds["questioned"].explain(told.reason)) == (1, "rejected")
        answer(document, "AP")
        assert found("questioned") == {}


def transmission(document: Document, **told: object) -> Transmission:
    number = Transmission.objects.count()
    return Transmission.objects.create(
        direction="out", message_id=f"m{number}", instance_id=f"i{number}", document=document, **told
    )


def answer(document: Document, status: str) -> Answer:
    number = Transmission.objects.count()
    told = Transmission.objects.create(direction="in", state="filed", message_id=f"a{number}", instance_id=f"a{number}")
    company = document.connection.company
    return Answer.objects.create(company=company, transmission=told, document=document, status=status)


class TestPayments:
    def test_warnings_until_confirmed_or_paid(self, bakery, bought):
        document = bought()
        Bill.objects.filter(pk=document.pk).update(heaviest_warning=1)
        assert found("warned") == {}
        Bill.objects.filter(pk=document.pk).update(heaviest_warning=2)
        assert found("warned") == {bakery.pk: 1}
        Payable.objects.filter(pk=document.pk).update(is_settled=True)
        assert found("warned") == {}

    def test_invoices_that_wait_for_one_or_for_two(self, bakery, alice, bob, bought):
        for user in (alice, bob):
            Approver.objects.create(company=bakery, user=user)
        low, high = bought(number="LOW"), bought(number="HIGH", net="101", vat="0", total="121.01")
        BillWarning.objects.all().delete()
        Bill.objects.update(heaviest_warning=0)
        assert found("unapproved") == {}
        Rule.objects.create(company=bakery, mode=Rule.Mode.TWO_ABOVE, above="121.00")
        assert found("unapproved") == {bakery.pk: 2}
        assert approve(low, alice)
        assert approve(high, alice)
        assert kinds["unapproved"].found()[bakery.pk].only == high.pk
        assert approve(high, bob)
        assert found("unapproved") == {}

    @pytest.mark.parametrize(("code", "state"), [("files_to_approve", "waiting"), ("files_to_take", "ready")])
    def test_payment_files(self, bakery, code, state):
        given = {"message_id": "S1", "iban": "BE68539007547034", "execution": date(2026, 12, 1), "total": 1}
        made = PaymentFile.objects.create(company=bakery, content=b"<a/>", state=state, **given)
        assert kinds[code].found()[bakery.pk].only == made.pk
        PaymentFile.objects.update(state="withdrawn")
        assert found(code) == {}

    def test_statements_that_stopped_and_not_those_that_never_came(self, office, bakery):
        company_of(office, "Mill", "0899965307")
        given = {"company": bakery, "iban": "BE68539007547034", "currency": "EUR"}
        Statement.objects.create(fingerprint="1", day=timezone.localdate() - timedelta(days=36), **given)
        assert found("without_statements") == {bakery.pk: 1}
        Statement.objects.create(fingerprint="2", day=timezone.localdate() - timedelta(days=35), **given)
        assert found("without_statements") == {}


class TestAskedOfClients:
    @pytest.fixture
    def letter(self, office, alice, sales) -> InvitationMail:
        made = InvitationMail.to("c@c.example", office=office, inviter=alice, language="en")
        made.sent_at, made.due_at = LONG_AGO, None
        made.save()
        Invitation.objects.create(connection=sales, letter=made, created_at=LONG_AGO)
        return made

    def test_invitations_that_are_silent_or_came_back(self, bakery, letter):
        assert found("silent_invitations") == {bakery.pk: 1}
        InvitationMail.objects.update(bounced_at=timezone.now())
        assert (found("silent_invitations"), found("undelivered")) == ({}, {bakery.pk: 1})
        Invitation.objects.update(state="accepted")
        assert found("silent_invitations") == found("undelivered") == {}

    def test_a_mandate_that_is_silent_until_another_is_asked_or_it_is_confirmed(self, bakery):
        given = {"company": bakery, "given_on": date(2026, 1, 1), "email": "c@c.example", "language": "nl"}
        Mandate.objects.create(token_hash="1", recorded_at=LONG_AGO, **given)
        assert found("silent_mandates") == {bakery.pk: 1}
        newer = Mandate.objects.create(token_hash="2", **given)
        assert found("silent_mandates") == {}
        Mandate.objects.filter(pk=newer.pk).update(recorded_at=LONG_AGO)
        assert found("silent_mandates") == {bakery.pk: 1}
        Mandate.objects.filter(pk=newer.pk).update(state="confirmed")
        assert found("silent_mandates") == {}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"state": "failed"}, "not_registered"),
        ({"state": "registered", "changed": "gone"}, "not_registered"),
        ({"state": "elsewhere"}, "elsewhere"),
        ({"state": "registered", "changed": "moved"}, "elsewhere"),
    ],
)
def test_registrations(bakery, told, code):
    Registration.objects.create(company=bakery, scheme="0208", value=BAKERY, **told)
    assert found(code) == {bakery.pk: 1}
    Registration.objects.update(state="registered", changed="")
    assert found("not_registered") == found("elsewhere") == {}


def test_a_provider_that_does_not_let_us_in(office, alice, bakery):
    account = create_account(office, "recommand", "http://localhost:9", {"key": "key_AAAA"}, by=alice)
    add_company(account, bakery)
    assert found("failing_account") == {}
    account.state, account.tried_at = "failing", timezone.now()
    account.save()
    assert found("failing_account") == {bakery.pk: 1}
