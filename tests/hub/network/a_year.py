"""A year on the network with a moved clock: our access point and SMP, an SML that lets in one certificate, a peer, two roots.

Everything is real but the wires and the time: our doors answer through Django, the peer looks us up, sends, receives and gives
receipts with the package's own code, and every certificate is one of a throw-away PKI with dates of its own.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

from django.conf import settings
from django.test import Client

from schakel.hub.network.access_points.key_files import RollingKeys
from schakel.hub.network.access_points.own import AccessPoint, Publisher
from schakel.hub.network.access_points.sml_key import SmlConnection
from schakel.hub.network.registration.document_types import MLS, process_of
from schakel.peppol import as4, mls, pki, sbdh, smp
from schakel.peppol.demo_network import SMP_ADDRESS, ZONE, DemoNetwork
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Answer, RevocationStatus
from schakel.peppol.errors import Unreachable
from schakel.peppol.identifiers import service_provider
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.network import Network
from schakel.peppol.pki import Role
from schakel.peppol.smp_metadata import Endpoint
from tests.hub.network.clocks import Clock
from tests.hub.network.posting import post
from tests.hub.network.strict_sml import StrictSml
from tests.hub.network.world import ADDRESS, BILLING, INVOICE, OURS, SMP, THE_BAKERY, THE_MILL, THEIRS, header, keys

OUR_SMP = "https://smp.ours.example"
NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)
US, THEM = service_provider(OURS), service_provider(THEIRS)


@cache
def next_root() -> DemoPki:
    """The generation after: authorities of its own, from the spring on."""
    return DemoPki.make(now=NEW_YEAR, environment="demonstration")


@dataclass
class Roots:
    """Both generations; each says what was withdrawn of its own."""

    g3: DemoPki
    g4: DemoPki

    def status(self, certificate, issuer, *, at) -> RevocationStatus:
        answers = {each.status(certificate, issuer, at=at) for each in (self.g3, self.g4)}
        return next((each for each in answers if each is not RevocationStatus.UNKNOWN), RevocationStatus.UNKNOWN)

    def trust(self, *generations: str) -> pki.Trust:
        of = {"G3": self.g3.trust.sets[0], "G4": replace(self.g4.trust.sets[0], generation="G4")}
        return pki.Trust(tuple(of[name] for name in generations))


@dataclass
class Year:
    clock: Clock = field(default_factory=lambda: Clock(NEW_YEAR))
    roots: Roots = field(default_factory=lambda: Roots(keys()[0], next_root()))
    sml: StrictSml = field(init=False)
    peer: "Peer" = field(init=False)
    ours: AccessPoint = field(init=False)
    trust: pki.Trust = field(init=False)

    def __post_init__(self) -> None:
        self.sml = StrictSml(ZONE, {"OURS": OUR_SMP, "THEIRS": SMP_ADDRESS}, clock=self.clock)
        self.trust = self.roots.trust("G3")
        self.peer = Peer(self)

    def issue(self, name: str, role: Role, days: tuple[int, int], *, root: DemoPki | None = None) -> RsaKey:
        """A certificate from so many to so many days after new year; the private keys are those of `world`."""
        start, end = (NEW_YEAR + timedelta(days=each) for each in days)
        private = keys()[1][name].private
        return (root or self.roots.g3).issue(name, role=role, valid_from=start, valid_until=end, private=private)

    def start(self, *, ap: list[RsaKey], smp_keys: list[RsaKey], generations: tuple[str, ...] = ("G3",)) -> AccessPoint:
        """As after a start of the installation with these files and settings."""
        connection = SmlConnection(smp_keys, self.clock, self.sml.door)
        publisher = Publisher(RollingKeys(smp_keys, self.clock), "OURS", OUR_SMP, connection, "https://sml.example")
        self.trust = self.roots.trust(*generations)
        ring, roots = RollingKeys(ap, self.clock), self.roots
        made = AccessPoint(ring, self.trust, roots, self.clock, self, self.sml, ZONE, publisher=publisher)
        self.ours = replace(made, address="https://ap.ours.example/as4")
        return self.ours

    def get(self, url: str, *, limit: int, timeout: float) -> Answer:
        if url.startswith(OUR_SMP):
            answer = Client(headers={"host": settings.HOST}).get("/smp" + url.removeprefix(OUR_SMP))
            return Answer(answer.status_code, answer.content)
        return self.peer.wires.get(url, limit=limit, timeout=timeout)

    def post(self, url: str, *, body, headers: Mapping[str, str], limit: int, timeout: float) -> Answer:
        if url != ADDRESS:
            raise Unreachable(f"nobody at {url}")
        return self.peer.take(body if isinstance(body, bytes) else b"".join(body), headers)


@dataclass
class Peer:
    """The other access point, with an SMP of its own. It trusts whom we trust, and has the same clock."""

    year: Year
    keys: list[RsaKey] = field(default_factory=list)
    taken: dict[str, list[as4.Received]] = field(default_factory=dict)  # by message id
    loses_receipts: int = 0
    found: smp.Destination | None = None  # what it looked up last
    wires: DemoNetwork = field(init=False)

    def __post_init__(self) -> None:
        issue = self.year.issue
        self.keys = [issue(THEIRS, Role.ACCESS_POINT, (-300, 430))]
        self.wires = DemoNetwork(self.year.roots.g3, issue(SMP, Role.SMP, (-300, 430)))
        self.year.sml.at[THE_MILL.value] = "THEIRS"
        self.publish()

    @property
    def network(self) -> Network:
        year = self.year
        return Network(ZONE, year.trust, year.sml, year, year.roots, year.clock)

    def publish(self, *, statuses: bool = False) -> None:
        newest = KeyRing(self.keys).newest().certificate
        self.wires.publish(THE_MILL, [INVOICE], endpoints=[Endpoint(BILLING, ADDRESS, newest)])
        if statuses:
            self.year.sml.at[THEM.value] = "THEIRS"
        self.wires.publish(THEM, [MLS], endpoints=[Endpoint(process_of(MLS), ADDRESS, newest)])

    def send(self, document: bytes, *, looked_up_before: bool = False, **told) -> None:
        """Raises unless our receipt is signed with the very certificate that was looked up: the strictest sender there is."""
        head = header(sender=THE_MILL, receiver=THE_BAKERY, created_at=self.year.clock.now(), **told)
        self.deliver(sbdh.wrap(head, document), head, looked_up_before=looked_up_before)

    def deliver(self, envelope: bytes, head: sbdh.Header, *, looked_up_before: bool = False) -> None:
        if not (looked_up_before and self.found):
            self.found = smp.lookup(head.receiver, head.document_type, head.process, network=self.network)
        message = as4.build(
            envelope,
            head,
            message_id=f"{uuid.uuid4()}@mill.example",
            receiver=self.found.certificate,
            key=KeyRing(self.keys).newest(),
            at=self.year.clock.now(),
        )
        for _twice in range(2):  # it comes again, and gets the same receipt
            answer = post(message)
            assert answer.status_code == 200, answer.content
            given = Answer(200, answer.content, {"content-type": as4.SIGNAL_TYPE})
            as4.verify_receipt(
                given, message_id=message.message_id, digests=message.digests, receiver=self.found.certificate
            )

    def take(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        year, ring = self.year, KeyRing(self.keys)
        received = as4.receive(
            headers, BytesIO(body), keys=ring, trust=year.trust, clock=year.clock, revocation=year.roots
        )
        self.taken.setdefault(received.message_id, []).append(received)
        if self.loses_receipts:
            self.loses_receipts -= 1
            raise Unreachable("the receipt was lost")
        receipt = as4.receipt(received, message_id=f"{uuid.uuid4()}@r", key=ring.newest(), at=year.clock.now())
        return Answer(200, receipt, {"content-type": as4.SIGNAL_TYPE})

    def instances(self, document_type) -> list[str]:
        """The envelopes that it has, a message counted once however often it came."""
        every = [each[0].header for each in self.taken.values()]
        return [head.instance_id for head in every if head.document_type == document_type]

    def statuses(self) -> list[str]:
        """Which messages of its own it was given a status about, in turn."""
        every = [each[0] for each in self.taken.values() if each[0].header.document_type == MLS]
        return [mls.read(sbdh.unwrap(each.envelope).document).about for each in every]

    def confirm(self, instance_id: str) -> None:
        status = mls.MessageStatus(str(uuid.uuid4()), self.year.clock.now(), THEM, US, instance_id, mls.Fate.CONFIRMED)
        head = mls.envelope(status, country="BE", instance_id=str(uuid.uuid4()))
        self.deliver(sbdh.wrap(head, mls.write(status)), head)
