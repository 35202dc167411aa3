"""Where the story's documents went on to: long sent, but for the newest."""

from datetime import datetime, timedelta
from typing import Any

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document, Event
from schakel.hub.forwarding.dispatcher import dispatch
from schakel.hub.forwarding.events import ForwardingEvent
from schakel.hub.forwarding.models import Attempt, Dispatch, Forward, Forwarder, Route
from schakel.hub.people.models import User

NEW = timedelta(days=3)  # for a package that fetches: what is newer still waits
State = Forward.State


def forward(card: dict[str, Any], companies: dict[str, Company], *, owner: User, now: datetime) -> None:
    since = now - timedelta(days=60)
    one = next(iter(companies.values()))
    forwarder = Forwarder.objects.create(
        office=one.office, created_by=owner, language=one.office.language, created_at=since,
        **{key: card[key] for key in ("name", "package", "kind", "contents")},
    )  # fmt: skip
    chosen = [companies[number] for number in card["companies"]]
    for connection in Connection.objects.filter(company__in=chosen).select_related("company"):
        address = card.get("address", "").replace("{number}", connection.company.enterprise_number)
        Route.objects.create(forwarder=forwarder, connection=connection, address=address, since=since)
    documents = Document.objects.filter(connection__company__in=chosen).order_by("received_at")
    dispatch(list(documents.defer("text")))
    for row in forwarder.forwards.select_related("document__connection__company"):
        deliver(row)
    let_some_fail(card, forwarder)


def deliver(row: Forward) -> None:
    """A minute after it came in; a package that fetches comes by in the morning."""
    at = row.document.received_at + timedelta(minutes=1)
    if row.forwarder.kind_itself.is_fetched and at > row.forwarder.created_at + timedelta(days=60) - NEW:
        return
    route = Route.objects.get(forwarder=row.forwarder, connection=row.connection)
    Forward.objects.filter(pk=row.pk).update(
        state=State.SENT, state_at=at, created_at=at, due_at=None, address=route.address
    )
    Attempt.objects.create(forward=row, at=at, address=route.address)
    Dispatch.objects.filter(document=row.document).update(exported_at=at)
    create_event(row, ForwardingEvent.FORWARDED, at=at)


def let_some_fail(card: dict[str, Any], forwarder: Forwarder) -> None:
    """One that came back, and one that the office keeps out."""
    newest = forwarder.forwards.order_by("-document__received_at")
    for row in newest.filter(connection__company__enterprise_number=card.get("mistyped", ""))[:1]:
        Forward.objects.filter(pk=row.pk).update(state=State.FAILED, code="address_refused")
        row.tries.update(code="address_refused", detail="550 5.1.1 no such user here", status=550)
        Dispatch.objects.filter(document=row.document).update(exported_at=None)
        row.document.events.filter(kind=ForwardingEvent.FORWARDED).update(kind=ForwardingEvent.NOT_FORWARDED)
    for row in newest.filter(connection__company__enterprise_number=card.get("held", ""))[:1]:
        at = row.document.received_at + timedelta(minutes=1)
        Forward.objects.filter(pk=row.pk).update(state=State.HELD, address="")
        row.tries.all().delete()
        Dispatch.objects.filter(document=row.document).update(
            exported_at=None, held_at=at, held_by=forwarder.created_by
        )
        row.document.events.filter(kind=ForwardingEvent.FORWARDED).update(kind=ForwardingEvent.HELD, at=at)


def create_event(row: Forward, kind: ForwardingEvent, *, at: datetime) -> None:
    event = row.document.events.create(kind=kind, detail=row.forwarder.name)
    Event.objects.filter(pk=event.pk).update(at=at)
