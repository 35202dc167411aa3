"""Where a connection stands, in words for the list: since when, by whom, and whether the mail went out."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schakel.hub.connections.models import Access, Connection, Invitation
from schakel.hub.people.models import User


@dataclass(frozen=True)
class ConnectionStatus:
    state: Connection.State
    since: datetime | None = None
    who: str = ""  # the mail address of whom it is about
    more: int = 0  # how many others hold it too
    again: datetime | None = None  # when the invitation was last sent, if more than once
    by: str = ""  # who ended it
    queued: bool = False  # the mail has not left yet
    undelivered: bool = False  # the mail server refused it
    own: bool = False  # the reader holds it; then `who` and the office's business stay out of it


def statuses_of(user: User, connections: Collection[Any], managed: Collection[int]) -> dict[int, ConnectionStatus]:
    """Per id of a connection that carries `state` (see states.with_state). `managed`: ids of companies. Two queries."""
    ids = [connection.pk for connection in connections]
    accesses: defaultdict[int, list[Access]] = defaultdict(list)
    ended: defaultdict[int, list[Access]] = defaultdict(list)
    invitations: defaultdict[int, list[Invitation]] = defaultdict(list)
    for access in Access.objects.filter(connection__in=ids).select_related("user", "ended_by").order_by("since"):
        (ended if access.ended_at else accesses)[access.connection_id].append(access)
    for invitation in (
        Invitation.objects.filter(connection__in=ids)
        .select_related("letter", "state_by", "connection")
        .order_by("-state_at", "-pk")
    ):
        invitations[invitation.connection_id].append(invitation)
    return {
        c.pk: office_view(c.state, accesses[c.pk], ended[c.pk], invitations[c.pk])
        if c.company_id in managed
        else client_view(user, c.state, accesses[c.pk])
        for c in connections
    }


def client_view(user: User, state: str, accesses: list[Access]) -> ConnectionStatus:
    """Of a reader of the office, who does not hold it, only the state."""
    own = next((access.since for access in accesses if access.user_id == user.pk), None)
    if own is None:
        return ConnectionStatus(Connection.State(state), own=True)
    return ConnectionStatus(Connection.State.ACCEPTED, own, user.email, more=len(accesses) - 1, own=True)


def office_view(
    state: str, accesses: list[Access], ended: list[Access], invitations: list[Invitation]
) -> ConnectionStatus:
    """`state` was read a moment before the rows: where they say otherwise by now, only the state is told."""
    found = Connection.State(state)
    if found == Connection.State.ACCEPTED and accesses:
        return ConnectionStatus(found, accesses[0].since, accesses[0].user.email, more=len(accesses) - 1)
    if found == Connection.State.INVITED:
        return next(
            (invited(i) for i in invitations if i.state_now == Invitation.State.INVITED), ConnectionStatus(found)
        )
    if found == Connection.State.WITHDRAWN and ended and not declined_or_withdrawn(invitations):
        last = max(ended, key=lambda access: access.ended_at or access.since)
        return ConnectionStatus(found, last.ended_at, last.user.email, by=str(last.ended_by or ""))
    if invitations:
        newest = invitations[0]
        undelivered = newest.state == Invitation.State.INVITED and newest.letter.is_undelivered
        return ConnectionStatus(found, newest.state_at, newest.letter.email, undelivered=undelivered)
    return ConnectionStatus(found)


def invited(invitation: Invitation) -> ConnectionStatus:
    letter = invitation.letter
    again = letter.created_at if letter.created_at > invitation.created_at else None
    return ConnectionStatus(
        Connection.State.INVITED,
        invitation.created_at,
        letter.email,
        again=again,
        queued=letter.sent_at is None,
        undelivered=letter.is_undelivered,
    )


def declined_or_withdrawn(invitations: list[Invitation]) -> bool:
    return bool(invitations) and invitations[0].state != Invitation.State.ACCEPTED
