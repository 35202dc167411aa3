"""Certificates that end: told in time, to the log and by mail to the operators (L07)."""

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from schakel.hub.intervals import Interval
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import AccessPoint, Publisher
from schakel.hub.network.access_points.sml_key import SmlState, known_keys
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import send_to_each
from schakel.peppol import pki
from schakel.peppol.doors import Key

DAYS = (0, 1, 7, 14, 30, 60)  # left, at which it is told
BETWEEN_LOOKS = Interval(3600)  # seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CertificateExpiry:
    """When the last of our certificates for one role ends."""

    role: pki.Role
    seat_id: str
    until: datetime  # aware
    serial: int

    def days_left(self, now: datetime) -> int:
        """Days begun; 0 or less when it has ended."""
        return math.ceil((self.until - now) / timedelta(days=1))


def expiries(ours: AccessPoint) -> Iterator[CertificateExpiry]:
    yield expiry(pki.Role.ACCESS_POINT, ours.keys.all())
    if ours.publisher:
        yield expiry(pki.Role.SMP, lasting_keys(ours.publisher, at=ours.clock.now()))


def lasting_keys(publisher: Publisher, *, at: datetime) -> Sequence[Key]:
    """Those of our SMP that keep us at the SML: a newer one in the files helps only once it is announced."""
    keys = publisher.keys.all()
    if publisher.sml is None:
        return keys
    return [one.key for one in known_keys(keys, at=at) if one.state in {SmlState.SHOWN, SmlState.ANNOUNCED}]


def expiry(role: pki.Role, keys: Sequence[Key]) -> CertificateExpiry:
    """Of several keys the one that lasts longest counts: the others are being rolled over."""
    last = max((key.certificate for key in keys), key=lambda one: one.not_valid_after_utc)
    return CertificateExpiry(role, pki.seat_id(last), last.not_valid_after_utc, last.serial_number)


def warn_of_expiry() -> int:
    """The worker's step: each hour, what crossed one of the days since."""
    if not BETWEEN_LOOKS.begin():
        return 0
    ours = access_point.current()
    return sum(warn_once(one, timezone.now()) for one in expiries(ours)) if ours else 0


def warn_once(one: CertificateExpiry, now: datetime) -> bool:
    """Whether it was told now: once for each of the days, whatever the number of workers."""
    left = one.days_left(now)
    crossed = next((days for days in DAYS if left <= days), None)
    mark = f"ending-{one.serial}-{crossed}"
    if crossed is None or not cache.add(mark, "told", timeout=None):
        return False
    log.warning("the certificate of our %s %s ends on %s, in %s days", one.role.value, one.seat_id, one.until, left)
    context = {"one": one, "left": left, "role": one.role.value, "is_smp": one.role is pki.Role.SMP}
    try:
        send_to_each(sorted(settings.OPERATORS), lambda address: mail_warning(address, context, key=mark))
    except Exception:
        cache.delete(mark)  # at the next look again
        raise
    return True


def mail_warning(address: str, context: dict[str, Any], *, key: str) -> None:
    own = f"{key}-{sha256(address.encode()).hexdigest()[:16]}"
    mail.send("network/mail/ending", to=address, language=settings.FIRST_LANGUAGE, context=context, key=own)
