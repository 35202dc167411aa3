"""What goes out: the same message until a receipt proves it; at an end at once, or later, as the error says."""

import html
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cryptography import x509
from django.core import mail
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network import evidence
from schakel.hub.network.models import Attempt, Breaker, Notice, Transmission
from schakel.hub.network.outbound import notifications
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import Unaddressed, queue
from schakel.hub.network.registration.document_types import CREDIT_NOTE
from schakel.peppol import as4, sbdh
from schakel.peppol.demo_network import ZONE
from schakel.peppol.doors import Answer
from schakel.peppol.errors import Unreachable
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.pki import Role as PkiRole
from schakel.peppol.sml import host_name
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.network.world import ADDRESS, OTHER, THE_BAKERY, THE_MILL, Peer, keys, network

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale(office) -> Document:
    """An invoice of the mill to the bakery."""
    company_of(office, "Mill Vermeiren", MILL)
    return file(invoice(), Way.UPLOAD).documents[0]


@pytest.fixture
def queued(sale) -> Transmission:
    return queue(sale)


@pytest.fixture
def bakery_there(peer) -> Peer:
    """The bakery is reached at another access point."""
    peer.publish(THE_BAKERY)
    return peer


def tried(row: Transmission) -> Transmission:
    """Due again, and worked."""
    Transmission.objects.filter(pk=row.pk, due_at__isnull=False).update(due_at=timezone.now())
    outbound.send_queued()
    return Transmission.objects.get(pk=row.pk)


def test_an_invoice_is_sent_and_its_receipt_kept(queued, bakery_there):
    row = tried(queued)
    (taken,) = bakery_there.taken
    assert (row.state, row.due_at, row.peer, bool(row.receipt)) == ("sent", None, bakery_there.seat_id, True)
    assert (taken.message_id, taken.sender) == (queued.message_id, "POP000001")
    assert sbdh.unwrap(taken.envelope).document in invoice()
    assert (taken.header.sender, taken.header.receiver, taken.header.country_c1) == (THE_MILL, THE_BAKERY, "BE")
    assert [(a.peer, a.url, a.code) for a in row.tries.all()] == [(bakery_there.seat_id, ADDRESS, "")]


def test_E08_after_a_time_out_the_same_message_goes_again(queued, bakery_there, monkeypatch):
    take, lost = bakery_there.take, []

    def stores_and_says_nothing(body, headers):
        take(body, headers)
        lost.append(True)
        raise Unreachable("time-out")

    network().connect(ADDRESS, stores_and_says_nothing)
    row = tried(queued)
    assert (row.state, row.due_at > timezone.now()) == ("queued", True)
    network().connect(ADDRESS, take)
    assert tried(queued).state == "sent"
    first, second = bakery_there.taken
    assert (first.message_id, first.envelope) == (second.message_id, second.envelope)
    assert [a.code for a in Attempt.objects.order_by("pk")] == ["UNREACHABLE", ""]


def test_A24_a_receipt_of_somebody_else_is_none(queued, bakery_there):
    body = as4.receipt
    bakery_there.take = lambda raw, headers: Answer(
        200,
        body(bakery_there.read(raw, headers), message_id="r@x", key=keys()[1][OTHER], at=datetime.now(UTC)),
        {"content-type": as4.SIGNAL_TYPE},
    )
    bakery_there.publish(THE_BAKERY)
    row = tried(queued)
    assert (row.state, row.receipt, row.tries.get().code) == ("queued", None, "EBMS:0302")


def test_E10_who_is_not_on_the_network_is_final(queued):
    row = tried(queued)
    assert (row.state, row.due_at, row.tries.get().code) == ("failed", None, "NOT_REGISTERED")


