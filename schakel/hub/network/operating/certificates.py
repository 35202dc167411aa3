"""Our certificates and how long they last (L07)."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.certificates import DAYS
from schakel.hub.network.access_points.own import AccessPoint
from schakel.peppol.doors import Keys

URGENT = 14  # days


@dataclass(frozen=True)
class CertificateLine:
    use: str  # as4 or smp
    name: str  # of the subject: the seat id
    issuer: str
    until: datetime  # UTC
    days: int  # whole days left; below zero: it has ended
    is_used: bool  # the one we sign with now; others are kept for what was encrypted to them

    @property
    def tone(self) -> str:
        """The state it is shown with."""
        if not self.is_used and self.days < 0:
            return "off"
        return "expired" if self.days < URGENT else "invited" if self.days < DAYS[-1] else "on"


def certificate_lines() -> list[CertificateLine]:
    """Of our access point and our SMP, the newest of each first; none where the installation has none."""
    ours = access_point.current()
    if ours is None:
        return []
    found = lines_of("as4", ours.keys, ours=ours)
    return found + (lines_of("smp", ours.publisher.keys, ours=ours) if ours.publisher else [])


def lines_of(use: str, keys: Keys, *, ours: AccessPoint) -> list[CertificateLine]:
    newest, now = keys.newest().certificate, ours.clock.now()
    return [line_of(use, key.certificate, now=now, newest=newest) for key in keys.all()]


def line_of(use: str, held: x509.Certificate, *, now: datetime, newest: x509.Certificate) -> CertificateLine:
    until = held.not_valid_after_utc
    return CertificateLine(
        use, common_name(held.subject), common_name(held.issuer), until, (until - now).days, held == newest
    )


def common_name(of: x509.Name) -> str:
    common = of.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else of.rfc4514_string()
