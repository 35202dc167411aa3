"""The fraud guard from end to end: a bill comes in, is judged over the whole office, is stopped, confirmed and paid; and what
other companies of the office show is read by the office only."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub.connections.models import Access, Company, Role
from schakel.hub.documents.bills import judge
from schakel.hub.documents.bills.models import Bill, BillWarning
from schakel.hub.documents.bills.read import read_new
from schakel.hub.documents.bills.warn import confirm_warnings, undo_confirmation
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.payments import payables
from schakel.hub.payments.approvals import approve
from schakel.hub.payments.models import Approval, Approver, PaymentFile, Rule
from schakel.hub.payments.prepare_file import FileRequest, NotPrepared, prepare
from schakel.hub.payments.reminders import remind
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import MILL, invoice, party
from tests.hub.payments.camt import IBAN as FROM

pytestmark = pytest.mark.django_db
OLD, NEW, CALLED = "BE71096123456769", "BE68539007547034", BillWarning.How.CALLED
GARAGE = "0738401216"


@pytest.fixture
def garage(office) -> Company:
    return company_of(office, "Garage Peeters", GARAGE)


@pytest.fixture
def held(clara, purchases) -> Access:
    return Access.objects.create(connection=purchases, user=clara, role=Role.FULL)


def bring(number: str, way: Way = Way.UPLOAD, *, sender: str = "", **told: str) -> Document:
    soon = (timezone.localdate() + timedelta(days=3)).isoformat()
    told = {"due": f"<cbc:DueDate>{soon}</cbc:DueDate>", **told}
    return file(invoice(number=number, **told), way, sender=sender).documents[0]


def to_garage(number: str, **told: str) -> Document:
    return bring(number, buyer=party("Garage Peeters", GARAGE), **told)


def work() -> None:
    read_new()
    payables.read_new()


def found(document: Document) -> dict[str, int]:
    return dict(BillWarning.objects.filter(bill=document.pk).values_list("code", "weight"))


def pay(company: Company, by, *documents: Document) -> PaymentFile | NotPrepared:
    company.accounts.get_or_create(iban=FROM)
    tomorrow = timezone.localdate() + timedelta(days=1)
    return prepare(company, FileRequest(frozenset(each.pk for each in documents), FROM, tomorrow), by=by)


@pytest.fixture
def stopped(garage, purchases) -> Document:
    """The mill billed the garage three times; now the bakery gets a bill to another account."""
    for number in ("1", "2", "3"):
        to_garage(number)
    work()
    document = bring("77", iban=NEW)
    work()
    return document


def test_G01_the_office_reads_what_other_companies_show_and_the_client_without_number_or_name(
    alice, clara, held, stopped, bakery, settings
):
    assert found(stopped) == {"first": 1, "iban_changed": 3}
    office_page = signed_in(alice).get(f"/documents/{stopped.pk}/").text
    assert "BE71 0961 2345 6769, since" in office_page
    assert "on 3 invoices at 1 companies" in office_page
    client = signed_in(clara)
    bakery.accounts.create(iban=FROM)
    remind()
    remind()
    told_to_client = {
        "page": client.get(f"/documents/{stopped.pk}/").text,
        "list": client.get("/documents/").text,
        "payments": client.get("/payments/").text,
        "form": client.get(f"/payments/companies/{bakery.pk}/files/new/").text,
        "refusal": " ".join(pay(bakery, clara, stopped).reasons),
        "export": client.get("/payments/open-items?form=csv").text,
        "mail": mail.outbox[-1].body,
    }
    assert "The account number is different from before." in told_to_client["page"]
    for place in ("list", "payments", "form", "export", "mail"):
        assert "do not pay yet" in told_to_client[place].lower(), place
    for place, text in told_to_client.items():
        for secret in (OLD, "BE71 0961", "Garage", "In your office", "3 invoices"):
            assert secret not in text, place


def test_G01_the_api_says_it_with_figures_only_to_a_key_of_the_whole_office(alice, office, bakery, stopped):
    _key, of_office = key_of(office, alice)
    _key, of_company = key_of(bakery, alice)
    for secret, is_told in ((of_office, True), (of_company, False)):
        answer = Program(secret).get(f"/documents/{stopped.pk}").json()
        assert answer["warning"] == "stop"
        (stop, first) = answer["warnings"]
        assert (stop["code"], stop["weight"], stop["confirmed_at"]) == ("iban_changed", "stop", None)
        assert first["weight"] == "know"
        assert ("BE71 0961" in stop["sentence"]) is is_told
        listed = Program(secret).get("/open-items").json()["items"]
        assert [each["warning"] for each in listed if each["document"] == stopped.pk] == ["stop"]


def test_B15_a_stop_goes_into_no_file_before_a_second_person_has_seen_it(alice, bob, bakery, stopped):
    assert isinstance(pay(bakery, alice, stopped), NotPrepared)
    confirm_warnings(stopped, ["iban_changed"], by=alice, how=CALLED)
    refused = pay(bakery, alice, stopped)
    assert isinstance(refused, NotPrepared)
    assert "somebody else" in refused.reasons[0]
    assert isinstance(pay(bakery, bob, stopped), PaymentFile)


def test_the_client_may_confirm_and_pay_alone(clara, held, bakery, stopped):
    confirm_warnings(stopped, ["iban_changed"], by=clara, how=CALLED)
    assert isinstance(pay(bakery, clara, stopped), PaymentFile)


def test_B15_a_post_past_the_form_makes_no_file(clara, held, bakery, stopped):
    bakery.accounts.create(iban=FROM)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    told = {"document": stopped.pk, "iban": FROM, "execution": tomorrow}
    answer = signed_in(clara).post(f"/payments/companies/{bakery.pk}/files/new/", told)
    assert answer.status_code == 422
    assert not PaymentFile.objects.exists()


def test_what_was_confirmed_by_the_office_is_known_at_all_its_companies(alice, stopped):
    other = to_garage("4", iban=NEW)
    work()
    assert found(other)["iban_changed"] == 3
    confirm_warnings(stopped, ["iban_changed"], by=alice, how=CALLED, note="the baker's brother")
    assert Bill.objects.get(document=other).heaviest_warning == 0  # for the same reason
    notes = BillWarning.objects.exclude(confirmed_at=None).values_list("note", flat=True)
    assert sorted(notes) == ["", "the baker's brother"]  # which others do not read
    later = to_garage("5", iban=NEW)
    work()
    assert found(later) == {}


def test_B15_what_a_client_confirmed_is_known_at_their_company_only(clara, held, stopped):
    confirm_warnings(stopped, ["iban_changed"], by=clara, how=CALLED)
    there, here = to_garage("4", iban=NEW), bring("78", iban=NEW)
    work()
    assert (found(there), found(here)) == ({"iban_changed": 3}, {})


def test_B15_a_fraud_makes_no_second_one_look_usual(stopped):
    again = bring("78", iban=NEW)
    work()
    assert found(again)["iban_changed"] == 3


def test_B16_over_the_network_from_its_own_address_a_new_account_is_only_looked_at(garage, purchases):
    to_garage("1")
    work()
    vouched = to_garage("2", iban=NEW, way=Way.PEPPOL, sender=f"0208:{MILL}")
    foreign = to_garage("3", iban="BE43068999999501", way=Way.PEPPOL, sender="0208:0899965307")
    work()
    assert found(vouched) == {"iban_changed": 2}
    assert found(foreign) == {"iban_changed": 3, "participant": 3}


def test_B16_a_name_that_is_taken_for_another_is_stopped_and_remembered_when_it_is_a_real_one(alice, stopped):
    alike = bring("9", seller=party("Mill Vermeyren", "0899965307"))
    work()
    assert found(alike) == {"named_alike": 3}
    page = signed_in(alice).get(f"/documents/{alike.pk}/").text
    assert f"The other supplier is Mill Vermeiren, number {MILL}." in page
    confirm_warnings(alike, ["named_alike"], by=alice, how=CALLED)
    second = bring("10", seller=party("Mill Vermeyren", "0899965307"))
    work()
    assert found(second) == {}


def test_B15_nobody_approves_what_is_stopped(clara, held, bakery, stopped):
    Rule.objects.create(company=bakery, mode=Rule.Mode.ONE)
    Approver.objects.create(company=bakery, user=clara)
    assert not approve(stopped, clara)
    assert not Approval.objects.exists()
    confirm_warnings(stopped, ["iban_changed"], by=clara, how=CALLED)
    assert approve(stopped, clara)


def test_a_file_that_was_not_downloaded_is_withdrawn_when_the_confirmation_is_undone(alice, bob, bakery, stopped):
    confirm_warnings(stopped, ["iban_changed"], by=alice, how=CALLED)
    file_ = pay(bakery, bob, stopped)
    undo_confirmation(stopped, by=alice)
    file_.refresh_from_db()
    assert file_.state == PaymentFile.State.WITHDRAWN


def test_on_its_page_somebody_confirms_how_and_the_timeline_keeps_it(clara, held, stopped):
    client = signed_in(clara)
    address = f"/documents/{stopped.pk}/"
    assert "I checked this" in client.get(address).text
    client.post(f"{address}confirmation", {"code": ["iban_changed"]})
    assert Bill.objects.get(document=stopped).is_stopped
    client.post(f"{address}confirmation", {"code": ["iban_changed"], "how": "called", "note": "Jan of the mill"})
    page = client.get(address).text
    assert "Jan of the mill" in page
    assert 'class="qr"' in page
    assert stopped.events.filter(kind="warning_confirmed", by=clara).count() == 1
    client.post(f"{address}confirmation/undo")
    assert Bill.objects.get(document=stopped).is_stopped


def test_G02_who_may_only_read_and_who_is_a_stranger_confirm_nothing(clara, diane, purchases, stopped):
    Access.objects.create(connection=purchases, user=clara, role=Role.READ)
    told = {"code": ["iban_changed"], "how": "called"}
    for user in (clara, diane):
        assert signed_in(user).post(f"/documents/{stopped.pk}/confirmation", told).status_code == 404
    assert "I checked this" not in signed_in(clara).get(f"/documents/{stopped.pk}/").text
    assert Bill.objects.get(document=stopped).is_stopped


def test_in_an_office_with_few_bills_a_first_one_is_only_said(purchases, monkeypatch):
    few = bring("1", net="900.00", vat="0", total="900.00")
    work()
    monkeypatch.setattr(judge, "YOUNG", 1)
    many = bring("2", seller=party("Drukkerij Goossens", "0899965307"), net="900.00", vat="0", total="900.00")
    work()
    assert (found(few), found(many)) == ({"first": 1}, {"first": 2})


def test_what_is_sold_or_gives_money_back_is_not_judged(sales, purchases):
    sold = bring("S1", seller=party("Bakery Cornflower", "0738401117"), buyer=party("Mill Vermeiren", MILL))
    credit = file(invoice(number="C1", root="CreditNote"), Way.UPLOAD).documents[0]
    work()
    assert found(sold) == found(credit) == {}
