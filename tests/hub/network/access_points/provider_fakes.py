"""Fake providers on this machine: each answers as its public documentation says, errors included."""

import base64
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.hub.documents.ubl import BAKERY, MILL
from tests.hub.network.world import BILLING, INVOICE

OURS = f"0208:{BAKERY}"


@dataclass
class Service:
    """What a fake provider knows, and what it was asked."""

    inbox: dict[str, bytes] = field(default_factory=dict)  # id -> document
    done: set[str] = field(default_factory=set)  # acknowledged
    sent: dict[str, dict] = field(default_factory=dict)
    failing: int = 0  # the status of the next answer; 1: none comes
    only: str = ""  # to this method
    at: str = ""  # at an address with this in it
    takes: bool = False  # what is not answered was done all the same
    drafts: dict[str, bytes] = field(default_factory=dict)
    news: list[dict] = field(default_factory=list)  # in a queue, before what came in
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
    if id_ in service.sent:
        return 200, {"id": id_, **service.sent[id_]}
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
        return recommand_company(service, handler, parts)
    if place == "/c_1/send":
        body = handler.body()
        if body["recipient"] == "0208:0000000000":
            return 422, {"success": False, "errors": {"root": ["not reached"]}}
        service.sent["doc_1"] = body
        return 200, {"success": True, "id": "doc_1", "sentOverPeppol": True, "peppolMessageId": "x"}
    if place == "/documents":
        return 200, {"success": True, "documents": [{"id": each} for each in service.sent]}
    if place == "/inbox":
        waiting = [{"id": i} for i in service.inbox if i not in service.done]
        return 200, {"success": True, "documents": waiting}
    if place.endswith("/mark-as-read"):
        service.done.add(parts[1])
        return 200, {"success": True}
    return recommand_document(service, parts)


def recommand_company(service: Service, handler, parts: list[str]) -> tuple[int, object]:
    kind = service.identifiers if parts[2] == "identifiers" else service.types
    if handler.command == "POST":
        kind.append({"id": f"i{len(kind)}", **handler.body()})
    if handler.command == "DELETE":
        kind[:] = [each for each in kind if each["id"] != parts[3]]
    return 200, {"success": True, "identifiers": service.identifiers, "documentTypes": service.types}


def recommand_document(service: Service, parts: list[str]) -> tuple[int, object]:
    receipt = "<receipt/>" if service.fate == "SENT" else None
    told = {"id": parts[1], "senderId": f"iso6523-actorid-upis::0208:{MILL}", "receiverId": OURS, "countryC1": "BE"}
    told |= {"docTypeId": INVOICE.value, "processId": BILLING.value, "receivedPeppolSignalMessage": receipt}
    document = service.inbox.get(parts[1], b"").decode() or service.sent.get(parts[1], {}).get("document")
    return 200, {"success": True, "document": told | {"xml": document, "envelopeId": f"e-{parts[1]}"}}


def e_invoice_be(service: Service, handler) -> tuple[int, object]:
    place, query = urlsplit(handler.path).path, parse_qs(urlsplit(handler.path).query)
    if place.startswith("/signed/"):
        assert not handler.headers["authorization"]  # the key stays with the provider
        return 200, service.inbox[place.removeprefix("/signed/")]
    if handler.headers["authorization"] != "Bearer a key":
        return 401, {"detail": "no"}
    if place == "/api/me/":
        return 200, {"name": "Bakery", "peppol_ids": [OURS]}
    if (handler.command, place) == ("POST", "/api/documents/ubl"):
        head, _, rest = handler.raw().partition(b"\r\n\r\n")
        assert b'name="file"' in head
        id_ = f"doc-{len(service.drafts) + 1}"
        service.drafts[id_] = rest.rpartition(b"\r\n--")[0]
        return 201, {"id": id_, "state": "DRAFT"}
    if place == "/api/inbox/":
        page, size = int(query["page"][0]), int(query["page_size"][0])
        newest = list(reversed(service.inbox))
        shown = newest[(page - 1) * size : page * size]
        return 200, {"items": [{"id": each} for each in shown], "total": len(newest), "page": page, "page_size": size}
    return e_invoice_be_document(service, handler, place, query)


