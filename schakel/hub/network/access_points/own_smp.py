"""Our own access point and SMP: the rows are what is published, and the SML is told to point here."""

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import Publisher
from schakel.hub.network.models import Registration
from schakel.peppol import sml_registration as sml
from schakel.peppol.errors import RegistrationRefused


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
    if publisher.sml:
        sml.call(request, http=publisher.sml, management=publisher.management)
