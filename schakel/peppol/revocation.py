"""Has an issuer withdrawn a certificate? Its list (CRL) answers, kept for a while; OCSP when there is no list.

One list serves all certificates of an issuer, so in normal running no message waits for the network. Source:
RFC 5280 section 5, RFC 6960.
"""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import AuthorityInformationAccessOID

from schakel.peppol import ocsp
from schakel.peppol.doors import Http, RevocationStatus
from schakel.peppol.errors import Unreachable

LARGEST_LIST = 10_000_000  # bytes
TIMEOUT = 10.0  # seconds


@dataclass(frozen=True)
class Kept:
    """The last good list from one address. Times are aware."""

    body: bytes
    fetched_at: datetime | None  # None: never yet
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a list says: the serial numbers, looked up in no time however many there are, and when that holds."""

    serials: frozenset[int]
    since: datetime
    until: datetime | None

    def is_current(self, at: datetime) -> bool:
        return self.since <= at and self.until is not None and at < self.until


class CheckedRevocation:
    """A `Revocation` that asks the issuer.

    `kept` may be any mapping, so that lists survive a restart. A list is fetched anew after `fresh_for`; while that
    fails the old one counts until its own nextUpdate, and no new try is made within `pause`.
    """

    def __init__(
        self,
        http: Http,
        kept: MutableMapping[str, Kept],
        *,
        fresh_for: timedelta = timedelta(hours=1),
        pause: timedelta = timedelta(minutes=5),
    ) -> None:
        self._http = http
        self._kept = kept
        self._fresh_for = fresh_for
        self._pause = pause

    def status(self, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> RevocationStatus:
        for url in list_urls(certificate):
            withdrawn = self._current_list(url, issuer, at)
            if withdrawn is not None:
                revoked = certificate.serial_number in withdrawn.serials
                return RevocationStatus.REVOKED if revoked else RevocationStatus.GOOD
        for url in _responder_urls(certificate):
            status = ocsp.ask(url, certificate, issuer, http=self._http, at=at)
            if status is not RevocationStatus.UNKNOWN:
                return status
        return RevocationStatus.UNKNOWN

    def _current_list(self, url: str, issuer: x509.Certificate, at: datetime) -> Withdrawn | None:
        kept = self._kept.get(url)
        if kept is None or self._is_due(kept, at):
            kept = self._kept[url] = self._fetch(url, issuer, at=at, kept=kept)
        withdrawn = _verified(kept.body, issuer)
        return withdrawn if withdrawn is not None and withdrawn.is_current(at) else None

    def _is_due(self, kept: Kept, at: datetime) -> bool:
        stale = kept.fetched_at is None or at - kept.fetched_at >= self._fresh_for
        return stale and at - kept.tried_at >= self._pause

    def _fetch(self, url: str, issuer: x509.Certificate, *, at: datetime, kept: Kept | None) -> Kept:
        old = replace(kept, tried_at=at) if kept else Kept(b"", None, at)
        try:
            answer = self._http.get(url, limit=LARGEST_LIST, timeout=TIMEOUT)
        except Unreachable:
            return old
        whole = answer.status == 200 and len(answer.body) <= LARGEST_LIST
        withdrawn = _verified(answer.body, issuer) if whole else None
        return Kept(answer.body, at, at) if withdrawn is not None and withdrawn.is_current(at) else old


@lru_cache(maxsize=16)
def _verified(body: bytes, issuer: x509.Certificate) -> Withdrawn | None:
    """What the list says, if this issuer signed it."""
    load = x509.load_pem_x509_crl if body.startswith(b"-----BEGIN") else x509.load_der_x509_crl
    try:
        crl = load(body)
        if crl.issuer != issuer.subject or not crl.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]  # any other kind of key is a TypeError
            return None
        serials = frozenset(one.serial_number for one in crl)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return Withdrawn(serials, crl.last_update_utc, crl.next_update_utc)


def list_urls(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        for name in point.full_name or ():
            if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith(("http://", "https://")):
                yield name.value


def _responder_urls(certificate: x509.Certificate) -> Iterator[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return
    for description in access:
        if description.access_method == AuthorityInformationAccessOID.OCSP:
            yield str(description.access_location.value)
