"""Renewing our SMP's certificate: the SML is told of the new one while it still knows the old one (ADR 0271)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.access_points.own_smp import call_sml, our_publisher
from schakel.hub.network.access_points.sml_key import key_for_sml
from schakel.hub.network.models import SmlCertificate
from schakel.hub.network.models.sml_certificate import fingerprint
from schakel.peppol import pki
from schakel.peppol.doors import Key
from schakel.peppol.errors import RegistrationRefused
from schakel.peppol.sml_certificates import BRUSSELS, check_change, first_day, moment_of_change
from schakel.peppol.sml_registration import prepare_change_certificate


@dataclass(frozen=True)
class Renewal:
    """The certificate the SML knows, the one that follows it, and the moment of the change (aware)."""

    old: Key
    new: Key
    at: datetime

    @property
    def day(self) -> date:
        return self.at.astimezone(BRUSSELS).date()


def renew(on: date | None = None, *, announced_already: bool = False) -> Iterator[str]:
    """Announce the newest certificate of SCHAKEL_SMP_KEYS for this day, or for the first possible one. What was done, line by
    line. Done again for the same day it changes nothing.

    With `announced_already` the SML is not called: it knows already, by other means.

    Raises:
        RegistrationRefused      permanent: NO_NEW_CERTIFICATE, SML_CERTIFICATE_EXPIRED, SML_CHANGE_DAY, or the SML's own fault
        Untrusted                permanent: the new certificate is not one of an SMP in this network
        RegistrationUnavailable, RevocationUnknown   temporary: run it again
    """
    publisher, ours = our_publisher(), access_point.current()
    assert ours
    planned = plan(publisher.keys.all(), on, now=ours.clock.now())
    check_new(planned, ours=ours)
    if not announced_already:
        yield f"the SML knows us by the certificate {described(planned.old)}"
    row = SmlCertificate.objects.of(planned.new.certificate).first()
    if row and row.accepted_at and row.since == planned.at:
        yield f"{described(planned.new)} was announced already"
    else:
        announce_change(planned, call=not announced_already)
        yield f"{described(planned.new)} is announced"
    yield f"the SML changes over on {planned.day} at 02:00 in Brussels, and is shown the old one until then: keep both files"


def plan(keys: Sequence[Key], on: date | None, *, now: datetime) -> Renewal:
    old, new = key_for_sml(keys, at=now), max(keys, key=lambda key: key.certificate.not_valid_before_utc)
    announced = SmlCertificate.objects.of(new.certificate).accepted().first()
    day = on or (announced and announced.since.astimezone(BRUSSELS).date()) or first_day(new.certificate, now=now)
    check_change(old.certificate, new.certificate, on=day, now=now)
    return Renewal(old, new, moment_of_change(day))


def check_new(planned: Renewal, *, ours: AccessPoint) -> None:
    """Raises as `pki.check`, for the moment of the change."""
    pki.check(planned.new.certificate, role=pki.Role.SMP, trust=ours.trust, at=planned.at, revocation=ours.revocation)


def announce_change(planned: Renewal, *, call: bool) -> None:
    """The row is written first: where the SML's answer is lost, it stays without `accepted_at`, and the doctor says so."""
    row, _new = SmlCertificate.objects.get_or_create(
        fingerprint=fingerprint(planned.new.certificate), defaults={"since": planned.at}
    )
    before = (row.since, row.accepted_at)
    record(row, planned.at, None)
    try:
        if call:
            call_sml(our_publisher(), prepare_change_certificate(planned.new.certificate, on=planned.day))
    except RegistrationRefused:
        record(row, *before)
        SmlCertificate.objects.filter(pk=row.pk, accepted_at=None).delete()
        raise
    record(row, planned.at, timezone.now())


def record(row: SmlCertificate, since: datetime, accepted_at: datetime | None) -> None:
    row.since, row.accepted_at = since, accepted_at
    row.save(update_fields=["since", "accepted_at"])


def described(key: Key) -> str:
    return f"{pki.seat_id(key.certificate)} valid until {key.certificate.not_valid_after_utc:%Y-%m-%d}"
