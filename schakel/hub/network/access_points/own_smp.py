"""Our own access point and SMP: the rows are what is published, and the SML is told to point here."""

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import Publisher
from schakel.hub.network.access_points.sml_key import is_settling, key_for_sml, record_accepted
from schakel.hub.network.models import Registration
from schakel.hub.outside import SystemClock
from schakel.peppol import sml_registration as sml
from schakel.peppol.doors import Clock
from schakel.peppol.errors import RegistrationRefused, RegistrationUnavailable


class OwnSmp:
    def register(self, registration: Registration) -> None:
        publisher, participant = our_publisher(), registration.participant
        if registration.migration_key:
            call_sml(publisher, sml.complete_migration(publisher.smp_id, participant, key=registration.migration_key))
        else:
            call_sml(publisher, sml.create(publisher.smp_id, participant))

    def unregister(self, registration: Registration) -> None:
        publisher = our_publisher()
        try:
            call_sml(publisher, sml.delete(publisher.smp_id, registration.participant))
        except RegistrationRefused as refusal:
            if refusal.code != "NotFoundFault":  # gone already
                raise

    def prepare_migration(self, registration: Registration) -> str:
        publisher, key = our_publisher(), sml.new_migration_key()
        call_sml(publisher, sml.prepare_migration(publisher.smp_id, registration.participant, key=key))
        return key


def our_publisher() -> Publisher:
    ours = access_point.current()
    if ours is None or ours.publisher is None:
        raise RegistrationRefused("this installation has no SMP of its own", code="NO_SMP")
    return ours.publisher


def call_sml(publisher: Publisher, request: sml.Request) -> None:
    """Raises as `sml.call`; on the day on which the SML changes our certificate, what it does not let in is temporary."""
    if publisher.sml is None:
        return
    now = clock_of_ours().now()
    key = key_for_sml(publisher.keys.all(), at=now)
    try:
        sml.call(request, http=publisher.sml, management=publisher.management)
    except RegistrationRefused as refusal:
        if refusal.code == "UnauthorizedFault" and is_settling(now):
            raise RegistrationUnavailable(f"the SML is changing our certificate: {refusal.detail}") from refusal
        raise
    record_accepted(key, at=now)


def clock_of_ours() -> Clock:
    ours = access_point.current()
    return ours.clock if ours else SystemClock()
