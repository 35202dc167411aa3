"""The customers' access point confirms what our companies sent (MLS), as one of the network does that was asked to."""

import uuid
from datetime import timedelta

from django.utils import timezone

from schakel.hub.demonstration import wires
from schakel.hub.demonstration.models import Arrival
from schakel.hub.due import work_each
from schakel.hub.network.access_points.own import new_message_id
from schakel.peppol import as4, mls, sbdh
from schakel.peppol.identifiers import service_provider
from schakel.peppol.mls import Fate, MessageStatus

SOON = timedelta(seconds=2)  # long enough to see it as sent, short enough to wait for
TIMEOUT = 30.0  # seconds


def confirm_arrived() -> int:
    """The worker's step in a demonstration."""
    return work_each(Arrival.claim(), confirm)


def confirm(arrival: Arrival) -> None:
    """Raises PeppolError when we do not take it; it is tried again then."""
    others, ours = wires.others(), wires.ours()
    status = MessageStatus(
        id=str(uuid.uuid4()),
        issued_at=timezone.now().replace(microsecond=0),
        sender=service_provider(others.seat_id),
        receiver=service_provider(ours.seat_id),
        about=arrival.instance_id,
        fate=Fate.CONFIRMED,
    )
    header = mls.envelope(status, country="BE", instance_id=str(uuid.uuid4()))
    message = as4.build(
        sbdh.wrap(header, mls.write(status)),
        header,
        message_id=new_message_id(),
        receiver=ours.keys.newest().certificate,
        key=others.keys.newest(),
        at=others.clock.now(),
    )
    as4.send(message, url=ours.address, http=others.http, timeout=TIMEOUT)
    arrival.settle()
