"""The worker's first step here: every document that nobody looked at yet becomes one Forward for each forwarder."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from schakel.hub.documents.models import Document
from schakel.hub.documents.unseen import Unseen
from schakel.hub.forwarding.kinds import KINDS
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder, Route

BATCH = 200

undispatched = Unseen("dispatch")


def dispatch_new() -> int:
    documents = undispatched.first(BATCH)
    if documents:
        dispatch(documents)
    return len(documents)


def dispatch(documents: Collection[Document]) -> None:
    """In one transaction, so that a document counts as looked at only with its forwards. Done twice it changes nothing."""
    routes = defaultdict(list)
    for route in Route.active().filter(connection__in={each.connection_id for each in documents}):
        routes[route.connection_id].append(route)
    made = [
        new_forward(document, route.forwarder)
        for document in documents
        for route in routes[document.connection_id]
        if document.received_at >= route.since
    ]
    with transaction.atomic():
        Dispatch.objects.bulk_create([Dispatch(document=each) for each in documents], ignore_conflicts=True)
        Forward.objects.bulk_create(made, ignore_conflicts=True)


def new_forward(document: Document, forwarder: Forwarder) -> Forward:
    kind = KINDS[forwarder.kind]
    is_due = kind.goes_out and forwarder.runs
    return Forward(
        document=document,
        forwarder=forwarder,
        connection_id=document.connection_id,
        turn=kind.turn(forwarder),
        due_at=timezone.now() if is_due else None,
    )


def forward_again(documents: QuerySet[Document], *, of: Forwarder, also_sent: bool) -> int:
    """What a person asks for: these documents go (again) to this forwarder. With `also_sent`, those too that are there
    already: as a new edition. Returns how many will leave."""
    connections = Route.active().filter(forwarder=of).values("connection")
    wanted = documents.filter(connection__in=connections).defer("text")
    State = Forward.State  # noqa: N806 -- a class
    with transaction.atomic():
        known = Forward.objects.filter(forwarder=of, document__in=wanted.order_by().values("pk"))
        stuck = requeue(known.filter(state__in=[State.FAILED, State.WITHDRAWN]), of)
        sent = requeue(known.filter(state=State.SENT), of, more=1) if also_sent else 0
    return stuck + sent + create_forwards(wanted, of)


def create_forwards(wanted: QuerySet[Document], of: Forwarder) -> int:
    """Those that were never on their way there, in pieces, however long the period (K05). Begun again it goes on."""
    unknown = wanted.exclude(Exists(Forward.objects.filter(forwarder=of, document=OuterRef("pk")))).order_by("pk")
    count, last = 0, 0
    while piece := list(unknown.filter(pk__gt=last)[:BATCH]):
        with transaction.atomic():
            Dispatch.objects.bulk_create([Dispatch(document=each) for each in piece], ignore_conflicts=True)
            Forward.objects.bulk_create([new_forward(each, of) for each in piece], ignore_conflicts=True)
        count, last = count + len(piece), piece[-1].pk
    return count


def requeue(rows: QuerySet[Forward], of: Forwarder, *, more: int = 0) -> int:
    """From the first try on, at once; `more` is by how much the edition rises. Returns how many."""
    kind = KINDS[of.kind]
    return rows.update(
        state=Forward.State.QUEUED,
        state_at=timezone.now(),
        due_at=timezone.now() if kind.goes_out and of.runs else None,
        edition=F("edition") + more,
        turn=kind.turn(of),
        attempts=0,
        interrupted_attempts=0,
        last_error="",
        code="",
    )
