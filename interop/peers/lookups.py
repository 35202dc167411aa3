"""Others look up at our SMP (peppol-smp-client 12.4.0, vefa peppol-lookup 4.4.0); what peppol-sml-client 12.3.9 says to an SML.

Each look-up has its counterparts: signed under another root, signed as an access point, altered on the way. What is said to the
SML is caught on loopback and compared with what we say: where, with which action, and every element.
"""

import base64
import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore
from lxml import etree

from interop.access_point import INVOICE, OURS, PROCESS, RECEIVER, AccessPoint
from interop.peers import Trial, Trials
from interop.peers.java import PASSWORD, JavaPeer
from interop.peers.vefa import write_mode
from schakel.peppol import sml_registration as sml
from schakel.peppol import smp_publishing
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.identifiers import DocumentTypeId, ProcessId
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role
from schakel.peppol.smp_metadata import Endpoint, ServiceMetadata

SMP_CLIENT, VEFA, SML_CLIENT = "12.4.0", "4.4.0", "12.3.9"
VERSION = f"{SMP_CLIENT}, {VEFA}, {SML_CLIENT}"
UNIT = "\x1f"
ADDRESS = "https://ap.interop.invalid/as4"
KIND = DocumentTypeId.of(INVOICE, "Invoice", customization="urn:cen.eu:en16931:2017#compliant#urn:x:1.0", version="2.1")
SMP_ID, KEY, DAY = "SMP-INTEROP", "abcDEF123$%^ghiJKL456#@!", date(2027, 3, 1)


class Refused(Exception):
    """The client did not take what it was given, and says why."""


class Clients(JavaPeer):
    PROJECT, MAIN, MEMORY = "lookups", "be.schakel.interop.Clients", "300m"

    def do(self, what: str, *told: str) -> list[str]:
        said = self.ask(what, UNIT.join(told).encode())
        if said.startswith("ERROR"):
            raise Refused(said)
        return base64.b64decode(said).decode().split(UNIT)


class Call(NamedTuple):
    """A request to the SML, as far as it is compared: all but prefixes, and the SOAP header, which is empty."""

    path: str
    action: str
    elements: list[tuple[str, str, dict[str, str]]]  # name, text, attributes


@dataclass
class Door:
    """An SMP and an SML on loopback: it answers everything with `answer`, and keeps what came."""

    answer: bytes = b""
    port: int = 0
    came: list[tuple[str, str, bytes]] = field(default_factory=list)  # path, SOAP action, body

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def run(access_point: AccessPoint, _url: str, directory: Path) -> Trials:
    pki = access_point.pki
    write_mode(pki, directory)
    write_trust(pki, directory)
    with opened(Door()) as door, Clients(directory) as clients:
        yield from looked_up(clients, access_point, door, directory)
        yield from said_to_the_sml(clients, access_point, door)


def write_trust(pki: DemoPki, directory: Path) -> None:
    """The SMP's authorities, as peppol-smp-client reads them; `trust.p12` is for vefa."""
    trusted = [
        PKCS12Certificate(one.certificate, name) for name, one in ((b"1", pki.issuers[Role.SMP]), (b"2", pki.root))
    ]
    (directory / "smp-trust.p12").write_bytes(serialize_java_truststore(trusted, BestAvailableEncryption(PASSWORD)))


def looked_up(clients: Clients, access_point: AccessPoint, door: Door, directory: Path) -> Trials:
    told = (door.address, str(RECEIVER), str(KIND), str(ProcessId(PROCESS)))
    ways = {
        f"peppol-smp-client {SMP_CLIENT}": partial(clients.do, "smp-client", *told, str(directory / "smp-trust.p12")),
        f"vefa peppol-lookup {VEFA}": partial(clients.do, "vefa", *told),
    }
    expected = [ADDRESS, str(access_point.ours.certificate.serial_number)]
    for what, answer in answers(access_point).items():
        door.answer = answer
        for name, look_up in ways.items():
            if what == "as published":
                yield Trial(f"{name} looks up at our SMP", look_up() == expected)
            else:
                yield Trial(f"{name} refuses {what}", is_refused(look_up))


