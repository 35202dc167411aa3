"""A whole small network in one process: PKI, DNS, SMP and the wires between access points.

For the demonstration, for tests and for trying things out: look-up and AS4 run as they do in production, with real
keys and signatures, and nothing leaves the process. It is the Resolver, the Http and the Clock that code asks for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from schakel.peppol import smp_publishing
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Answer, Naptr
from schakel.peppol.errors import Unreachable
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId
from schakel.peppol.keys import RsaKey
from schakel.peppol.network import Network
from schakel.peppol.sml import host_name
from schakel.peppol.smp_metadata import Endpoint, ServiceGroup, ServiceMetadata

ZONE = "participant.sml.demonstration.invalid"
SMP_ADDRESS = "https://smp.demonstration.invalid"
NOT_FOUND = Answer(404, b"")

Handler = Callable[[bytes, Mapping[str, str]], Answer]


@dataclass
class DemoNetwork:
    """Publish participants, connect access points, and look up or send as ever."""

    pki: DemoPki
    smp_key: RsaKey
    published: dict[ParticipantId, dict[DocumentTypeId, ServiceMetadata]] = field(default_factory=dict)
    access_points: dict[str, Handler] = field(default_factory=dict)  # by address

    def publish(
        self, participant: ParticipantId, document_types: Iterable[DocumentTypeId], *, endpoints: Sequence[Endpoint]
    ) -> None:
        """Register a participant, who accepts these kinds of document at these endpoints."""
        kinds = self.published.setdefault(participant, {})
        for kind in document_types:
            kinds[kind] = ServiceMetadata(participant, kind, tuple(endpoints))

    def withdraw(self, participant: ParticipantId) -> None:
        """Take the participant off the network."""
        self.published.pop(participant, None)

    def connect(self, address: str, access_point: Handler) -> None:
        """What is posted to this address is handed to `access_point`."""
        self.access_points[address] = access_point

    @property
    def network(self) -> Network:
        return Network(ZONE, self.pki.trust, self, self, self.pki, self)

    def naptr(self, name: str, *, timeout: float) -> Sequence[Naptr]:
        known = any(host_name(one, zone=ZONE) == name for one in self.published)
        return [Naptr(100, 10, "U", "Meta:SMP", f"!.*!{SMP_ADDRESS}!")] if known else []

    def get(self, url: str, *, limit: int, timeout: float) -> Answer:
        for participant, kinds in self.published.items():
            if url == f"{SMP_ADDRESS}/{participant.encode()}":
                group = ServiceGroup(participant, tuple(kinds))
                return Answer(200, smp_publishing.service_group(group, base=SMP_ADDRESS))
            for kind, metadata in kinds.items():
                if url == smp_publishing.metadata_address(participant, kind, base=SMP_ADDRESS):
                    return Answer(200, smp_publishing.signed_service_metadata(metadata, key=self.smp_key))
        return NOT_FOUND

    def post(
        self, url: str, *, body: bytes | Iterable[bytes], headers: Mapping[str, str], limit: int, timeout: float
    ) -> Answer:
        if url not in self.access_points:
            raise Unreachable(f"nobody at {url}")
        return self.access_points[url](body if isinstance(body, bytes) else b"".join(body), headers)

    def now(self) -> datetime:
        return datetime.now(UTC)
