"""Changes as pages show them and ask for them, in this room and in those above."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.utils.translation import gettext as _

from schakel.hub.connections import changes
from schakel.hub.connections.changes import ChangedValue
from schakel.hub.connections.models import Change, Company
from schakel.hub.people import proof
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn


@dataclass(frozen=True)
class ShownChange:
    """A change, for one reader."""

    change: Change
    title: str
    lines: list[ChangedValue]
    said: list[User]
    asked: list[User]  # whose yes would count
    missing: int  # so many of them have to say it
    by_silence: bool
    lapses: bool
    may_confirm: bool
    may_refuse: bool
    may_withdraw: bool


def shown_change(change: Change, user: User) -> ShownChange:
    kind, waits = changes.kind_of(change), change.is_waiting
    asked = changes.people_asked(change) if waits else []
    return ShownChange(
        change=change,
        title=kind.title(change),
        lines=kind.lines(change),
        said=[each.by for each in change.confirmations.all()],
        asked=asked,
        missing=changes.yeses_missing(change) if waits else 0,
        by_silence=waits and kind.is_decided_by_silence(change),
        lapses=waits and kind.lapses(change),
        may_confirm=user in asked,
        may_refuse=waits and change.asked_by_id != user.pk and kind.is_refusable_by(user, change),
        may_withdraw=waits and change.asked_by_id == user.pk,
    )


def waiting_changes(company: Company, user: User) -> list[ShownChange]:
    """Of one company, those that this person may see."""
    waiting = Change.objects.waiting().reachable_by(user).filter(company=company)
    return [shown_change(each, user) for each in waiting.related().order_by("asked_at", "pk")]


def request_change(request: SignedIn, wish: Callable[..., Change | None]) -> None:
    """Asks for a change after a fresh proof of who asks, and says what became of it.

    `wish` is told `by` whom. It gives None where everything is so already, and may raise AlreadyWaiting.
    """
    proof.require(request)
    try:
        made = wish(by=request.user)
    except changes.AlreadyWaiting as refused:
        messages.error(request, str(refused.sentence))
        return
    if made and made.is_waiting:
        messages.success(request, _("Request sent. It takes effect once enough people say yes; they get an e-mail."))
    else:
        messages.success(request, _("Saved."))
