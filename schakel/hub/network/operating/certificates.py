"""Our certificates and how long they last (L07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.certificates import DAYS
from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.access_points.sml_key import KnownKey, SmlState, known_keys
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
    note: str = ""  # what the SML knows of it

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
    found = lines_of("as4", ours.keys, {}, ours=ours)
    return found + (lines_of("smp", ours.publisher.keys, notes_of(ours), ours=ours) if ours.publisher else [])


def lines_of(use: str, keys: Keys, notes: Mapping[int, str], *, ours: AccessPoint) -> list[CertificateLine]:
    newest, now = keys.newest().certificate, ours.clock.now()
    return [line_of(use, key.certificate, notes, now=now, newest=newest) for key in keys.all()]


def line_of(
    use: str, held: x509.Certificate, notes: Mapping[int, str], *, now: datetime, newest: x509.Certificate
) -> CertificateLine:
    until, days = held.not_valid_after_utc, (held.not_valid_after_utc - now).days
    names = common_name(held.subject), common_name(held.issuer)
    return CertificateLine(use, *names, until, days, held == newest, notes.get(held.serial_number, ""))


def notes_of(ours: AccessPoint) -> dict[int, str]:
    """What the SML knows of each of our SMP's certificates, by serial number; nothing where there is no SML."""
    publisher = ours.publisher
    if publisher is None or publisher.sml is None:
        return {}
    found = known_keys(publisher.keys.all(), at=ours.clock.now())
    return {one.key.certificate.serial_number: note_of(one) for one in found}


def note_of(one: KnownKey) -> str:
    day = {"day": date_format(timezone.localtime(one.since), "SHORT_DATE_FORMAT") if one.since else ""}
    sentences = {
        SmlState.SHOWN: _("the SML knows us by this one"),
        SmlState.ANNOUNCED: _("the SML takes it on %(day)s"),
        SmlState.UNANSWERED: _("the SML did not answer: run `schakel smp renew` again"),
        SmlState.UNANNOUNCED: _("the SML was not told: run `schakel smp renew`"),
    }
    return sentences.get(one.state, "") % day


def common_name(of: x509.Name) -> str:
    common = of.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else of.rfc4514_string()
