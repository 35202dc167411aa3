"""Where the network has a participant: here, elsewhere, or nowhere. Asked before registering, and each night."""

from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from cryptography.x509.oid import NameOID

from schakel.hub.network.access_points.own import AccessPoint, current, the_network
from schakel.hub.network.registration.document_types import INVOICE, PROCESSES
from schakel.peppol import smp
from schakel.peppol.errors import NotRegistered, PeppolError
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.network import Network
from schakel.peppol.sml import locate


@dataclass(frozen=True)
class NetworkLocation:
    """What the network tells about a participant that is not ours. Empty: not known."""

    smp: str  # host of the SMP
    access_point: str = ""  # host that takes its invoices
    provider: str = ""  # organisation in that access point's certificate
    seat_id: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


HERE = NetworkLocation("here")


def find_location(participant: ParticipantId) -> NetworkLocation | None:
    """None: nowhere; HERE; or what can be told of the other place.

    Raises:
        LookupUnavailable   temporary: the network gives no definite answer
        Untrusted           permanent: the network names a place we do not go to
    """
    network = the_network()
    if network is None:
        return None
    try:
        base = locate(participant, network=network)
    except NotRegistered:
        return None
    return HERE if is_ours(base, current()) else location_elsewhere(participant, base, network=network)


def is_ours(base: str, ours: AccessPoint | None) -> bool:
    return bool(ours and ours.publisher and ours.publisher.base.rstrip("/").lower() == base.rstrip("/").lower())


def location_elsewhere(participant: ParticipantId, base: str, *, network: Network) -> NetworkLocation:
    """Whatever goes wrong on the way, the SMP at least is known."""
    host = urlsplit(base).hostname or base
    try:
        to = smp.lookup(participant, INVOICE, PROCESSES[INVOICE], network=network)
    except PeppolError:
        return NetworkLocation(host)
    names = to.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    provider = str(names[0].value) if names else ""
    return NetworkLocation(host, urlsplit(to.address).hostname or "", provider, to.seat_id)
