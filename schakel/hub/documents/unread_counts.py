"""What arrived in each connection, counted for the list of connections, which lies below and asks."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery

from schakel.hub.connections.models import Connection
from schakel.hub.connections.unread_counts import News
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User

NEWEST = 50  # documents of a connection, among which those that were not read are counted


def news(user: User, connections: Collection[int]) -> Mapping[int, News]:
    """One query, whatever the number of connections, which reads no more than the newest documents of each."""
    here = Connection.objects.filter(pk__in=connections)
    counted = here.annotate(new=Subquery(unread_of(user), output_field=IntegerField()), last=newest_of("pk"))
    return {pk: News(new or 0, last) for pk, new, last in counted.values_list("pk", "new", "last")}


def unread_of(user: User) -> QuerySet[Any, Any]:
    newest = Document.objects.filter(connection=OuterRef(OuterRef("pk"))).order_by("-received_at", "-id")[:NEWEST]
    unread = Document.everything.filter(pk__in=newest.values("pk")).unread_by(user)
    return unread.order_by().values(n=Func(F("pk"), function="COUNT"))


def newest_of(connection: str) -> Subquery:
    """When the newest document of that connection came in."""
    documents = Document.objects.filter(connection=OuterRef(connection)).order_by("-received_at", "-id")
    return Subquery(documents.values("received_at")[:1])


def newest_of_company() -> Subquery:
    """For a query of companies: when the newest document of either side came in."""
    sides = Connection.objects.filter(company=OuterRef("pk")).annotate(last=newest_of("pk"))
    return Subquery(sides.exclude(last=None).order_by("-last").values("last")[:1])
