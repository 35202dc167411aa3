"""The worker's first step here: every document that nobody looked at yet becomes one Forward for each forwarder."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.bills.read import ensure
from schakel.hub.documents.models import Document
from schakel.hub.documents.unseen import Unseen
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder, Route
from schakel.hub.forwarding.moves import SEND_AGAIN

BATCH = 200
HISTORY = effects.with_effect(Effect.HISTORY)  # of these nothing leaves; one that counts after all is dispatched then

undispatched = Unseen("dispatch")


def dispatch_new() -> int:
    """The worker's step: new documents get their places with the forwarders. Returns how many."""
    documents = undispatched.first(BATCH)
    if documents:
        dispatch(documents)
    return len(documents)


def dispatch(documents: Collection[Document]) -> None:
    """In one transaction, so that a document counts as looked at only with its forwards. Done twice it changes nothing."""
    ensure(documents)
    routes = defaultdict(list)
    routed = Route.active().filter(connection__in={each.connection_id for each in documents})
    for route in routed.select_related("connection__company"):
        routes[route.connection_id].append(route)
    history = set(
        Document.everything.filter(HISTORY, pk__in=[each.pk for each in documents]).values_list("pk", flat=True)
    )
    made = [
        new_forward(document, route.forwarder)
        for document in documents
        if document.pk not in history
        for route in routes[document.connection_id]
        if document.received_at >= route.since
        and not route.connection.company.is_closed_on(timezone.localdate(document.received_at))
        and route.forwarder.takes(document)
    ]
    with transaction.atomic():
        Dispatch.objects.bulk_create([Dispatch(document=each) for each in documents], ignore_conflicts=True)
        Forward.objects.bulk_create(made, ignore_conflicts=True)


def new_forward(document: Document, forwarder: Forwarder) -> Forward:
    return Forward(
        document=document,
        forwarder=forwarder,
        connection_id=document.connection_id,
        turn=forwarder.turn,
        due_at=forwarder.first_due(),
    )


def forward_again(documents: QuerySet[Document], *, of: Forwarder, also_sent: bool) -> int:
    """What a person asks for: these documents go (again) to this forwarder. With `also_sent`, those too that are there
    already: as a new edition. Returns how many will leave."""
    connections = Route.active().filter(forwarder=of).values("connection")
    wanted = documents.filter(connection__in=connections).exclude(HISTORY).defer("text")
    with transaction.atomic():
        known = Forward.objects.filter(document__in=wanted.order_by().values("pk"))
        stuck = known.filter(state__in=[Forward.State.FAILED, Forward.State.WITHDRAWN]).queue_again(of)
        sent = known.queue_again(of, SEND_AGAIN) if also_sent else 0
    leaving = stuck + sent + create_forwards(wanted, of)
    of.record(Action.FORWARD_RETRIED, f"documents={leaving}")
    return leaving


def forward_once_more(forward: Forward) -> int:
    """One, also when it is there already."""
    return forward_again(Document.objects.filter(pk=forward.document_id), of=forward.forwarder, also_sent=True)


def create_forwards(wanted: QuerySet[Document], of: Forwarder) -> int:
    """Those that were never on their way there, in pieces, however long the period (K05). Begun again it goes on."""
    unknown = wanted.exclude(Exists(Forward.objects.filter(forwarder=of, document=OuterRef("pk")))).order_by("pk")
    count, last = 0, 0
    while piece := list(unknown.filter(pk__gt=last)[:BATCH]):
        with transaction.atomic():
            Dispatch.objects.bulk_create([Dispatch(document=each) for each in piece], ignore_conflicts=True)
            taken = [each for each in piece if of.takes(each)]
            Forward.objects.bulk_create([new_forward(each, of) for each in taken], ignore_conflicts=True)
        count, last = count + len(taken), piece[-1].pk
    return count
