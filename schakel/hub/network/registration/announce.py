"""Announcing our SMP at the SML, before the first company can be registered; and ourselves, for the status messages."""

from collections.abc import Iterator

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own_smp import call_sml, our_publisher
from schakel.hub.network.registration.lookup import HERE, find_location
from schakel.peppol import sml_registration as sml
from schakel.peppol.errors import RegistrationRefused
from schakel.peppol.identifiers import service_provider


def announce() -> Iterator[str]:
    """What was done, line by line. Done again it changes nothing but the address.

    Raises:
        RegistrationRefused      permanent: we have no SMP, or the SML does not want it
        RegistrationUnavailable  temporary: the SML does not answer
    """
    publisher = our_publisher()
    address = publisher.base
    try:
        call_sml(publisher, sml.create_publisher(publisher.smp_id, address=address))
        yield f"{publisher.smp_id} is registered at {address}"
    except RegistrationRefused as refusal:
        if refusal.code != "BadRequestFault":
            raise
        call_sml(publisher, sml.update_publisher(publisher.smp_id, address=address))
        yield f"{publisher.smp_id} was registered already; its address is {address}"
    ours = access_point.current()
    assert ours
    ourselves = service_provider(ours.seat_id)
    if find_location(ourselves) != HERE:
        call_sml(publisher, sml.create(publisher.smp_id, ourselves))
    yield f"{ourselves} takes status messages here"
