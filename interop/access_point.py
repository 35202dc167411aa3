"""Our own access point for interop: a throw-away PKI, envelopes of three sizes, and a door on loopback.

Everything stays in one temporary directory and on 127.0.0.1.
"""

import threading
import urllib.request
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from schakel.peppol import as4, sbdh
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Answer
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.pki import Role

OURS, THEIRS = "POP999001", "POP999002"
SIZES = {"1 KB": 1_000, "100 KB": 100_000, "20 MB": 20_000_000}
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SENDER, RECEIVER = ParticipantId("0208:0407214017"), ParticipantId("0208:0899965307")


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class AccessPoint:
    """Our side: the PKI both sides belong to, our key, the other's key, and what came in."""

    pki: DemoPki
    ours: RsaKey
    theirs: RsaKey
    received: list[as4.Received] = field(default_factory=list)

    @classmethod
    def make(cls) -> "AccessPoint":
        start = datetime.now(UTC) - timedelta(days=1)
        pki = DemoPki.make(now=start)
        ours, theirs = (pki.issue(name, role=Role.ACCESS_POINT, valid_from=start) for name in (OURS, THEIRS))
        return cls(pki, ours, theirs)

    def take(self, headers: Mapping[str, str], stream: Any) -> tuple[int, bytes]:
        """Answer one message as the hub does: HTTP status and signal."""
        now = datetime.now(UTC)
        try:
            received = as4.receive(
                headers,
                stream,
                keys=KeyRing([self.ours]),
                trust=self.pki.trust,
                clock=SystemClock(),
                revocation=self.pki,
            )
        except as4.As4Error as error:
            print(f"    we refuse: {error}")
            return error.http_status, as4.error_signal(error, message_id=message_id(), key=self.ours, at=now)
        self.received.append(received)
        return 200, as4.receipt(received, message_id=message_id(), key=self.ours, at=now)

    def build(self, envelope: bytes) -> as4.Outgoing:
        header = sbdh.read_header(envelope)
        return as4.build(
            envelope,
            header,
            message_id=message_id(),
            receiver=self.theirs.certificate,
            key=self.ours,
            at=datetime.now(UTC),
        )


def message_id() -> str:
    return f"{uuid.uuid4()}@interop.invalid"


def envelope(size: int) -> bytes:
    """An envelope around an invoice of about `size` bytes that does not compress to nothing."""
    note = uuid.uuid4().hex
    notes = "".join(f"<cbc:Note>{uuid.uuid4()} {number}</cbc:Note>" for number in range(size // 58))
    document = (
        f'<Invoice xmlns="{INVOICE}" xmlns:cbc="{CBC}"><cbc:CustomizationID>{CUSTOMIZATION}</cbc:CustomizationID>'
        f"<cbc:ProfileID>{PROCESS}</cbc:ProfileID><cbc:ID>{note}</cbc:ID>{notes}</Invoice>"
    )
    kind = DocumentTypeId.of(INVOICE, "Invoice", customization=CUSTOMIZATION, version="2.1")
    header = sbdh.Header(
        SENDER, RECEIVER, kind, ProcessId(PROCESS), "BE", str(uuid.uuid4()), datetime.now(UTC).replace(microsecond=0)
    )
    return sbdh.wrap(header, document.encode())


class AnyStatus(urllib.request.HTTPErrorProcessor):
    """An answer is an answer, whatever its status."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response


OPENER = urllib.request.build_opener(AnyStatus)


class LoopbackHttp:
    """The Http door for this machine only."""

    def get(self, url: str, *, limit: int, timeout: float) -> Answer:
        assert url.startswith("http://localhost:"), url
        with OPENER.open(url, timeout=timeout) as response:
            return Answer(response.status, response.read(limit))

    def post(
        self, url: str, *, body: bytes | Iterable[bytes], headers: Mapping[str, str], limit: int, timeout: float
    ) -> Answer:
        assert url.startswith("http://127.0.0.1:"), url
        request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
        with OPENER.open(request, timeout=timeout) as response:
            found = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, response.read(limit), found)


class Waiting(ThreadingHTTPServer):
    request_queue_size = 128  # a peer may send with many threads


def serve(access_point: AccessPoint) -> str:
    """Open our door on loopback; gives its address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            stream = Bounded(self.rfile, length) if length else Chunked(self.rfile)
            status, signal = access_point.take(dict(self.headers.items()), stream)
            self.send_response(status)
            self.send_header("Content-Type", as4.SIGNAL_TYPE)
            self.send_header("Content-Length", str(len(signal)))
            self.end_headers()
            self.wfile.write(signal)

        def log_message(self, *_: object) -> None:
            pass

    server = Waiting(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/as4"


@dataclass
class Bounded:
    """The body of a request with a Content-Length."""

    source: Any
    left: int

    def read(self, size: int, /) -> bytes:
        piece: bytes = self.source.read(min(size, self.left))
        self.left -= len(piece)
        return piece


@dataclass
class Chunked:
    """The body of a request in HTTP chunks."""

    source: Any
    left: int = 0
    ended: bool = False

    def read(self, size: int, /) -> bytes:
        if self.left == 0 and not self.ended:
            self.left = int(self.source.readline().split(b";")[0], 16)
            self.ended = self.left == 0
        if self.ended:
            return b""
        piece: bytes = self.source.read(min(size, self.left))
        self.left -= len(piece)
        if self.left == 0:
            self.source.readline()
        return piece
