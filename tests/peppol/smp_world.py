"""A small network for look-up tests: one SMP that publishes one receiver, all of it signed by the throw-away PKI."""

import dataclasses
from dataclasses import dataclass, field

from schakel.peppol import smp_publishing
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Naptr
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.keys import RsaKey
from schakel.peppol.network import Network
from schakel.peppol.sml import host_name
from schakel.peppol.smp_metadata import Endpoint, Redirect, ServiceGroup, ServiceMetadata
from tests.peppol.fakes import FakeHttp, FakeResolver, FixedClock

ZONE = "participant.sml.test.tech.peppol.org"
BASE = "https://smp.example.org/smp"
RECEIVER = ParticipantId("0208:0407214017")
INVOICE = DocumentTypeId.of(
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "Invoice", customization="urn:x#y", version="2.1"
)
BILLING = ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")


def naptr(address: str = BASE, **changed) -> Naptr:
    record = Naptr(order=100, preference=10, flags="U", service="Meta:SMP", regexp=f"!.*!{address}!")
    return dataclasses.replace(record, **changed)


@dataclass
class World:
    """Change one thing, then look up."""

    pki: DemoPki
    smp_key: RsaKey
    access_point: RsaKey
    http: FakeHttp = field(default_factory=FakeHttp)
    resolver: FakeResolver = field(default_factory=FakeResolver)

    def __post_init__(self) -> None:
        self.resolver.records[host_name(RECEIVER, zone=ZONE)] = [naptr()]
        self.put_group(INVOICE)
        self.put(self.metadata())

    @property
    def network(self) -> Network:
        return Network(ZONE, self.pki.trust, self.resolver, self.http, self.pki, FixedClock())

    @property
    def address(self) -> str:
        return smp_publishing.metadata_address(RECEIVER, INVOICE, base=BASE)

    def endpoint(self, **changed) -> Endpoint:
        usual = Endpoint(BILLING, "https://ap.example.org/as4", self.access_point.certificate)
        return dataclasses.replace(usual, **changed)

    def metadata(self, *endpoints: Endpoint, **changed) -> ServiceMetadata:
        usual = ServiceMetadata(RECEIVER, INVOICE, endpoints or (self.endpoint(),))
        return dataclasses.replace(usual, **changed)

    def put(self, published: ServiceMetadata | Redirect, *, address: str = "", key: RsaKey | None = None) -> None:
        body = smp_publishing.signed_service_metadata(published, key=key or self.smp_key)
        self.http.put(address or self.address, body)

    def put_group(self, *document_types: DocumentTypeId, participant: ParticipantId = RECEIVER) -> None:
        body = smp_publishing.service_group(ServiceGroup(participant, document_types), base=BASE)
        self.http.put(f"{BASE}/{RECEIVER.encode()}", body)
