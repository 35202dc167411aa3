"""Providers: each kind against a server on this machine that answers as its documentation says, errors included."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network.access_points import accounts_file as held
from schakel.hub.network.access_points import worker as providers
from schakel.hub.network.access_points.account import Account
from schakel.hub.network.access_points.provider import ProviderRefused, ProviderUnavailable
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Inbox, Notice, Registration, Transmission, UnclaimedDocument
from schakel.hub.network.operating import reporting
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import queue
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.network.access_points.provider_fakes import KINDS, OURS, Service, running
from tests.hub.network.conftest import registered
from tests.hub.network.world import INVOICE

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(KINDS))
def service(request, tmp_path, settings) -> Iterator[Service]:
    with running(request.param) as made:
        settings.ALLOWED_TARGETS = {f"localhost:{made.port}"}
        place = tmp_path / "providers.toml"
        place.write_text(
            f"[[account]]\nkind = '{request.param}'\nparticipants = ['{OURS}']\nkey = 'a key'\nsecret = 'a secret'\n"
            f"webhook_secret = 'hush'\nlegal_entity = 7\nurl = 'http://localhost:{made.port}'\n"
        )
        settings.PROVIDERS = str(place)
        yield made


def account() -> Account:
    (one,) = held.accounts_in_file()
    return one


@pytest.fixture
def sale(bakery, office) -> Transmission:
    data = invoice(seller=party("Bakery Cornflower", BAKERY), buyer=party("Mill", MILL), number="S-1")
    return queue(file(data, Way.UPLOAD).documents[0])


def collected() -> int:
    Inbox.objects.update(due_at=timezone.now())
    providers.collect()
    return inbound.work_received()


def test_what_waits_there_is_filed_here_once_and_acknowledged(service, served):
    service.inbox = {"in-1": invoice(), "in-2": invoice(number="2")}
    while collected():
        pass
    rows = list(Transmission.objects.order_by("pk"))
    assert [row.state for row in rows] == ["filed", "filed"]
    assert {row.document.number for row in rows} == {"2026-1184", "2"}
    assert service.done == (set() if account().kind == "e-invoice.be" else {"in-1", "in-2"})
    service.done.clear()  # they forget what we said
    assert collected() == 0
    assert Transmission.objects.count() == 2


def test_a_crash_before_the_acknowledgement_costs_nothing(service, served, monkeypatch):
    service.inbox = {"in-1": invoice()}
    (waiting,) = account().provider.waiting(lambda _id: False)
    assert providers.store_document(account().provider.fetch_document(waiting.id), account=account())
    assert collected() == 1
    assert Transmission.objects.count() == 1
    assert service.done == (set() if account().kind == "e-invoice.be" else {"in-1"})


def test_what_is_for_nobody_here_stays_there_and_holds_up_nothing(service, bakery, caplog):
    service.inbox = {"in-1": invoice()}
    assert collected() == 0
    assert Transmission.objects.count() == 0
    assert service.done == (set() if account().provider.leaves_waiting else {"in-1"})
    assert "not served here" in caplog.text


def test_an_invalid_one_gets_no_status_of_ours(service, served):
    service.inbox = {"in-1": invoice(total="999.00")}
    collected()
    mls_out.answer_filed()
    assert not Transmission.objects.outgoing().exists()
    assert list(reporting.exchanges(timezone.now().date(), timezone.now().date().replace(year=2100))) == []


def test_what_the_company_sends_goes_by_the_provider_and_not_by_us(service, sale):
    assert outbound.send_queued() == 0
    assert providers.send_queued() == 1
    sale.refresh_from_db()
    assert (sale.state, sale.peer, bool(sale.reference), bool(sale.receipt)) == ("sent", account().name, True, True)
    (body,) = service.sent.values()
    assert body["recipient"] == f"0208:{MILL}"
    sent = base64.b64decode(body["fileContent"]) if "fileContent" in body else body["document"].encode()
    assert b"S-1" in sent
    Transmission.objects.update(due_at=timezone.now())
    providers.check_sent()
    sale.refresh_from_db()
    assert (sale.state, sale.due_at > timezone.now()) == ("sent", True)
    service.fate = "SENT"
    Transmission.objects.update(due_at=timezone.now())
    providers.check_sent()
    sale.refresh_from_db()
    assert (sale.state, sale.due_at) == ("confirmed", None)


@pytest.mark.parametrize(
    ("status", "state", "is_due"), [(429, "queued", True), (401, "queued", True), (422, "failed", False)]
)
def test_errors_are_final_or_pass(service, sale, status, state, is_due):
    service.failing, service.only = status, "POST"
    providers.send_queued()
    sale.refresh_from_db()
    assert (sale.state, sale.due_at is not None, sale.tries.count()) == (state, is_due, 1)
    assert str(status) in sale.last_error


SENDING = {"e-invoice.be": "/send", "peppyrus": "/message", "recommand": "/send", "storecove": "/document_submissions"}


@pytest.mark.parametrize("takes", [True, False])
def test_E08_where_nobody_knows_the_provider_is_asked_before_anything_is_sent_again(service, sale, takes):
    service.failing, service.only, service.at, service.takes = 1, "POST", SENDING[account().kind], takes
    if account().kind == "peppyrus":
        service.fate = "SENT"
    providers.send_queued()
    sale.refresh_from_db()
    assert (sale.state, sale.due_at > timezone.now()) == ("queued", True)
    assert len(service.sent) == takes
    Transmission.objects.update(due_at=timezone.now())
    providers.send_queued()
    sale.refresh_from_db()
    can_tell_no = account().kind in ("e-invoice.be", "storecove")
    assert sale.state == ("sent" if takes or can_tell_no else "failed")
    assert len(service.sent) == (takes or can_tell_no)
    if sale.state == "failed":
        assert sale.tries.order_by("-pk")[0].code == "OUTCOME_UNKNOWN"
        assert Notice.objects.filter(company=sale.company_id).exists()
        sale.try_again()  # a person looked, and it was not there
        providers.send_queued()
        sale.refresh_from_db()
        assert (sale.state, len(service.sent)) == ("sent", 1)


@pytest.mark.parametrize("failing", [500, 503])
def test_E08_an_error_of_the_provider_sends_nothing_twice(service, sale, failing):
    service.failing, service.only, service.at = failing, "POST", SENDING[account().kind]
    for _twice in range(2):
        Transmission.objects.update(due_at=timezone.now())
        providers.send_queued()
    assert len(service.sent) <= 1


@pytest.mark.parametrize(
    ("event", "state"), [("succeeded", "confirmed"), ("failed", "rejected"), ("in_process", "sent")]
)
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("service", ["storecove"], indirect=True)
def test_what_a_queue_tells_of_what_was_sent(service, sale, served, event, state, is_known):
    providers.send_queued()
    sale.refresh_from_db()
    guid = sale.reference if is_known else "a guid we never heard of"
    told = {"event_type": "document_submission", "event": event, "guid": guid, "idempotencyGuid": sale.instance_id}
    service.news = [{"guid": "n-0", "body": "no JSON"}, {"guid": "n-1", "body": json.dumps(told)}]
    service.inbox = {"in-1": invoice()}
    assert collected() == 1
    sale.refresh_from_db()
    assert (sale.state, sale.reference) == (state, sale.reference if state == "sent" else guid)
    assert service.done == {"n-0", "n-1", "in-1"}


def test_one_that_cannot_be_read_stays_there_or_is_written_down_and_holds_up_no_other(service, served, caplog):
    service.inbox = {"in-1": b"", "in-2": invoice()}
    assert collected() == 1
    assert Transmission.objects.get().document.number == "2026-1184"
    left = list(UnclaimedDocument.objects.values_list("document", "due_at"))
    leaves_waiting = account().provider.leaves_waiting
    assert left == ([] if leaves_waiting else [("d-in-1", None)])
    assert ("in-1" in service.done) != leaves_waiting
    assert "cannot be read" in caplog.text


def test_an_inbox_without_end_lets_others_come_first(service, served, monkeypatch):
    """Whose account is at a server of their own could keep every thread of the worker."""
    service.inbox = {"in-1": invoice(), "in-2": invoice(number="2")}
    monkeypatch.setattr(providers, "LONGEST_LOOK", 0.0)
    assert collected() == 1
    assert Inbox.objects.get().due_at <= timezone.now()
    assert providers.collect() == 1
    assert Transmission.objects.count() == 2


def test_a_provider_that_is_away_is_asked_later(service, served, sale):
    service.inbox = {"in-1": invoice()}
    service.failing = 503
    assert collected() == 0
    assert Inbox.objects.get().due_at > timezone.now()
    assert collected() == 1


def test_nobody_there(service, sale, settings):
    account().provider.api.__dict__["base"] = "http://localhost:1"
    settings.ALLOWED_TARGETS = {"localhost:1"}
    providers.send_queued()
    sale.refresh_from_db()
    assert (sale.state, sale.due_at > timezone.now()) == ("queued", True)


def test_a_registration_is_linked_there(service, bakery, alice):
    row = registration_worker.find_or_begin(bakery, "0208", BAKERY)
    assert row.access_point == "provider"
    row.document_types, row.state, row.due_at = [str(INVOICE)], Registration.State.WANTED, timezone.now()
    row.save()
    registration_worker.work_registrations()
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("registered", "")
    account().provider.link(row)  # again changes nothing
    assert len(service.identifiers) <= 1
    assert len(service.types) <= 1


def test_who_is_not_there_is_refused(service, office):
    other = registered(company_of(office, "Other", "0899965307"), "0208", "0899965307")
    if account().kind == "storecove":  # whose account is one legal entity
        account().provider.legal_entity = ""
    with pytest.raises(ProviderRefused):
        account().provider.link(other)


def test_a_webhook_is_a_hint_with_a_signature(service, settings):
    name = account().name
    body = json.dumps({"eventType": "document.received"}).encode()
    good = "sha256=" + hmac.new(b"hush", body, hashlib.sha256).hexdigest()
    client = Client(headers={"host": settings.HOST})

    def call(signature: str, content: bytes = body) -> int:
        headers = {"X-Signature": signature}
        return client.post(f"/providers/{name}", content, content_type="application/json", headers=headers).status_code

    assert call("sha256=00") == call("") == call(good, b"{}") == 404
    assert not Inbox.objects.exists()
    assert call(good) == (204 if account().kind in ("e-invoice.be", "recommand") else 404)
    spaced = json.dumps({"b": 1, "a": "é"}, indent=2).encode()  # signed by its keys in order, however it is written
    canonical = json.dumps({"a": "é", "b": 1}).encode()
    signed = "sha256=" + hmac.new(b"hush", canonical, hashlib.sha256).hexdigest()
    assert call(signed, spaced) == (204 if account().kind == "e-invoice.be" else 404)
    assert client.post("/providers/nobody-1", body, content_type="application/json").status_code == 404


def test_what_is_no_answer_is_no_answer(service):
    service.failing = 204
    if account().kind == "storecove":
        assert list(account().provider.waiting(lambda _id: False)) == []  # it says that the queue is empty
        return
    with pytest.raises(ProviderUnavailable):
        list(account().provider.waiting(lambda _id: False))


def test_a_migration_key_and_an_end_where_the_provider_has_no_way(service, bakery):
    row = registered(bakery, "0208", BAKERY)
    if account().kind in ("recommand", "storecove"):
        account().provider.link(row)
        account().provider.unlink(row)
        assert service.identifiers == []
        return
    with pytest.raises(ProviderRefused):
        account().provider.unlink(row)


@pytest.mark.parametrize("service", ["storecove"], indirect=True)
def test_what_cannot_be_submitted_is_refused(service, served, alice):
    service.inbox = {"in-1": invoice()}
    collected()
    document = Transmission.objects.incoming().get().document
    responses_out.send_answer(document, AnswerStatus.ACCEPTED, by=alice)
    providers.send_queued()
    row = Transmission.objects.outgoing().get()
    assert (row.state, row.tries.get().code) == ("failed", "KIND_NOT_SENT")
