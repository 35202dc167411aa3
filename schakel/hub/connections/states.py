"""The state of a connection: what stands now; else what is open; else what became of the newest invitation.

It is read off the accesses and invitations each time and kept nowhere, so it cannot be wrong.
"""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from schakel.hub.connections.models import Access, Connection, Invitation


def with_state(connections: QuerySet[Connection]) -> QuerySet[Any]:
    """Each with `state`, one of Connection.State. An access that was ended leaves the connection withdrawn."""
    accesses = Access.objects.filter(connection=OuterRef("pk"))
    invitations = Invitation.objects.filter(connection=OuterRef("pk"))
    newest = invitations.order_by("-state_at", "-pk").values("state")[:1]
    invited = invitations.filter(state=Invitation.State.INVITED, letter__expires_at__gt=timezone.now())
    State = Connection.State  # noqa: N806 -- a class
    return connections.annotate(newest=Subquery(newest)).annotate(
        state=Case(
            When(Exists(accesses.active()), then=Value(State.ACCEPTED)),
            When(Exists(invited), then=Value(State.INVITED)),
            When(newest=Invitation.State.INVITED, then=Value(State.EXPIRED)),
            When(newest=Invitation.State.ACCEPTED, then=Value(State.WITHDRAWN)),
            When(Q(newest=None) & Exists(accesses), then=Value(State.WITHDRAWN)),
            When(newest=None, then=Value(State.NOT_SHARED)),
            default=F("newest"),
            output_field=CharField(),
        )
    )
