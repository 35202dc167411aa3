"""For a package that fetches by itself: what waits for it, and its word that it has it. The API calls these."""

from collections.abc import Iterable
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet

from schakel.hub.connections.models import Connection
from schakel.hub.documents.approval import is_approved
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.rules import with_rules
from schakel.hub.forwarding import parcels
from schakel.hub.forwarding.bill_effects import FORWARDABLE
from schakel.hub.forwarding.change_notices import arrive
from schakel.hub.forwarding.kinds import fetched_kinds
from schakel.hub.forwarding.kinds.kind import ParcelFile
from schakel.hub.forwarding.models import Attempt, Forward, Forwarder, Route


def waiting_forwards(connections: QuerySet[Connection], after: int = 0, *, most: int = 100) -> list[Forward]:
    """Of these connections, with an id above `after`, the oldest first; the last one's id is where to go on.

    What a package has not acknowledged comes again when it starts from the beginning.
    """
    # which forwarders is asked first: told their ids, PostgreSQL goes to what waits for them and reads no other forwards
    offices = connections.order_by().values("company__office")
    forwarders = Forwarder.objects.active().filter(kind__in=fetched_kinds(), stopped="", office__in=offices)
    active = Route.active().filter(forwarder=OuterRef("forwarder"), connection=OuterRef("connection"))
    rows = Forward.objects.queued().filter(
        Exists(active),
        FORWARDABLE,
        pk__gt=after,
        forwarder__in=list(forwarders.values_list("pk", flat=True)),
        connection__in=connections,
    )
    found = (
        rows.select_related("forwarder", "document__bill", *with_rules("document__connection"))
        .order_by("pk")
        .iterator()
    )
    ready = (each for each in found if not each.forwarder.after_approval or is_approved(each.document))
    return list(islice(ready, most))


def files_of(forward: Forward) -> Iterable[ParcelFile]:
    """Raises parcels.Unsendable."""
    return parcels.files_of(forward.document, forward.forwarder)


def acknowledge(forward: Forward) -> bool:
    """The package has it. False: that was known, or it no longer waits."""
    if not forward.forwarder.kind_itself.is_fetched:
        return False
    return arrive(forward, Attempt(), known_as=effects.effect_on(forward.document) or "")
