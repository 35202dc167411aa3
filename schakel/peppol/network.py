"""One network seen from here: its DNS zone, whom to trust in it, and the doors that lead there."""

from dataclasses import dataclass

from schakel.peppol.doors import Clock, Http, Resolver, Revocation
from schakel.peppol.pki import Trust

PRODUCTION_ZONE = "participant.sml.prod.tech.peppol.org"
TEST_ZONE = "participant.sml.test.tech.peppol.org"
PRODUCTION_SML = "https://api.sml.prod.tech.peppol.org/edelivery-sml"
TEST_SML = "https://api.sml.test.tech.peppol.org/edelivery-sml"


@dataclass(frozen=True)
class Network:
    """What every look-up needs. `local` is for demonstrations: addresses without TLS and on this machine are fine."""

    zone: str
    trust: Trust
    resolver: Resolver
    http: Http
    revocation: Revocation
    clock: Clock
    local: bool = False
