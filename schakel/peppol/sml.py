"""From a participant to the SMP that knows it: one DNS question.

Source: Peppol SML 1.3.0; RFC 4848 (U-NAPTR); Policy for use of Identifiers 4.4.0 for the name.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence

from schakel.peppol.doors import Naptr
from schakel.peppol.errors import LookupUnavailable, NotRegistered, Unreachable, Untrusted
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.network import Network
from schakel.peppol.web_address import require_web_address

SERVICE = "meta:smp"
TIMEOUT = 10.0  # seconds


def host_name(participant: ParticipantId, *, zone: str) -> str:
    """The DNS name that stands for a participant in a zone."""
    digest = hashlib.sha256(participant.value.lower().encode()).digest()
    label = base64.b32encode(digest).decode().rstrip("=").lower()
    return f"{label}.{participant.scheme}.{zone.strip('.')}"


def locate(participant: ParticipantId, *, network: Network) -> str:
    """The base address of the participant's SMP, without a final slash.

    Raises:
        NotRegistered      permanent: the network says it does not know the participant
        LookupUnavailable  temporary: DNS gave no definite answer
        Untrusted          permanent: the address is not one we go to
    """
    name = host_name(participant, zone=network.zone)
    try:
        records = network.resolver.naptr(name, timeout=TIMEOUT)
    except Unreachable as error:
        raise LookupUnavailable(f"no answer for {name}") from error
    refused: Untrusted | None = None
    for address in _addresses(records):
        try:
            return require_web_address(address, local=network.local)
        except Untrusted as error:  # the next record may be one
            refused = refused or error
    raise refused or NotRegistered(str(participant))


def _addresses(records: Sequence[Naptr]) -> Iterator[str]:
    """The replacements in the terminal records for our service, best first."""
    fitting = [one for one in records if one.flags.upper() == "U" and one.service.lower() == SERVICE]
    for record in sorted(fitting, key=lambda one: (one.order, one.preference)):
        parts = record.regexp.split(record.regexp[:1]) if record.regexp else []
        if len(parts) == 4 and parts[2]:
            yield parts[2]