@pytest.mark.parametrize(
    ("code", "status", "about", "state"),
    [
        (as4.Code.NOT_SERVICED, 200, "", "failed"),
        (as4.Code.INVALID_HEADER, 400, "", "failed"),
        (as4.Code.NOT_SERVICED, 503, "", "queued"),
        (as4.Code.OTHER, 200, "", "queued"),
        (as4.Code.FAILED_DECRYPTION, 400, "", "queued"),
        (as4.Code.NOT_SERVICED, 200, "another@message", "queued"),
    ],
)
def test_E10_an_error_signal_is_final_as_the_table_says(queued, bakery_there, code, status, about, state):
    error = as4.As4Error(code, "")
    error.message_id = about or None
    body = as4.error_signal(error, message_id="e@x", key=bakery_there.key, at=datetime.now(UTC))
    bakery_there.answers = [Answer(status, body, {"content-type": as4.SIGNAL_TYPE})]
    row = tried(queued)
    assert (row.state, row.due_at is None) == (state, state == "failed")
    assert row.tries.get().code == (code.code if not about else "EBMS:0301")


def test_A24_a_receipt_by_a_new_certificate_of_the_seat_is_one_and_both_are_kept(queued, bakery_there, monkeypatch):
    pki, issued = keys()
    start = datetime.now(UTC) - timedelta(days=1)
    renewed = pki.issue(
        bakery_there.seat_id, role=PkiRole.ACCESS_POINT, valid_from=start, private=issued[OTHER].private
    )

    def signed_anew(raw, headers):
        received = bakery_there.read(raw, headers)
        receipt = as4.receipt(received, message_id="r@x", key=renewed, at=datetime.now(UTC))
        return Answer(200, receipt, {"content-type": as4.SIGNAL_TYPE})

    network().connect(ADDRESS, signed_anew)
    row = tried(queued)
    assert (row.state, bool(row.receipt)) == ("sent", True)
    kept = {name: data for name, data in evidence.parts(row) if name.endswith(".pem")}
    addressed, signed = (
        x509.load_pem_x509_certificate(kept[f"certificate-{name}.pem"]) for name in ("addressed", "of-receipt")
    )
    assert (addressed, signed) == (bakery_there.key.certificate, renewed.certificate)


@pytest.mark.parametrize(("status", "state"), [(500, "queued"), (404, "queued"), (413, "failed"), (400, "failed")])
def test_E10_http_errors_end_it_only_when_they_are_about_the_message(queued, bakery_there, status, state):
    bakery_there.answers = [Answer(status, b"no", {"content-type": "text/html"})]
    assert tried(queued).state == state


@pytest.mark.parametrize("as_date", [False, True])
def test_E10_retry_after_is_obeyed_for_everything_that_goes_there(queued, bakery_there, as_date):
    said = format_datetime(datetime.now(UTC) + timedelta(hours=2)) if as_date else "7200"
    bakery_there.answers = [Answer(503, b"", {"retry-after": said})]
    row = tried(queued)
    assert timedelta(minutes=110) < row.due_at - timezone.now() < timedelta(minutes=121)
    other = queue(queued.document)
    assert tried(other).due_at - timezone.now() > timedelta(minutes=110)
    assert bakery_there.taken == []


@pytest.mark.parametrize("said", ["", "soon", "-5", "99999999999999", "Mon, 99 Foo"])
def test_nonsense_in_retry_after_harms_nothing(queued, bakery_there, said):
    bakery_there.answers = [Answer(503, b"", {"retry-after": said})]
    assert timezone.now() < tried(queued).due_at <= timezone.now() + outbound.LONGEST_REST


def test_E10_an_access_point_that_is_down_is_left_alone_after_three_failures(sale, bakery_there):
    down = []

    def nobody(_body, _headers):
        down.append(True)
        raise Unreachable("refused")

    network().connect(ADDRESS, nobody)
    rows = [queue(sale) for _ in range(6)]
    for _ in range(3):
        outbound.send_queued()
    assert len(down) == 3
    assert Breaker.pause_of(bakery_there.seat_id)
    assert Transmission.objects.filter(attempts=0).count() == len(rows) - 3  # put off, which is no try
    Breaker.objects.update(open_until=timezone.now())
    network().connect(ADDRESS, bakery_there.take)
    assert {tried(row).state for row in rows} == {"sent"}
    assert Breaker.objects.count() == 0


