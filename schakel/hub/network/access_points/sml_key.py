"""Which of our SMP's keys the SML is shown: the one by which it knows us, not a newer one before its day (ADR 0271)."""

import os
import secrets
import ssl
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from schakel.hub.network.models.sml_certificate import SmlCertificate, fingerprint
from schakel.hub.outside import Web, modern_tls
from schakel.peppol.doors import Answer, Clock, Http, Key
from schakel.peppol.keys import RsaKey

SETTLING = timedelta(days=1)  # after its day, in which the SML may still know the old one


class SmlState(StrEnum):
    """What the SML knows of one of our SMP's certificates."""

    SHOWN = "shown"  # it knows us by this one
    ANNOUNCED = "announced"  # it accepted this one for a later day
    UNANSWERED = "unanswered"  # it was asked, and its answer was lost
    UNANNOUNCED = "unannounced"  # it was never told of this newer one
    FORMER = "former"


@dataclass(frozen=True)
class KnownKey:
    """One of our SMP's keys, and what the SML knows of it; `since` is when an announced one is to be shown."""

    key: Key
    state: SmlState
    since: datetime | None = None


def known_keys(keys: Sequence[Key], *, at: datetime) -> list[KnownKey]:
    shown = key_for_sml(keys, at=at)
    return [known_key(key, shown, at=at) for key in keys]


def known_key(key: Key, shown: Key, *, at: datetime) -> KnownKey:
    if key is shown:
        return KnownKey(key, SmlState.SHOWN)
    row = SmlCertificate.objects.of(key.certificate).first()
    if row and row.accepted_at is None:
        return KnownKey(key, SmlState.UNANSWERED, row.since)
    if row and row.since > at:
        return KnownKey(key, SmlState.ANNOUNCED, row.since)
    is_newer = key.certificate.not_valid_before_utc > shown.certificate.not_valid_before_utc
    return KnownKey(key, SmlState.UNANNOUNCED if is_newer else SmlState.FORMER)


def key_for_sml(keys: Sequence[Key], *, at: datetime) -> Key:
    """The one the SML accepted for this moment; where that is not known, the oldest that is valid: the one that was here first."""
    known = SmlCertificate.objects.in_force(at)
    found = [key for key in keys if known and fingerprint(key.certificate) == known.fingerprint]
    oldest_first = sorted(keys, key=lambda key: key.certificate.not_valid_before_utc)
    valid = (key for key in oldest_first if is_valid(key, at))
    return found[0] if found else next(valid, oldest_first[-1])


def is_valid(key: Key, at: datetime) -> bool:
    return key.certificate.not_valid_before_utc <= at < key.certificate.not_valid_after_utc


def is_settling(at: datetime) -> bool:
    """The SML was to change over within the last day: what it refuses now, it may accept later."""
    known = SmlCertificate.objects.in_force(at)
    return known is not None and known.since > at - SETTLING and known.since != known.accepted_at


def record_accepted(key: Key, *, at: datetime) -> None:
    """The SML let us in with this key; noted once, the first time."""
    if not SmlCertificate.objects.accepted().exists():
        values = {"since": at, "accepted_at": at}
        SmlCertificate.objects.update_or_create(fingerprint=fingerprint(key.certificate), defaults=values)


@lru_cache(maxsize=8)
def web_with_certificate(key: RsaKey) -> Web:
    return Web(tls=tls_with_certificate(key))


@dataclass(frozen=True)
class SmlConnection:
    """The `Http` to the SML, chosen anew at each request: a process that runs through the day of the change follows it."""

    keys: Sequence[RsaKey]
    clock: Clock
    web: Callable[[RsaKey], Http] = web_with_certificate

    def get(self, url: str, *, limit: int, timeout: float) -> Answer:
        return self.current().get(url, limit=limit, timeout=timeout)

    def post(
        self, url: str, *, body: bytes | Iterable[bytes], headers: Mapping[str, str], limit: int, timeout: float
    ) -> Answer:
        return self.current().post(url, body=body, headers=headers, limit=limit, timeout=timeout)

    def current(self) -> Http:
        key = key_for_sml(self.keys, at=self.clock.now())
        return self.web(next(one for one in self.keys if one is key))


@dataclass(frozen=True)
class IndexerConnection:
    """Under the newest valid certificate of our SMP: the Directory believes every one that the network trusts."""

    keys: Sequence[RsaKey]
    clock: Clock

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str], limit: int, timeout: float, body: bytes
    ) -> Answer:
        now = self.clock.now()
        valid = [key for key in self.keys if is_valid(key, now)] or self.keys
        newest = max(valid, key=lambda key: key.certificate.not_valid_before_utc)
        web = web_with_certificate(newest)
        return web.request(method, url, headers=headers, limit=limit, timeout=timeout, body=body)


def tls_with_certificate(key: RsaKey) -> ssl.SSLContext:
    """TLS that shows our certificate. OpenSSL reads it from a file only: sealed, and gone at once."""
    context, password = modern_tls(), secrets.token_urlsafe(32)
    handle, path = tempfile.mkstemp()
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.dump(password=password.encode()))
        context.load_cert_chain(path, password=password)
    finally:
        os.unlink(path)  # noqa: PTH108 -- beside mkstemp
    return context
