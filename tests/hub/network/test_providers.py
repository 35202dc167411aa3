"""Providers: each kind against a server on this machine that answers as its documentation says, errors included."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network import inbound, outbound, providers, registering, reporting, statuses
from schakel.hub.network.access_points import accounts as held
from schakel.hub.network.access_points.provider import OutcomeUnknown, Refused, Unavailable
from schakel.hub.network.models import Inbox, Registration, Transmission
from schakel.hub.network.queueing import queue
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice
from tests.hub.network.conftest import registered
from tests.hub.network.world import BILLING, INVOICE

pytestmark = pytest.mark.django_db
OURS = f"0208:{BAKERY}"


@dataclass
class Service:
    """What a fake provider knows, and what it was asked."""

    inbox: dict[str, bytes] = field(default_factory=dict)  # id -> document
    done: set[str] = field(default_factory=set)  # acknowledged
    sent: dict[str, dict] = field(default_factory=dict)
    failing: int = 0  # the status of the next answer; 1: none comes
    only: str = ""  # to this method
    identifiers: list[dict] = field(default_factory=list)
    types: list[dict] = field(default_factory=list)
    fate: str = ""
    port: int = 0


def peppyrus(service: Service, handler) -> tuple[int, object]:
    place, query = urlsplit(handler.path).path, parse_qs(urlsplit(handler.path).query)
    if handler.headers["x-api-key"] != "a key":
        return 401, {"message": "no"}
    if (handler.command, place) == ("POST", "/message"):
        body = handler.body()
        if body["recipient"] == "0208:0000000000":
            return 404, {}
        if body["documentType"] != str(INVOICE) or body["processType"] != str(BILLING):
            return 422, {"error": "type"}
        service.sent["m-1"] = body
        return 200, {"id": "m-1", "confirmed": False}
    if place == "/message/list":
        folder = query["folder"][0]
        ids = [i for i in service.inbox if i not in service.done] if folder == "INBOX" else []
        ids = list(service.sent) if folder == service.fate else ids
        number, size = int(query["page"][0]), 1
        shown = ids[(number - 1) * size : number * size]
        return 200, {"items": [{"id": i} for i in shown], "meta": {"pages": len(ids), "currentPage": number}}
    if place == "/organization/peppol":
        return 200, {"participants": [{"participantId": OURS, "canReceive": True, "isSender": True}]}
    return peppyrus_message(service, place)


def peppyrus_message(service: Service, place: str) -> tuple[int, object]:
    id_ = place.split("/")[2]
    if place.endswith("/report"):
        return 200, {"validationRules": [], "transmissionRules": "the receiver refused it"}
    if place.endswith("/confirm"):
        if id_ in service.done:
            return 409, "Already confirmed"
        service.done.add(id_)
        return 200, True
    if id_ not in service.inbox:
        return 404, {}
    content = base64.b64encode(service.inbox[id_]).decode()
    told = {"id": id_, "sender": f"0208:{MILL}", "recipient": OURS, "direction": "IN", "fileContent": content}
    return 200, told | {"confirmed": id_ in service.done}


def recommand(service: Service, handler) -> tuple[int, object]:
    place = urlsplit(handler.path).path
    if handler.headers["authorization"] != "Basic " + base64.b64encode(b"a key:a secret").decode():
        return 401, {"success": False, "errors": {"root": ["no"]}}
    parts = place.strip("/").split("/")
    if place == "/companies":
        return 200, {"success": True, "companies": [{"id": "c_1", "enterpriseNumber": BAKERY}]}
    if parts[0] == "companies":
        kind = service.identifiers if parts[2] == "identifiers" else service.types
        if handler.command == "POST":
            kind.append({"id": f"i{len(kind)}", **handler.body()})
        if handler.command == "DELETE":
            kind[:] = [each for each in kind if each["id"] != parts[3]]
        return 200, {"success": True, "identifiers": service.identifiers, "documentTypes": service.types}
    if place == "/c_1/send":
        body = handler.body()
        if body["recipient"] == "0208:0000000000":
            return 422, {"success": False, "errors": {"root": ["not reached"]}}
        service.sent["doc_1"] = body
        return 200, {"success": True, "id": "doc_1", "sentOverPeppol": True, "peppolMessageId": "x"}
    if place == "/inbox":
        waiting = [{"id": i} for i in service.inbox if i not in service.done]
        return 200, {"success": True, "documents": waiting}
    if place.endswith("/mark-as-read"):
        service.done.add(parts[1])
        return 200, {"success": True}
    receipt = "<receipt/>" if service.fate == "SENT" else None
    told = {"id": parts[1], "senderId": f"iso6523-actorid-upis::0208:{MILL}", "receiverId": OURS, "countryC1": "BE"}
    told |= {"docTypeId": INVOICE.value, "processId": BILLING.value, "receivedPeppolSignalMessage": receipt}
    document = service.inbox.get(parts[1], b"").decode() or None
    return 200, {"success": True, "document": told | {"xml": document, "envelopeId": f"e-{parts[1]}"}}


KINDS = {"peppyrus": peppyrus, "recommand": recommand}


@pytest.fixture(params=sorted(KINDS))
def service(request, tmp_path, settings) -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = made.failing if made.only in ("", self.command) else 0
            made.failing -= status
            if status == 1:
                return  # nothing comes back
            status, told = (status, {}) if status else KINDS[request.param](made, self)
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 -- names that http.server calls

        def body(self) -> dict:
            return json.loads(self.rfile.read(int(self.headers["content-length"])))

        def log_message(self, *_told: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        made.port = server.server_address[1]
        settings.ALLOWED_TARGETS = {f"localhost:{made.port}"}
        place = tmp_path / "providers.toml"
        place.write_text(
            f"[[account]]\nkind = '{request.param}'\nparticipants = ['{OURS}']\nkey = 'a key'\nsecret = 'a secret'\n"
            f"webhook_secret = 'hush'\nurl = 'http://localhost:{made.port}'\n"
        )
        settings.PROVIDERS = str(place)
        yield made
        server.shutdown()


def account() -> held.Account:
    (one,) = held.accounts()
    return one


@pytest.fixture
def sale(bakery, office) -> Transmission:
    data = invoice(seller=invoice_party("Bakery Cornflower", BAKERY), buyer=invoice_party("Mill", MILL), number="S-1")
    return queue(file(data, Way.UPLOAD).documents[0])


def invoice_party(name: str, number: str) -> str:
    from tests.hub.documents.ubl import party

    return party(name, number)


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
    assert service.done == {"in-1", "in-2"}
    service.done.clear()  # they forget what we said
    assert collected() == 0
    assert (Transmission.objects.count(), len(service.done) > 0) == (2, True)


def test_a_crash_before_the_acknowledgement_costs_nothing(service, served, monkeypatch):
    service.inbox = {"in-1": invoice()}
    (waiting,) = account().provider.waiting()
    assert providers.take(waiting, account=account())
    assert collected() == 1
    assert Transmission.objects.count() == 1
    assert service.done == {"in-1"}


def test_what_is_for_nobody_here_stays_there(service, bakery, caplog):
    service.inbox = {"in-1": invoice()}
    assert collected() == 0
    assert (service.done, Transmission.objects.count()) == (set(), 0)
    assert "not served here" in caplog.text


def test_an_invalid_one_gets_no_status_of_ours(service, served):
    service.inbox = {"in-1": invoice(total="999.00")}
    collected()
    statuses.answer_filed()
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
    providers.look_after_sent()
    sale.refresh_from_db()
    assert (sale.state, sale.due_at > timezone.now()) == ("sent", True)
    service.fate = "SENT"
    Transmission.objects.update(due_at=timezone.now())
    providers.look_after_sent()
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


@pytest.mark.parametrize("failing", [1, 500, 503])
def test_E08_what_may_have_been_sent_is_not_sent_again_by_itself(service, sale, failing):
    service.failing, service.only = failing, "POST"
    providers.send_queued()
    sale.refresh_from_db()
    assert (sale.state, sale.due_at, sale.tries.get().code) == ("failed", None, "OUTCOME_UNKNOWN")
    sale.try_again()
    providers.send_queued()
    sale.refresh_from_db()
    assert sale.state == "sent"


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
    row = registering.row_of(bakery, "0208", BAKERY)
    assert row.access_point == "provider"
    row.document_types, row.state, row.due_at = [str(INVOICE)], Registration.State.WANTED, timezone.now()
    row.save()
    registering.work_registrations()
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("registered", "")
    account().provider.link(row)  # again changes nothing
    assert len(service.identifiers) <= 1
    assert len(service.types) <= 1


def test_who_is_not_there_is_refused(service, office):
    other = registered(company_of(office, "Other", "0899965307"), "0208", "0899965307")
    with pytest.raises(Refused):
        account().provider.link(other)


def test_a_webhook_is_a_hint_with_a_signature(service, settings):
    name = account().name
    body = json.dumps({"eventType": "document.received"}).encode()
    good = "sha256=" + hmac.new(b"hush", body, hashlib.sha256).hexdigest()
    client = Client(headers={"host": settings.HOST})

    def call(signature: str, content: bytes = body) -> int:
        headers = {"X-Signature": signature}
        return client.post(f"/providers/{name}", content, content_type="application/json", headers=headers).status_code

    assert call("sha256=00") == call("") == call(good, body + b" ") == 404
    assert not Inbox.objects.exists()
    assert call(good) == (204 if account().kind == "recommand" else 404)
    assert client.post("/providers/nobody-1", body, content_type="application/json").status_code == 404


def test_what_is_no_answer_is_no_answer(service):
    service.failing = 204
    with pytest.raises(Unavailable):
        list(account().provider.waiting())


@pytest.mark.parametrize("text", ["", "[[account]]\nkind = 'x'", "[[account]]\nkind = 'peppyrus'\nkey = 'k'", "["])
def test_a_wrong_file_says_what_is_wrong(tmp_path, settings, text):
    place = tmp_path / "wrong.toml"
    place.write_text(text)
    settings.PROVIDERS = str(place)
    if not text:
        assert held.accounts() == ()
        return
    with pytest.raises(held.AccountsWrong, match=r"wrong\.toml"):
        held.accounts()


def test_the_outcome_is_unknown_is_permanent():
    assert OutcomeUnknown.permanent
    assert not Unavailable.permanent