def test_E10_after_the_last_try_it_failed_visibly_and_a_person_may_try_again(queued, bakery_there):
    bakery_there.answers = [Answer(500, b"")]
    Transmission.objects.update(attempts=outbound.MOST_TRIES - 1)
    row = tried(queued)
    assert (row.state, row.due_at) == ("failed", None)
    assert "HTTP 500" in row.last_error
    row.try_again()
    assert tried(row).state == "sent"


@pytest.mark.parametrize(("hours", "waits"), [(1, True), (24 * 3 + 12, False)])
def test_E10_an_access_point_that_is_down_an_hour_is_waited_for_and_not_for_ever(
    queued, bakery_there, monkeypatch, hours, waits
):
    """Its row, hour by hour as the wait says, with the middle of its jitter."""
    monkeypatch.setattr("schakel.hub.due.random.uniform", lambda low, high: (low + high) / 2)
    monkeypatch.setattr(Breaker, "pause_of", lambda _seat: None)
    bakery_there.answers = [Answer(500, b"")] * 100
    began = now = timezone.now()
    row = Transmission.objects.get(pk=queued.pk)
    while row.due_at and now - began < timedelta(hours=hours):
        row = tried(row)
        now += row.due_at - timezone.now() if row.due_at else timedelta()
    assert (row.state == "queued") is waits
    assert now - began >= timedelta(hours=hours) if waits else now - began > timedelta(days=2, hours=12)
    bakery_there.answers = []
    if waits:
        assert tried(row).state == "sent"


def test_E10_a_SOAP_fault_is_tried_again(queued, bakery_there):
    fault = (
        '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Receiver'
        "</e:Value></e:Code><e:Reason><e:Text xml:lang='en'>down</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>"
    )
    bakery_there.answers = [Answer(500, fault.encode(), {"content-type": "application/soap+xml"})]
    row = tried(queued)
    assert (row.state, row.due_at > timezone.now(), row.tries.count()) == ("queued", True, 1)
    assert tried(row).state == "sent"


def test_E10_after_the_last_try_those_who_may_send_are_told_once(queued, alice, bob, clara, diane, bakery_there):
    sales = queued.document.connection
    Access.objects.create(connection=sales, user=clara)
    Access.objects.create(connection=sales, user=diane, role=Role.READ)
    Transmission.objects.update(attempts=outbound.MOST_TRIES - 1)
    bakery_there.answers = [Answer(500, b"")]
    assert tried(queued).state == "failed"
    assert notifications.send_notices() == 0  # what fails together is told together
    Notice.objects.update(due_at=timezone.now())
    assert notifications.send_notices() == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == [alice.email, clara.email]
    assert f"/documents/{queued.document_id}/" in mail.outbox[0].body
    page = signed_in(alice).get(f"/documents/{queued.document_id}/").text
    assert Transmission.objects.get().why in html.unescape(page)
    Notice.objects.update(due_at=timezone.now())
    notifications.send_notices()
    assert len(mail.outbox) == 2


def test_E10_what_was_mended_meanwhile_is_not_told(queued, bakery_there):
    Transmission.objects.update(attempts=outbound.MOST_TRIES - 1)
    bakery_there.answers = [Answer(500, b"")]
    tried(queued).try_again()
    Notice.objects.update(due_at=timezone.now())
    notifications.send_notices()
    assert mail.outbox == []


def test_E11_a_status_that_came_before_our_own_note_stands(queued, bakery_there):
    take = bakery_there.take

    def confirms_first(body, headers):
        Transmission.objects.update(state="confirmed")
        return take(body, headers)

    network().connect(ADDRESS, confirms_first)
    row = tried(queued)
    assert (row.state, row.due_at, bool(row.receipt)) == ("confirmed", None, True)


