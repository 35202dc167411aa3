"""One bill, once: whatever way it comes, it is open, paid and booked once, and not at all once it was answered with no."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schakel.einvoice.responses import Clarification
from schakel.hub.connections.models import Office
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.comparison import account_text
from schakel.hub.documents.bills.decide import decide
from schakel.hub.documents.bills.models import Bill, BillAnswer, Effect, Twin
from schakel.hub.documents.filing import Filed, file
from schakel.hub.documents.models import Document, Way
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.fetch_queue import acknowledge, waiting_forwards
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.network.responses.send import Unanswerable, send_answer
from schakel.hub.payments import payables
from schakel.hub.payments.models import Payable, PaymentFile
from schakel.hub.payments.prepare_file import FileRequest, NotPrepared, offered_items, prepare
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import MILL, invoice, party
from tests.hub.payments.camt import IBAN

pytestmark = pytest.mark.django_db
AGAIN = {  # the same bill, as it comes a second time
    "as it was": {},
    "under another name": {"seller": party("MILL VERMEIREN NV", MILL)},
    "by its VAT number": {"seller": party("Mill Vermeiren", MILL, endpoint=f"9925:BE{MILL}")},
    "with other words": {"note": "Reminder"},
    "to another account": {"iban": "BE68539007547034"},
}


@pytest.fixture
def package(office: Office, purchases) -> Forwarder:
    """A package that fetches by itself what the bakery buys."""
    made = Forwarder.objects.create(office=office, name="Books", kind="pull", language="en")
    Route.objects.create(forwarder=made, connection=purchases, since=timezone.now() - timedelta(days=9))
    return made


def bring(number: str, how: str, way: Way = Way.UPLOAD) -> Document:
    outcome = file(invoice(number=number, **AGAIN[how]), way)
    return outcome.documents[0] if isinstance(outcome, Filed) else Document.objects.order_by("pk").last()


def work() -> None:
    dispatch_new()
    payables.read_new()


def fetched(connection) -> list[str]:
    """What the package gets now, and has from then on."""
    waiting = waiting_forwards(type(connection).objects.filter(pk=connection.pk))
    return [each.document.number for each in waiting if acknowledge(each)]


def open_numbers() -> list[str]:
    return sorted(each.document.number for each in Payable.objects.asking().select_related("document"))


def payment_file(company, by) -> PaymentFile | NotPrepared:
    chosen = frozenset(each.paying.document_id for each in offered_items(company))
    return prepare(company, FileRequest(chosen, IBAN, timezone.localdate() + timedelta(days=1)), by=by)


@pytest.mark.parametrize("how", [each for each in AGAIN if each != "as it was"])
def test_a_bill_that_came_over_the_network_and_by_mail_is_paid_and_booked_once(alice, bakery, purchases, package, how):
    bakery.accounts.create(iban=IBAN)
    bring("2026-1184", "as it was", Way.PEPPOL)
    second = bring("2026-1184", how)
    work()
    assert fetched(purchases) == ["2026-1184"]
    assert open_numbers() == ["2026-1184"]
    assert payment_file(bakery, alice).transfers.count() == 1
    page = signed_in(alice).get(f"/documents/{second.pk}/").text
    assert "This bill is probably here twice" in page
    assert "Scan with your bank app" not in page
    assert "To pay by" not in page


def test_what_is_not_ours_is_neither_open_nor_paid_nor_booked(alice, bakery, purchases, package):
    bakery.accounts.create(iban=IBAN)
    document = bring("2026-1184", "as it was", Way.PEPPOL)
    work()
    waiting = payment_file(bakery, alice)
    outcome = send_answer(document, AnswerStatus.REJECTED, by=alice, clarifications=(Clarification("REF"),))
    assert not isinstance(outcome, Unanswerable)
    assert open_numbers() == []
    assert fetched(purchases) == []
    assert isinstance(payment_file(bakery, alice), NotPrepared)
    assert PaymentFile.objects.get(pk=waiting.pk).state == PaymentFile.State.WITHDRAWN
    assert "Scan with your bank app" not in signed_in(alice).get(f"/documents/{document.pk}/").text


def test_taken_back_all_comes_back(alice, purchases, package):
    document = bring("2026-1184", "as it was")
    work()
    record_answer(document, BillAnswer.REFUSED)
    assert (fetched(purchases), open_numbers()) == ([], [])
    record_answer(document, None)
    assert (fetched(purchases), open_numbers()) == (["2026-1184"], ["2026-1184"])


def test_contested_it_is_booked_and_not_open(purchases, package):
    document = bring("2026-1184", "as it was")
    work()
    record_answer(document, BillAnswer.CONTESTED)
    assert (fetched(purchases), open_numbers()) == (["2026-1184"], [])


def test_side_by_side_somebody_decides(alice, purchases, package):
    bring("2026-1184", "as it was"), bring("2026-1184", "under another name")
    work()
    twin = Twin.objects.get()
    client = signed_in(alice)
    page = client.get(f"/documents/twins/{twin.pk}/").text
    assert "MILL VERMEIREN NV" in page
    assert 'class="differs"' in page
    client.post(f"/documents/twins/{twin.pk}/", {"decision": "two"})
    assert open_numbers() == ["2026-1184", "2026-1184"]
    client.post(f"/documents/twins/{twin.pk}/undo")
    assert open_numbers() == ["2026-1184"]


def test_side_by_side_an_account_is_written_as_people_read_it():
    assert account_text("be71.0961 2345-6769") == account_text("BE71096123456769") == "BE71 0961 2345 6769"
    assert account_text("123-45") == "123-45"


@pytest.mark.parametrize("decision", ["one", "two", "replaces"])
def test_what_was_decided_is_found_again_from_the_document_that_it_is_about(alice, purchases, package, decision):
    bring("2026-1184", "as it was"), bring("2026-1184", "under another name")
    work()
    twin, client = Twin.objects.get(), signed_in(alice)
    client.post(f"/documents/twins/{twin.pk}/", {"decision": decision})
    about = {
        "one": [twin.later_id],
        "two": [twin.earlier_id, twin.later_id],
        "replaces": [twin.earlier_id, twin.later_id],
    }
    for pk in about[decision]:
        assert f'href="/documents/twins/{twin.pk}/"' in client.get(f"/documents/{pk}/").text


def test_no_page_says_of_a_bill_that_rests_that_it_waits_to_be_forwarded(alice, bakery, purchases, package):
    bring("2026-1184", "as it was"), bring("2026-1184", "under another name")
    work()
    twin, client = Twin.objects.get(), signed_in(alice)
    page = client.get(f"/documents/{twin.later_id}/").text
    assert "waits until somebody decides whether it is here twice" in page
    assert "waiting to be forwarded" not in page
    assert "Do not forward" not in page
    forward = Forward.objects.get(document=twin.later_id)
    for address in (f"/forwarding/companies/{bakery.pk}/?tab=held", f"/forwarding/forwards/{forward.pk}/"):
        assert "waits until somebody decides whether it is here twice" in client.get(address).text
    assert "waiting to be forwarded" not in client.get(f"/forwarding/forwards/{forward.pk}/").text
    client.post(f"/documents/twins/{twin.pk}/", {"decision": "one"})
    assert "is not forwarded" in client.get(f"/documents/{twin.later_id}/").text


def test_what_is_in_the_bookkeeping_and_counts_no_more_is_said_to_the_office(alice, purchases, package):
    bring("2026-1184", "as it was"), bring("2026-1184", "under another name")
    work()
    twin, client = Twin.objects.get(), signed_in(alice)
    assert fetched(purchases) == ["2026-1184"]
    assert "Take it out of the bookkeeping" not in client.get(f"/documents/{twin.earlier_id}/").text
    client.post(f"/documents/twins/{twin.pk}/", {"decision": "replaces"})
    assert "Take it out of the bookkeeping" in client.get(f"/documents/{twin.earlier_id}/").text


def test_G02_who_may_only_read_decides_nothing_and_strangers_find_nothing(alice, clara, diane, purchases):
    bring("2026-1184", "as it was"), bring("2026-1184", "under another name")
    work()
    twin = Twin.objects.get()
    purchases.accesses.create(user=clara, role="read")
    signed_in(clara).post(f"/documents/twins/{twin.pk}/", {"decision": "two"})
    twin.refresh_from_db()
    assert twin.decision == ""
    assert signed_in(diane).get(f"/documents/twins/{twin.pk}/").status_code == 404
    assert signed_in(diane).post(f"/documents/twins/{twin.pk}/undo").status_code == 404


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("bring"), st.sampled_from(["A", "B"]), st.sampled_from(sorted(AGAIN))),
        st.tuples(st.just("decide"), st.integers(0, 9), st.sampled_from(["one", "replaces"])),
        st.tuples(st.just("answer"), st.integers(0, 9), st.sampled_from([*BillAnswer, None])),
        st.tuples(st.just("fetch"), st.none(), st.none()),
        st.tuples(st.just("pay"), st.none(), st.none()),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_over_any_order_nothing_is_open_paid_or_booked_twice_or_against_a_no(alice, bakery, purchases, package, steps):
    with transaction.atomic():
        bakery.accounts.get_or_create(iban=IBAN)
        booked: list[int] = []
        for step, what, how in steps:
            take_step(step, what, how, bakery=bakery, by=alice, booked=booked)
            assert_nothing_twice(booked)
        transaction.set_rollback(True)


def take_step(step, what, how, *, bakery, by, booked) -> None:
    if step == "bring":
        bring(what, how)
        work()
    elif step == "decide" and (twins := list(Twin.objects.undecided().order_by("pk"))):
        decide(twins[what % len(twins)], Twin.Decision(how), by=by)
    elif step == "answer" and (documents := list(Document.objects.order_by("pk"))):
        record_answer(documents[what % len(documents)], how)
    elif step == "fetch":
        for forward in waiting_forwards(bakery.connections.all()):
            assert forward.document.bill.effect not in {
                Effect.REFUSED,
                Effect.DUPLICATE,
                Effect.MERGED,
                Effect.REPLACED,
            }
            acknowledge(forward)
            booked.append(forward.document_id)
    elif step == "pay":
        payment_file(bakery, by)


def assert_nothing_twice(booked: list[int]) -> None:
    assert len(open_numbers()) == len(set(open_numbers()))
    in_files = Document.objects.filter(payments__ended_at=None, payments__how="file").distinct()
    for documents in (
        in_files,
        Document.objects.filter(pk__in=booked, bill__effect__in=["counts", "contested", "credited"]),
    ):
        numbers = sorted(documents.values_list("number", flat=True))
        assert len(numbers) == len(set(numbers)), numbers
    assert not in_files.filter(bill__effect__in=[Effect.REFUSED, Effect.CONTESTED, Effect.DUPLICATE]).exists()
    assert len(booked) == len(set(booked)) == Forward.objects.filter(state=Forward.State.SENT).count()
    assert Bill.objects.count() == Document.objects.count()
