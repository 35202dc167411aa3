"""Storecove's own names of the schemes of participants. Source: its list of identifiers; only what a Belgian sender meets."""

from schakel.hub.network.access_points.provider import ProviderRefused
from schakel.peppol.identifiers import ParticipantId

SCHEMES = {
    "0208": "BE:EN", "9925": "BE:VAT", "0106": "NL:KVK", "9944": "NL:VAT", "0190": "NL:OINO", "9930": "DE:VAT",
    "0204": "DE:LWID", "9957": "FR:VAT", "0009": "FR:SIRET", "0002": "FR:SIRENE", "9938": "LU:VAT", "0088": "GLN",
    "0192": "NO:ORG",
}  # fmt: skip


def identifier_of(participant: ParticipantId) -> tuple[str, str]:
    """Raises Refused (permanent) for a scheme that is not in the list."""
    if participant.icd not in SCHEMES:
        raise ProviderRefused(f"no name at Storecove for scheme {participant.icd}", code="SCHEME_UNKNOWN")
    return SCHEMES[participant.icd], participant.number.upper()
