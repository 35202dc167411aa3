"""The doctor's checks of what must happen by a day: our SMP's certificate at the SML, and status messages (MLS)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from schakel.hub.doctor.verdict import Result, bad, good, look
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.access_points.sml_key import KnownKey, SmlState, known_keys
from schakel.hub.network.models import SmlCertificate
from schakel.hub.network.models.sml_certificate import fingerprint
from schakel.hub.network.registration.document_types import MLS, PROCESSES
from schakel.peppol import mls, smp
from schakel.peppol.doors import Key
from schakel.peppol.errors import NotRegistered, NotSupported, PeppolError
from schakel.peppol.identifiers import ParticipantId, service_provider

URGENT = 14  # days


def sml() -> Iterator[Result]:
    """Whether the SML knows us by a certificate that lasts, and was told of the next."""
    ours = access_point.current()
    if ours is None or ours.publisher is None or ours.publisher.sml is None:
        return
    keys, now = ours.publisher.keys.all(), ours.clock.now()
    yield from missing_key(keys, now)
    found = known_keys(keys, at=now)
    shown = next(one for one in found if one.state is SmlState.SHOWN)
    until = shown.key.certificate.not_valid_after_utc
    if until <= now:
        yield bad(
            _("the certificate by which the SML knows our SMP has expired: ask OpenPeppol's service desk to replace it")
        )
    else:
        yield good(_("the SML knows our SMP by the certificate valid until %(day)s") % {"day": f"{until:%Y-%m-%d}"})
    for one in found:
        yield from renewal_result(one, days=(until - now).days)


def missing_key(keys: Sequence[Key], now: datetime) -> Iterator[Result]:
    known = SmlCertificate.objects.in_force(now)
    if known and known.fingerprint not in {fingerprint(key.certificate) for key in keys}:
        values = {"mark": known.fingerprint[:16]}
        yield bad(
            _(
                "the SML knows our SMP by a certificate that is not in SCHAKEL_SMP_KEYS (SHA-256 %(mark)s…): add its file again"
            )
            % values
        )


def renewal_result(one: KnownKey, *, days: int) -> Iterator[Result]:
    """`days`: what is left of the certificate the SML knows."""
    left = max(days, 0)
    values = {"n": left, "day": f"{timezone.localdate(one.since):%Y-%m-%d}" if one.since else ""}
    if one.state is SmlState.ANNOUNCED:
        yield good(_("the SML takes the new certificate of our SMP on %(day)s; keep both files until then") % values)
    elif one.state is SmlState.UNANSWERED:
        text = _(
            "it is not known whether the SML accepted the new certificate for %(day)s: run `schakel smp renew` again"
        )
        yield look(text % values)
    elif one.state is SmlState.UNANNOUNCED:
        text = ngettext(
            "the SML was not told of the new certificate of our SMP, and the old one has %(n)s day left: run `schakel smp renew`",
            "the SML was not told of the new certificate of our SMP, and the old one has %(n)s days left: run `schakel smp renew`",
            left,
        )
        yield (bad if days < URGENT else look)(text % values)


def statuses() -> Iterator[Result]:
    """Whether the network finds us for status messages, which each service provider must receive from a day on."""
    ours = access_point.current()
    if ours is None:
        return
    ourselves = service_provider(ours.seat_id)
    try:
        is_here = is_found(ourselves, ours)
    except PeppolError as error:
        yield look(f"{ourselves.value}: {error.said_in(get_language() or 'en')} ({error.code})")
        return
    values = {"address": ourselves.value, "day": mls.RECEIVE_BY}
    if is_here:
        yield good(_("status messages (MLS) to %(address)s arrive here") % values)
        return
    by_us = _(
        "status messages (MLS) to %(address)s must arrive here by %(day)s, and do not: run `schakel smp announce`"
    )
    by_others = _(
        "status messages (MLS) to %(address)s must arrive here by %(day)s, and do not: have your SMP's provider register it"
    )
    text = by_us if ours.publisher else by_others
    yield (bad if ours.clock.now().date() >= mls.RECEIVE_BY else look)(text % values)


def is_found(ourselves: ParticipantId, ours: AccessPoint) -> bool:
    try:
        found = smp.lookup(ourselves, MLS, PROCESSES[MLS], network=ours.network)
    except (NotRegistered, NotSupported):
        return False
    return found.seat_id == ours.seat_id
