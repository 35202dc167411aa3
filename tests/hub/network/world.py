"""A small network for tests: a throw-away PKI, our access point, and a peer that sends and receives for real.

Making RSA keys is slow, so they are kept for a day; nothing outside these tests believes them.
"""

import fcntl
import json
import os
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from schakel.hub.network.access_points.own import AccessPoint
from schakel.peppol import as4, sbdh
from schakel.peppol.demo_network import ZONE, DemoNetwork
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Answer
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.pki import Role
from schakel.peppol.smp_metadata import Endpoint
from tests.hub.documents.ubl import BAKERY, MILL

OURS, THEIRS, OTHER, SMP = "POP000001", "POP000002", "POP000003", "POP000004"
RENEWED = f"{OURS}-renewed"  # a second certificate of the same seat
OUR_KEYS = "TEST_AP_KEYS"  # in the environment of a process: which of them it has
UBL = "urn:oasis:names:specification:ubl:schema:xsd"
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
INVOICE = DocumentTypeId.of(f"{UBL}:Invoice-2", "Invoice", customization=CUSTOMIZATION, version="2.1")
BILLING = ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
THE_MILL, THE_BAKERY = ParticipantId(f"0208:{MILL}"), ParticipantId(f"0208:{BAKERY}")
ADDRESS = "https://mill.example/as4"


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@cache
def keys() -> tuple[DemoPki, dict[str, RsaKey]]:
    """The PKI and everybody's key, the same in every process of a day."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    place = Path(tempfile.gettempdir()) / f"schakel_test_keys2_{today:%Y%m%d}.json"
    with place.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if not (text := file.read()):
            text = made(today)
            file.write(text)
    pems = {name: pem.encode() for name, pem in json.loads(text).items()}
    return DemoPki.load(pems), {
        name: RsaKey.load(pem, our_own=True) for name, pem in pems.items() if name.startswith("POP")
    }


def made(today: datetime) -> str:
    pki, start = DemoPki.make(now=today), today - timedelta(days=1)
    issued = {name: pki.issue(name, role=Role.ACCESS_POINT, valid_from=start) for name in (OURS, THEIRS, OTHER)}
    issued[RENEWED] = pki.issue(OURS, role=Role.ACCESS_POINT, valid_from=start + timedelta(hours=1))
    issued[SMP] = pki.issue(SMP, role=Role.SMP, valid_from=start)
    pems = pki.dump() | {name: key.dump() for name, key in issued.items()}
    return json.dumps({name: pem.decode() for name, pem in pems.items()})


@cache
def network() -> DemoNetwork:
    pki, issued = keys()
    return DemoNetwork(pki, issued[SMP])


def access_point() -> AccessPoint:
    """Ours, as the settings of tests name it."""
    pki, issued = keys()
    wires = network()
    ours = KeyRing(issued[name] for name in os.environ.get(OUR_KEYS, OURS).split())
    return AccessPoint(ours, pki.trust, pki, SystemClock(), wires, wires, ZONE)


def header(**told) -> sbdh.Header:
    usual = {
        "sender": THE_MILL,
        "receiver": THE_BAKERY,
        "document_type": INVOICE,
        "process": BILLING,
        "country_c1": "BE",
        "instance_id": str(uuid.uuid4()),
        "created_at": datetime.now(UTC).replace(microsecond=0),
    }
    return sbdh.Header(**(usual | told))


@dataclass
class Peer:
    """Another access point: it sends to us, and takes what we send, answering as `answers` says."""

    seat_id: str = THEIRS
    receiver: str = OURS  # for which of our certificates it encrypts
    taken: list[as4.Received] = field(default_factory=list)
    answers: list[Answer | Exception] = field(default_factory=list)  # instead of a receipt, one after the other

    @property
    def key(self) -> RsaKey:
        return keys()[1][self.seat_id]

    def message(self, document: bytes, *, message_id: str = "", **told) -> as4.Outgoing:
        """A message to us with this document in an envelope."""
        head = header(**told)
        return self.message_of(sbdh.wrap(head, document), head, message_id=message_id)

    def message_of(self, envelope: bytes, head: sbdh.Header, *, message_id: str = "") -> as4.Outgoing:
        return as4.build(
            envelope,
            head,
            message_id=message_id or f"{uuid.uuid4()}@mill.example",
            receiver=keys()[1][self.receiver].certificate,
            key=self.key,
            at=datetime.now(UTC),
        )

    def publish(
        self, *participants: ParticipantId, kind: DocumentTypeId = INVOICE, process: ProcessId = BILLING
    ) -> None:
        """On the network, at our address, under our certificate."""
        network().connect(ADDRESS, self.take)
        for participant in participants:
            network().publish(participant, [kind], endpoints=[Endpoint(process, ADDRESS, self.key.certificate)])

    def take(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self.answers and isinstance(said := self.answers.pop(0), Answer):
            return said
        received = self.read(body, headers)
        self.taken.append(received)
        receipt = as4.receipt(received, message_id="r@mill.example", key=self.key, at=datetime.now(UTC))
        return Answer(200, receipt, {"content-type": as4.SIGNAL_TYPE})

    def read(self, body: bytes, headers: Mapping[str, str]) -> as4.Received:
        pki, _ = keys()
        ring = KeyRing([self.key])
        return as4.receive(headers, BytesIO(body), keys=ring, trust=pki.trust, clock=SystemClock(), revocation=pki)


def verify(sent: as4.Outgoing, status: int, body: bytes) -> None:
    """Raises unless it is our receipt for this message."""
    answer = Answer(status, body, {"content-type": as4.SIGNAL_TYPE})
    as4.verify_receipt(answer, message_id=sent.message_id, digests=sent.digests, receiver=sent.receiver)