def test_E13_one_office_with_a_long_queue_does_not_hold_up_another(sale, other_office, bakery_there, monkeypatch):
    rows = [queue(sale) for _ in range(12)]
    late = queue(sale)
    Transmission.objects.filter(pk=late.pk).update(fair_key=other_office.pk, due_at=timezone.now())
    Transmission.objects.exclude(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    outbound.send_queued()
    assert Transmission.objects.get(pk=late.pk).state == "sent"
    assert Transmission.objects.filter(state="sent").count() < len(rows)


def test_without_an_access_point_it_waits(queued, monkeypatch):
    monkeypatch.setattr("schakel.hub.network.access_points.own.current", lambda: None)
    assert outbound.send_queued() == 0
    assert Transmission.objects.get().due_at == queued.due_at


def test_what_the_buyer_billed_himself_goes_from_him_to_the_seller(sale, bakery):
    data = invoice(type_code="389", seller=party("Bakery", BAKERY), buyer=party("Mill", MILL))
    row = queue(file(data, Way.UPLOAD).documents[0])
    assert (row.sender, row.receiver) == (str(THE_MILL), str(THE_BAKERY))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"buyer": party("Bakery", vat="BE0738401117", endpoint="-")}, "no_receiver_address"),
        ({"buyer": party("Bakery", endpoint="0208:a b")}, "no_receiver_address"),
        ({"seller": party("Mill", MILL).replace(">BE<", "><")}, "no_sender_country"),
    ],
)
def test_what_has_no_address_is_not_queued(sale, told, code):
    found = queue(file(invoice(number="9", **told), Way.UPLOAD).documents[0])
    assert isinstance(found, Unaddressed)
    assert found.code == code
    assert Transmission.objects.count() == 0


BY_VAT = ParticipantId(f"9925:be{BAKERY}")


@pytest.fixture
def by_vat(office) -> Transmission:
    """An invoice of another program, addressed by VAT numbers."""
    company_of(office, "Mill Vermeiren", MILL)
    seller, buyer = (
        party(name, number, endpoint=f"9925:be{number}") for name, number in (("Mill", MILL), ("Bakery", BAKERY))
    )
    return queue(file(invoice(seller=seller, buyer=buyer), Way.UPLOAD).documents[0])


@pytest.mark.parametrize("registered", [[THE_BAKERY], [BY_VAT], [THE_BAKERY, BY_VAT]])
def test_a_company_addressed_by_its_vat_number_is_found_by_either(by_vat, peer, registered):
    peer.publish(*registered)
    row = tried(by_vat)
    (taken,) = peer.taken
    assert (row.state, row.receiver_id, taken.header.receiver) == ("sent", registered[0], registered[0])
    assert (taken.message_id, taken.header.instance_id) == (by_vat.message_id, by_vat.instance_id)
    assert taken.header.sender == THE_MILL


def test_a_company_that_is_nowhere_is_nowhere_under_any_number(by_vat):
    row = tried(by_vat)
    assert (row.state, row.tries.get().code, row.receiver_id) == ("failed", "NOT_REGISTERED", THE_BAKERY)


def test_other_kinds_under_one_number_is_told_before_nowhere_under_the_other(by_vat, peer):
    peer.publish(BY_VAT, kind=CREDIT_NOTE)
    assert tried(by_vat).tries.get().code == "NOT_SUPPORTED"


def test_E08_what_somebody_may_have_keeps_its_address(by_vat, peer):
    peer.publish(BY_VAT)
    Attempt.objects.create(transmission=by_vat, peer=peer.seat_id, code="UNREACHABLE")
    row = tried(by_vat)
    assert (row.state, row.receiver_id, peer.taken) == ("failed", THE_BAKERY, [])


def test_while_the_first_number_cannot_be_asked_the_second_is_not(by_vat, peer, monkeypatch):
    peer.publish(BY_VAT)
    naptr = network().naptr

    def down_for_one(name, *, timeout):
        if name.startswith(host_name(THE_BAKERY, zone=ZONE)):
            raise Unreachable("SERVFAIL")
        return naptr(name, timeout=timeout)

    monkeypatch.setattr(network(), "naptr", down_for_one)
    row = tried(by_vat)
    assert (row.state, row.tries.get().code, peer.taken) == ("queued", "LOOKUP_UNAVAILABLE", [])
