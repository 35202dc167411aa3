"""The certificate by which the SML knows our SMP: on which day the next one may take over.

The SML lets in one certificate for each SMP. A new one is announced with a day while the old one is valid
(`sml_registration.prepare_change_certificate`); on that day the SML changes over, and only then may the new one be shown to it.
An SMP that misses this is locked out, until OpenPeppol's service desk has changed it by hand (phoss-smp, issue 350).

Source: OpenPeppol, "Peppol PKI 2025 - Dedicated Migration Guideline". That the SML changes over at 02:00 in Brussels:
phoss-smp 8, page "SML certificate update".
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cryptography import x509

from schakel.peppol.errors import RegistrationRefused

BRUSSELS = ZoneInfo("Europe/Brussels")
HOUR_OF_CHANGE = time(2)  # in Brussels


def moment_of_change(on: date) -> datetime:
    """When the SML changes over on this day. Aware, UTC."""
    return datetime.combine(on, HOUR_OF_CHANGE, tzinfo=BRUSSELS).astimezone(UTC)


def first_day(new: x509.Certificate, *, now: datetime) -> date:
    """The first day on which the SML can change over to `new`: from tomorrow on, and once it is valid."""
    day = max(now, new.not_valid_before_utc - timedelta(days=1)).astimezone(BRUSSELS).date() + timedelta(days=1)
    return day if new.not_valid_before_utc <= moment_of_change(day) else day + timedelta(days=1)


def check_change(old: x509.Certificate, new: x509.Certificate, *, on: date, now: datetime) -> None:
    """Whether this change leaves no gap.

    Raises RegistrationRefused (permanent): NO_NEW_CERTIFICATE when they are the same; SML_CERTIFICATE_EXPIRED when `old` has
    ended, so that the SML no longer listens to us; SML_CHANGE_DAY when the day has begun, `new` is not valid at that moment,
    or `old` ends before it.
    """
    if new == old:
        raise RegistrationRefused("there is no newer one", code="NO_NEW_CERTIFICATE")
    if old.not_valid_after_utc <= now:
        raise RegistrationRefused(f"it ended on {old.not_valid_after_utc:%Y-%m-%d}", code="SML_CERTIFICATE_EXPIRED")
    at = moment_of_change(on)
    until = min(old.not_valid_after_utc, new.not_valid_after_utc)
    if on <= now.astimezone(BRUSSELS).date() or not new.not_valid_before_utc <= at < until:
        first, last = first_day(new, now=now), until.astimezone(BRUSSELS).date()
        raise RegistrationRefused(f"{on} is not from {first} to {last}", code="SML_CHANGE_DAY")
