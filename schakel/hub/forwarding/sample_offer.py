"""The Test of a package that fetches by itself: a marked sample lies in its list for a day, beside what really waits.

It is fetched and acknowledged by the same routes as a forward, so that the test is of the package itself; its number lies
below zero. It is no document and no forward: nothing is filed, counted or exported.
"""

import hashlib
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from schakel.hub.connections.models import ApiKey, Connection
from schakel.hub.documents.filing import unsaved_document
from schakel.hub.documents.formats import understood
from schakel.hub.forwarding.kinds import fetched_kinds
from schakel.hub.forwarding.kinds.kind import ParcelFile
from schakel.hub.forwarding.models import Forward, Forwarder, Route, Sample
from schakel.hub.forwarding.models.sample import KEPT
from schakel.hub.forwarding.sample import sample_parcel, sample_xml

SHOWN = 10  # on the page of the test


def offer_sample(route: Route) -> Sample:
    """A new one; the one before is gone."""
    route.samples.all().delete()
    return Sample.objects.create(route=route)


def newest_samples(forwarder: Forwarder) -> list[Sample]:
    """For the page: what became of each."""
    rows = Sample.objects.filter(route__forwarder=forwarder).select_related("route__connection__company", "fetched_by")
    return list(rows.order_by("-pk")[:SHOWN])


def fetchable_samples(connections: QuerySet[Connection]) -> QuerySet[Sample]:
    """Those that can be fetched now, of a forwarder that was switched off too: it is a test."""
    active = Route.active().filter(pk=OuterRef("route"))
    rows = Sample.objects.filter(Exists(active), route__connection__in=connections, at__gt=timezone.now() - KEPT)
    return rows.select_related("route__forwarder", "route__connection__company")


def waiting_samples(connections: QuerySet[Connection], *, most: int) -> list[Forward]:
    rows = fetchable_samples(connections).filter(route__forwarder__kind__in=fetched_kinds(), acknowledged_at=None)
    return [as_forward(each) for each in rows.order_by("-pk")[:most]]


def as_forward(here: Sample) -> Forward:
    """As the package sees it. Never saved."""
    route = here.route
    data = sample_xml(route, day_of(here))
    digest = hashlib.sha256(data).hexdigest()
    document = unsaved_document(data, understood(data), connection=route.connection, digest=digest, report=None)
    document.pk, document.received_at = here.number, here.at
    return Forward(
        pk=here.number,
        uid=here.uid,
        forwarder=route.forwarder,
        connection=route.connection,
        document=document,
        state=Forward.State.SENT if here.acknowledged_at else Forward.State.QUEUED,
        created_at=here.at,
    )


def day_of(here: Sample) -> date:
    return timezone.localdate(here.at)


def hand_out(here: Sample, *, by: ApiKey) -> tuple[ParcelFile, ...]:
    """Fetched by this key: the page says so."""
    found = sample_parcel(here.route, here.uid.hex, on=day_of(here)).files
    Sample.objects.filter(pk=here.pk).update(fetched_at=timezone.now(), fetched_by=by)
    return found


def acknowledge(here: Sample) -> None:
    Sample.objects.filter(pk=here.pk, acknowledged_at=None).update(acknowledged_at=timezone.now())