def is_refused(look_up: Callable[[], list[str]]) -> bool:
    """Whether it was refused for its signature or its certificate, not for something else."""
    try:
        look_up()
    except Refused as refused:
        return bool(re.search("[Ss]ignature|Certification path|subject principal", str(refused)))
    return False


def answers(access_point: AccessPoint) -> dict[str, bytes]:
    """What an SMP could answer, the first as it should."""
    now = datetime.now(UTC).replace(microsecond=0)
    start = now - timedelta(days=1)
    endpoint = Endpoint(ProcessId(PROCESS), ADDRESS, access_point.ours.certificate)
    metadata = ServiceMetadata(RECEIVER, KIND, (endpoint,))

    def signed(key: RsaKey) -> bytes:
        return smp_publishing.signed_service_metadata(metadata, key=key)

    ours = signed(access_point.pki.issue(OURS, role=Role.SMP, valid_from=start))
    return {
        "as published": ours,
        "an answer signed under another root": signed(
            DemoPki.make(now=now).issue(OURS, role=Role.SMP, valid_from=start)
        ),
        "an answer signed as an access point": signed(access_point.ours),
        "an answer with another address in it": ours.replace(
            ADDRESS.encode(), b"https://elsewhere.interop.invalid/as4"
        ),
    }


def said_to_the_sml(clients: Clients, access_point: AccessPoint, door: Door) -> Trials:
    who, certificate = RECEIVER, access_point.ours.certificate
    pem = certificate.public_bytes(Encoding.PEM).decode().removesuffix("\n")
    address, physical = "https://smp.interop.invalid", "192.0.2.1"
    calls: dict[str, tuple[sml.Request, list[str]]] = {
        "create_publisher": (
            sml.create_publisher(SMP_ID, address=address, physical_address=physical),
            [address, physical],
        ),
        "update_publisher": (
            sml.update_publisher(SMP_ID, address=address, physical_address=physical),
            [address, physical],
        ),
        "delete_publisher": (sml.delete_publisher(SMP_ID), []),
        "create": (sml.create(SMP_ID, who), []),
        "delete": (sml.delete(SMP_ID, who), []),
        "create_list": (sml.create_list(SMP_ID, [who]), []),
        "delete_list": (sml.delete_list(SMP_ID, [who]), []),
        "list_page": (sml.list_page(SMP_ID, page="2"), ["2"]),
        "prepare_migration": (sml.prepare_migration(SMP_ID, who, key=KEY), [KEY]),
        "complete_migration": (sml.complete_migration(SMP_ID, who, key=KEY), [KEY]),
        "prepare_change_certificate": (
            sml.prepare_change_certificate(certificate, on=DAY),
            [pem, DAY.isoformat()],
        ),
    }
    for name, (ours, told) in calls.items():
        door.came.clear()
        with contextlib.suppress(Refused):  # it would like an answer with something in it
            clients.do(name, door.address, SMP_ID, str(who), *told)
        (theirs,) = door.came[-1:] or [("", "", b"<nothing/>")]
        what = f"{name}: our request to the SML is that of peppol-sml-client {SML_CLIENT}"
        if name == "delete_list":  # the client leaves out which SMP is meant, which the schema allows
            same = differs_by_publisher(read(f"/{ours.path}", ours.action, ours.body), read(*theirs))
            yield Trial(f"{what}, and names the SMP", same)
        else:
            yield Trial(what, read(f"/{ours.path}", ours.action, ours.body) == read(*theirs))


def differs_by_publisher(ours: Call, theirs: Call) -> bool:
    return ours == theirs._replace(
        elements=[*theirs.elements, (f"{{{sml.LOCATOR}}}ServiceMetadataPublisherID", SMP_ID, {})]
    )


def read(path: str, action: str, body: bytes) -> Call:
    found = etree.fromstring(body).find(f"{{{sml.SOAP}}}Body")
    elements = (
        [] if found is None else [(str(one.tag), one.text or "", dict(one.attrib)) for one in found.iterdescendants()]
    )
    return Call(path, action.strip('"'), elements)


@contextlib.contextmanager
def opened(door: Door) -> Iterator[Door]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(door.answer)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            door.came.append((self.path, self.headers.get("SOAPAction", ""), body))
            self._answer(b'<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body/></S:Envelope>')

        def _answer(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
