"""Our own access point: the keys we sign and decrypt with, whom we trust, and where time and revocation come from.

It is made once in a process, from the settings (`from_settings`); in the demonstration from the throw-away PKI.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Protocol

from cryptography import x509
from django.conf import settings
from django.utils.module_loading import import_string

from schakel.hub.outside import Dns, SystemClock, Web
from schakel.peppol import network, pki
from schakel.peppol.as4 import Limits
from schakel.peppol.doors import Answer, Clock, Http, Keys, Resolver, Revocation, RevocationStatus
from schakel.peppol.network import Network
from schakel.peppol.revocation import CheckedRevocation


class Indexer(Protocol):
    """Web requests of any method, to the Peppol Directory."""

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str], limit: int, timeout: float, body: bytes
    ) -> Answer: ...


@dataclass(frozen=True)
class Publisher:
    """Our SMP: it signs what it publishes, and tells the SML whom it serves."""

    keys: Keys
    smp_id: str
    base: str  # public address of the door /smp, without a final slash
    sml: (
        Http | None
    )  # shows the certificate by which it knows us; None: the resolver reads our rows itself (demonstration)
    management: str = ""  # address of the SML
    directory: str = ""  # address of the Peppol Directory; empty: no business card is published, and it is not asked
    indexer: Indexer | None = None  # shows the Directory our SMP's certificate


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
    publisher: Publisher | None = None  # None: a provider's SMP publishes our participants
    address: str = field(default_factory=lambda: f"{settings.URL}/as4")  # where others send to

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


@cache
def the_network() -> Network | None:
    """The network we look things up in, with or without a certificate of our own; None where the settings name none."""
    ours = current()
    if ours:
        return ours.network
    return network_from_settings() if settings.NETWORK else None


def network_from_settings() -> Network:
    test = settings.NETWORK == "test"
    checked: Revocation = CheckedRevocation(Web(plain=True), {})
    return Network(
        zone=settings.SML_ZONE or (network.TEST_ZONE if test else network.PRODUCTION_ZONE),
        trust=pki.Trust.of(settings.NETWORK, generations=tuple(settings.TRUST_GENERATIONS)),
        resolver=Dns(tuple(settings.NAME_SERVERS)),
        http=Web(),
        revocation=LenientRevocation(checked) if settings.REVOCATION == "lenient" else checked,
        clock=SystemClock(),
    )


@dataclass(frozen=True)
class LenientRevocation:
    """If nobody can say that a certificate was withdrawn, it was not."""

    checked: Revocation

    def status(self, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> RevocationStatus:
        status = self.checked.status(certificate, issuer, at=at)
        return RevocationStatus.GOOD if status is RevocationStatus.UNKNOWN else status