def e_invoice_be_document(service: Service, handler, place: str, query: dict) -> tuple[int, object]:
    id_ = place.split("/")[3]
    if place.endswith("/ubl"):
        told = {
            "id": id_,
            "signed_url": f"http://localhost:{service.port}/signed/{id_}",
            "sender_peppol_scheme": "0208",
        }
        return 200, told | {"sender_peppol_id": MILL, "receiver_peppol_scheme": "0208", "receiver_peppol_id": BAKERY}
    if not place.endswith("/send"):
        state = "DRAFT" if id_ not in service.sent else service.fate or "TRANSIT"
        return (200, {"id": id_, "state": state}) if id_ in service.drafts else (404, {"detail": "no such document"})
    if id_ in service.sent:
        return 405, {"detail": "Document is not in draft state"}
    receiver = f"{query['receiver_peppol_scheme'][0]}:{query['receiver_peppol_id'][0]}"
    service.sent[id_] = {"recipient": receiver, "document": service.drafts[id_].decode()}
    return 200, {"id": id_, "state": "TRANSIT"}


def storecove(service: Service, handler) -> tuple[int, object]:
    place = urlsplit(handler.path).path
    if handler.headers["authorization"] != "Bearer a key":
        return 401, {}
    if place == "/document_submissions":
        return storecove_submission(service, handler.body())
    if place == "/webhook_instances/":
        waiting = [each for each in service.news if each["guid"] not in service.done]
        waiting += [arrival(id_) for id_ in service.inbox if id_ not in service.done]
        return (200, waiting[0]) if waiting else (204, b"")
    if place.startswith("/webhook_instances/"):
        service.done.add(place.rpartition("/")[2])
        return 204, b""
    if place.startswith("/received_documents/"):
        id_ = place.split("/")[2].removeprefix("d-")
        return 200, {"guid": id_, "original": base64.b64encode(service.inbox[id_]).decode()}
    if place.startswith("/legal_entities/7"):
        if handler.command == "POST":
            service.identifiers.append(handler.body())
        if handler.command == "DELETE":
            service.identifiers.clear()
        return 200, {"id": 7, "peppol_identifiers": service.identifiers}
    return (200, {"evidence": {"message_id": "x"}}) if service.fate == "SENT" else (404, {})


def arrival(id_: str) -> dict:
    body = json.dumps({"event_type": "received_document", "event": "received", "document_guid": f"d-{id_}"})
    return {"guid": id_, "body": body}


def storecove_submission(service: Service, body: dict) -> tuple[int, object]:
    if len(body["idempotencyGuid"]) != 36 or body["legalEntityId"] != 7:
        return 422, [{"source": "legalEntityId", "details": "is invalid"}]
    if body["idempotencyGuid"] in service.sent:
        return 422, [{"source": "idempotencyGuid", "details": "has already been taken"}]
    (to,) = body["routing"]["eIdentifiers"]
    document = base64.b64decode(body["document"]["rawDocumentData"]["document"]).decode()
    assert to["scheme"] == "BE:EN"
    service.sent[body["idempotencyGuid"]] = {"recipient": f"0208:{to['id']}", "document": document}
    return 200, {"guid": str(uuid.uuid5(uuid.NAMESPACE_URL, body["idempotencyGuid"]))}


KINDS = {"e-invoice.be": e_invoice_be, "peppyrus": peppyrus, "recommand": recommand, "storecove": storecove}


@contextmanager
def running(kind: str) -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked, body = self.command == made.only or not made.only, self.raw()
            self.kept = body
            status = made.failing if asked and made.at in self.path else 0
            made.failing -= status
            if status == 1 and made.takes:
                KINDS[kind](made, self)
            if status == 1:
                return  # nothing comes back
            status, told = (status, {}) if status else KINDS[kind](made, self)
            data = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 -- names that http.server calls

        def raw(self) -> bytes:
            if not hasattr(self, "kept"):
                self.kept = self.rfile.read(int(self.headers["content-length"] or 0))
            return self.kept

        def body(self) -> dict:
            return json.loads(self.raw())

        def log_message(self, *_told: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        made.port = server.server_address[1]
        yield made
        server.shutdown()
