"""Our own access point: the keys we sign and decrypt with, whom we trust, and where time and revocation come from.

It is made once in a process, from the settings; in the demonstration from the throw-away PKI.
"""

import uuid
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from schakel.peppol import pki
from schakel.peppol.as4 import Limits
from schakel.peppol.doors import Clock, Http, Keys, Resolver, Revocation
from schakel.peppol.network import Network


@dataclass(frozen=True)
class AccessPoint:
    keys: Keys
    trust: pki.Trust
    revocation: Revocation
    clock: Clock
    http: Http
    resolver: Resolver
    zone: str  # of the SML, such as `participant.sml.prod.tech.peppol.org`
    limits: Limits = field(default_factory=lambda: Limits(settings.AS4_LIMIT, settings.AS4_LIMIT))
    local: bool = False  # a demonstration: addresses without TLS and on this machine are fine

    @property
    def seat_id(self) -> str:
        return pki.seat_id(self.keys.newest().certificate)

    @property
    def network(self) -> Network:
        return Network(self.zone, self.trust, self.resolver, self.http, self.revocation, self.clock, self.local)


def new_message_id() -> str:
    """An id that nobody else gives out; that of a message is fixed before its first try."""
    return f"{uuid.uuid4()}@{settings.HOST}"


@cache
def current() -> AccessPoint | None:
    """Ours; None where the installation has no certificate and receives through a provider, or not at all."""
    if not settings.ACCESS_POINT:
        return None
    made: AccessPoint | None = import_string(settings.ACCESS_POINT)()
    return made
