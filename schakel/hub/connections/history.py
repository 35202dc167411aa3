"""What happened to a connection, newest first: read off its invitations and accesses, which are never deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from schakel.hub.connections.models import Access, Connection, Invitation


@dataclass(frozen=True)
class Happening:
    at: datetime
    text: str


def happenings(connection: Connection) -> list[Happening]:
    found = [Happening(connection.created_at, _("The connection was created."))]
    for invitation in connection.invitations.select_related("letter__inviter", "state_by").prefetch_related(
        "letter__reminders", "letter__link_requests"
    ):
        found += of_invitation(invitation)
    for access in connection.accesses.select_related("user", "ended_by"):
        found += of_access(access)
    return sorted(found, key=lambda happening: happening.at, reverse=True)


def of_invitation(invitation: Invitation) -> list[Happening]:
    letter = invitation.letter
    names = {"address": letter.email, "person": letter.inviter}
    found = [Happening(invitation.created_at, _("%(person)s invited %(address)s.") % names)]
    if letter.created_at > invitation.created_at:
        found.append(Happening(letter.created_at, _("%(person)s sent the invitation to %(address)s again.") % names))
    if letter.is_undelivered:
        at = letter.bounced_at or letter.created_at
        found.append(Happening(at, _("The e-mail to %(address)s was not delivered.") % names))
    found += [
        Happening(reminder.sent_at, _("%(address)s was reminded of the invitation.") % names)
        for reminder in letter.reminders.all()
        if reminder.sent_at
    ]
    found += [
        Happening(request.asked_at, _("%(address)s asked for a new link.") % names)
        for request in letter.link_requests.all()
    ]
    if text := outcome(invitation, {"address": letter.email, "person": invitation.state_by or letter.email}):
        found.append(Happening(invitation.state_at, text))
    elif letter.is_expired:
        found.append(Happening(letter.expires_at, _("The invitation to %(address)s expired.") % names))
    return found


def outcome(invitation: Invitation, names: dict[str, Any]) -> str:
    match invitation.state:
        case Invitation.State.ACCEPTED:
            return _("%(person)s accepted the invitation.") % names
        case Invitation.State.DECLINED:
            return _("%(person)s declined the invitation.") % names
        case Invitation.State.WITHDRAWN:
            return _("%(person)s withdrew the invitation to %(address)s.") % names
    return ""


def of_access(access: Access) -> list[Happening]:
    names = {"holder": access.user.email, "person": access.ended_by or _("Someone")}
    found = [Happening(access.since, _("%(holder)s got access.") % names)]
    if access.ended_at:
        text = (
            _("%(holder)s gave up access.")
            if access.ended_by_id == access.user_id
            else _("%(person)s ended access for %(holder)s.")
        )
        found.append(Happening(access.ended_at, text % names))
    return found
