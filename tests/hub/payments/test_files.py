"""Payment files: chosen, netted, approved, taken, executed. Rows K02 and K04 of the threats."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub.connections import changes
from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.payments import file_decisions
from schakel.hub.payments.document_actions import mark_paid
from schakel.hub.payments.events import PaymentEvent
from schakel.hub.payments.models import Approver, PaymentFile, Rule
from schakel.hub.payments.notifications import notify_approvers
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.prepare_file import FileRequest, NotPrepared, prepare
from schakel.hub.payments.status import PaymentState, status_of
from schakel.sepa.credit_transfer import read
from schakel.sepa.reference import FreeText, StructuredCommunication
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import party
from tests.hub.payments.camt import IBAN


def state(document) -> PaymentState:
    return status_of(payable_for(document)).state


def test_each_invoice_is_one_transfer_with_its_own_communication(clara, held, bought, make):
    made = make(clara, bought(), bought(number="2", remittance="F 2"))
    first, second = read(bytes(made.content)).payments
    assert (first.iban, first.amount, first.remittance) == (
        "BE71096123456769", Decimal("121.00"), StructuredCommunication("090933755493"),
    )  # fmt: skip
    assert second.remittance == FreeText("F 2")
    assert made.total == Decimal("242.00")
    assert made.state == PaymentFile.State.READY


def test_K04_what_stands_in_a_file_is_warned_of_and_not_taken_again_without_a_word(clara, held, bought, make):
    document = bought()
    make(clara, document)
    assert state(document) == PaymentState.IN_FILE
    refused = make(clara, document)
    assert refused.reasons == ("2026-1184 is already in a payment file.",)
    assert PaymentFile.objects.count() == 1
    assert isinstance(make(clara, document, again=True), PaymentFile)
    assert "already in payment file" in signed_in(clara).get(f"/documents/{document.pk}/").text


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"remittance": "+++123/4567/89012+++"}, "structured communication is wrong"),
        ({"iban": "BE71096123456760"}, "not a valid account number"),
        ({"iban": ""}, "no account number"),
        ({"net": "1000000000.00", "vat": "0", "total": "1000000000.00"}, "too high"),
    ],
)
def test_K02_what_a_bank_would_refuse_gives_no_file_but_the_reason(clara, held, bought, make, told, reason):
    made = make(clara, bought(), bought(number="BAD", **told))
    assert isinstance(made, NotPrepared)
    assert any("BAD" in each and reason in each for each in made.reasons)
    assert not PaymentFile.objects.exists()


def test_the_office_prepares_the_client_approves_then_it_is_for_the_bank(alice, clara, held, bakery, bought, account):
    documents = [bought(number=str(number)) for number in range(10)]
    form = {"document": [each.pk for each in documents], "iban": IBAN, "execution": timezone.localdate().isoformat()}
    answer = signed_in(alice).post(f"/payments/companies/{bakery.pk}/files/new/", form)
    file = PaymentFile.objects.get()
    assert answer["Location"] == f"/payments/files/{file.pk}/"
    assert file.state == PaymentFile.State.WAITING
    assert signed_in(alice).get(f"/payments/files/{file.pk}/download").status_code == 404
    assert notify_approvers() == 1
    (letter,) = mail.outbox
    assert letter.to == ["clara@clara.example"]
    assert f"/payments/files/{file.pk}/" in letter.body
    signed_in(alice).post(f"/payments/files/{file.pk}/decision", {"action": "approve"})
    assert PaymentFile.objects.get().state == PaymentFile.State.WAITING
    signed_in(clara).post(f"/payments/files/{file.pk}/decision", {"action": "approve"})
    taken = signed_in(alice).get(f"/payments/files/{file.pk}/download")
    assert len(read(taken.content).payments) == 10
    file.refresh_from_db()
    assert (file.state, file.approved_by, file.taken_by) == (PaymentFile.State.TAKEN, clara, alice)
    assert "Approved" in signed_in(clara).get(f"/payments/files/{file.pk}/").text


def test_withdrawn_everything_is_to_be_paid_again(alice, clara, held, bought, make):
    document = bought()
    file = make(alice, document)
    assert file_decisions.withdraw(file, alice)
    assert state(document) == PaymentState.TO_PAY
    assert not file_decisions.approve(file, clara)
    assert [each.kind for each in document.events.filter(kind__in=["in_file", "out_of_file"])] == [
        "in_file",
        "out_of_file",
    ]


def test_withdrawn_since_it_was_looked_at_it_is_not_for_the_bank(alice, clara, held, bought, make):
    file = make(clara, bought())
    looked_at = PaymentFile.objects.get(pk=file.pk)
    assert file_decisions.withdraw(file, alice)
    assert file_decisions.may_be_taken(looked_at)
    assert not file_decisions.take(looked_at, clara)
    assert PaymentFile.objects.get().taken_at is None


def test_executed_everything_is_paid_once(clara, held, bought, make):
    document, paid = bought(), bought(number="2")
    file = make(clara, document, paid)
    mark_paid(paid, clara)
    assert "Already paid, but still in this file" in signed_in(clara).get(f"/payments/files/{file.pk}/").text
    assert file_decisions.mark_executed(file, clara)
    assert state(document) == state(paid) == PaymentState.PAID
    assert document.events.filter(kind=PaymentEvent.PAID).count() == 1
    assert not file_decisions.mark_executed(file, clara)


def test_who_may_only_read_reaches_no_file(clara, purchases, alice, bought, make):
    Access.objects.create(connection=purchases, user=clara, role=Role.READ)
    file = make(alice, bought())
    assert signed_in(clara).get(f"/payments/files/{file.pk}/").status_code == 404
    assert not file_decisions.approve(file, clara)


def test_documents_of_another_company_cannot_be_chosen(clara, held, bakery, bought, make, mill_document):
    assert isinstance(make(clara, mill_document), NotPrepared)
    assert make(clara, bought(), mill_document).reasons


@pytest.fixture
def mill_document(other_office):
    from schakel.hub.documents.filing import file
    from schakel.hub.documents.models import Way
    from tests.hub.conftest import company_of
    from tests.hub.documents.ubl import invoice

    company_of(other_office, "Elsewhere", "0738401216")
    document = file(invoice(number="E1", buyer=party("Elsewhere", "0738401216")), Way.COMMAND).documents[0]
    payable_for(document)
    return document


def test_an_account_of_nobody_and_a_day_gone_by_are_refused(clara, held, bakery, bought, account):
    yesterday = timezone.localdate() - timedelta(days=1)
    made = prepare(bakery, FileRequest(frozenset({bought().pk}), "BE71096123456769", yesterday), by=clara)
    assert len(made.reasons) == 2


def test_the_page_says_what_is_wrong_and_keeps_the_choice(clara, held, bakery, bought, account):
    document = bought(remittance="+++123/4567/89012+++")
    form = {"document": [document.pk, "x"], "iban": IBAN, "execution": timezone.localdate().isoformat()}
    answer = signed_in(clara).post(f"/payments/companies/{bakery.pk}/files/new/", form)
    assert answer.status_code == 422
    assert "structured communication is wrong" in answer.text
    assert f'value="{document.pk}" checked' in answer.text


class TestApproval:
    @pytest.fixture
    def rule(self, bakery):
        return Rule.objects.create(company=bakery, mode=Rule.Mode.ONE)

    @pytest.fixture
    def approver(self, bakery, clara, held):
        return Approver.objects.create(company=bakery, user=clara)

    def approve(self, user, document, action="approve"):
        return signed_in(user).post(f"/payments/documents/{document.pk}/mark", {"action": action})

    def test_an_unapproved_invoice_cannot_be_put_in_a_file(self, clara, rule, approver, bought, make):
        document = bought()
        assert make(clara, document).reasons == ("2026-1184 is not approved for payment.",)
        self.approve(clara, document)
        assert isinstance(make(clara, document), PaymentFile)
        assert document.events.filter(kind=DocumentEvent.PAYMENT_APPROVED, by=clara).exists()

    def test_taken_back_it_counts_no_more(self, clara, rule, approver, bought, make):
        document = bought()
        self.approve(clara, document)
        self.approve(clara, document, "unapprove")
        assert isinstance(make(clara, document), NotPrepared)

    @pytest.mark.parametrize("by_the_office", [True, False])
    def test_taken_back_before_the_download_it_withdraws_the_file(
        self, alice, clara, rule, approver, bought, make, by_the_office
    ):
        first, other = bought(), bought(number="2", remittance="")
        for document in (first, other):
            self.approve(clara, document)
        file, apart = make(alice if by_the_office else clara, first), make(clara, other)
        self.approve(clara, first, "unapprove")
        file.refresh_from_db()
        assert (file.state, file.ended_by) == (PaymentFile.State.WITHDRAWN, clara)
        assert signed_in(clara).get(f"/payments/files/{file.pk}/download").status_code == 404
        assert state(first) == PaymentState.TO_PAY
        assert signed_in(clara).get(f"/payments/files/{apart.pk}/download").status_code == 200

    def test_taken_back_after_the_download_it_changes_nothing(self, clara, rule, approver, bought, make):
        document = bought()
        self.approve(clara, document)
        file = make(clara, document)
        address = f"/payments/files/{file.pk}/download"
        assert signed_in(clara).get(address).status_code == 200
        self.approve(clara, document, "unapprove")
        assert signed_in(clara).get(address).status_code == 200
        assert state(document) == PaymentState.IN_FILE

    def test_G04_who_loses_his_access_stops_the_download_until_another_approves(
        self, alice, bob, clara, rule, approver, bakery, held, bought, make
    ):
        document = bought()
        self.approve(clara, document)
        file = make(clara, document)
        held.end(alice)
        address = f"/payments/files/{file.pk}/download"
        assert signed_in(alice).head(address).status_code == signed_in(alice).get(address).status_code == 404
        page = signed_in(alice).get(f"/payments/files/{file.pk}/").text
        assert "No longer approved for payment" in page
        assert address not in page
        Approver.objects.create(company=bakery, user=bob)
        self.approve(bob, document)
        assert signed_in(alice).get(address).status_code == 200

    def test_who_is_no_approver_approves_nothing(self, alice, clara, rule, approver, bought, make):
        document = bought()
        self.approve(alice, document)
        assert isinstance(make(alice, document), NotPrepared)

    def test_who_lost_his_access_counts_no_more(self, alice, clara, rule, approver, held, bought, make):
        document = bought()
        self.approve(clara, document)
        held.end(alice)
        assert isinstance(make(alice, document), NotPrepared)

    def test_above_an_amount_two_are_asked_of_whom_one_is_no_deputy(
        self, alice, bob, clara, rule, approver, bakery, bought, make
    ):
        Rule.objects.update(mode=Rule.Mode.TWO_ABOVE, above=Decimal("121.00"))
        for deputy in (alice, bob):
            Approver.objects.create(company=bakery, user=deputy, is_deputy=True)
        low, high = bought(), bought(number="2", net="100.01", total="121.01")
        for document in (low, high):
            self.approve(alice, document)
        assert isinstance(make(clara, low), PaymentFile)
        self.approve(bob, high)
        assert isinstance(make(clara, high), NotPrepared)
        self.approve(clara, high)
        assert isinstance(make(clara, high), PaymentFile)

    def test_once_there_are_approvers_only_they_change_the_rule(self, alice, clara, rule, approver, bakery):
        off = {"what": "rule", "mode": "off"}
        signed_in(alice).post(f"/payments/companies/{bakery.pk}/", off)
        assert Rule.objects.get().mode == Rule.Mode.ONE
        signed_in(clara).post(f"/payments/companies/{bakery.pk}/", off)
        assert Rule.objects.get().mode == Rule.Mode.OFF

    def test_the_rule_and_its_people_are_kept(self, alice, clara, held, bakery, diane):
        told = {"what": "rule", "mode": "two_above", "above": "1000", "approvers": [clara.pk], "deputies": [alice.pk]}
        assert signed_in(clara).post(f"/payments/companies/{bakery.pk}/", told).status_code == 302
        assert not bakery.approvers.exists()  # two are asked, and she is one
        changes.confirm(bakery.changes.get(), alice)
        assert [(each.user, each.is_deputy) for each in bakery.approvers.all()] == [(clara, False), (alice, True)]
        wrong = {"what": "rule", "mode": "one", "approvers": [diane.pk]}
        assert signed_in(clara).post(f"/payments/companies/{bakery.pk}/", wrong).status_code == 422


def test_accounts_are_checked_and_kept_once(clara, held, bakery):
    address = f"/payments/companies/{bakery.pk}/"
    for iban in ("be68 5390 0754 7034", IBAN):
        signed_in(clara).post(address, {"what": "account", "iban": iban})
    assert [each.iban for each in bakery.accounts.all()] == [IBAN]
    assert signed_in(clara).post(address, {"what": "account", "iban": "BE00"}).status_code == 422
    signed_in(clara).post(address, {"what": "remove", "iban": IBAN})
    assert not bakery.accounts.exists()
