"""Changes that may need more than one person: asked, confirmed, refused, withdrawn, or decided by time.

One model for all of them (ADR 0186). A room registers its kinds, and `payments` the rule of approval that a company has.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models.change import WAIT, Change
from schakel.hub.connections.models.company import Company
from schakel.hub.connections.payers import people_who_pay
from schakel.hub.connections.quorum import Quorum
from schakel.hub.connections.turns import turn
from schakel.hub.people.models import User

MOST = 50  # waiting changes of which one person is asked on a page
ENOUGH_MAILS = 2  # before silence decides


@dataclass(frozen=True)
class ChangedValue:
    """One thing that changes, for the reader. Empty: there is or was none."""

    word: str
    before: str
    after: str


@dataclass(frozen=True)
class Listener:
    """An address that is told by mail. Silence decides nothing before one of those who must be told took in two mails."""

    email: str
    language: str
    must: bool = True
    user: User | None = None  # none: the company's own address, behind which there may be no account

    @classmethod
    def of(cls, user: User, *, must: bool = True) -> "Listener":
        return cls(user.email, user.language, must, user)


class ChangeKind:
    """What one kind of change says, who has to say yes, who is told, and what then happens. Subclasses are registered."""

    code: ClassVar[str]

    def title(self, change: Change) -> str:
        """In the reader's language, as the subject of a mail."""
        raise NotImplementedError

    def lines(self, change: Change) -> list[ChangedValue]:
        raise NotImplementedError

    def quorums(self, change: Change) -> list[Quorum]:
        """Each has to be met. None: it is done at once."""
        raise NotImplementedError

    def is_decided_by_silence(self, change: Change) -> bool:
        """After seven days and two mails it comes into force when nobody said no."""
        return not all(quorum.is_possible for quorum in self.quorums(change))

    def lapses(self, change: Change) -> bool:
        """After seven days it counts as not asked, where silence decides nothing."""
        return True

    def is_refusable_by(self, user: User, change: Change) -> bool:
        return any(user in quorum.people for quorum in self.quorums(change))

    def listeners(self, change: Change) -> Iterable[Listener]:
        raise NotImplementedError

    def apply(self, change: Change) -> None:
        raise NotImplementedError

    def reject(self, change: Change) -> None:
        """What has to be put back when it does not come into force."""


class MoneyChangeKind(ChangeKind):
    """A change of what a company pays from, is paid on, or asks before it pays."""

    def is_refusable_by(self, user: User, change: Change) -> bool:
        """Where silence decides, by everybody who pays there."""
        may_anybody = self.is_decided_by_silence(change) and people_who_pay(change.company).filter(pk=user.pk).exists()
        return may_anybody or super().is_refusable_by(user, change)


kinds: dict[str, ChangeKind] = {}  # filled when the rooms open (AppConfig.ready)
rules: list[Callable[[Company], "Quorum | None"]] = []  # of approval; filled likewise


class AlreadyWaiting(Exception):
    """Permanent, until the one that waits is answered or withdrawn."""

    code = "change_already_waiting"
    sentence = _("Another change to this is already waiting. Answer or withdraw that one first.")


def rule_of(company: Company) -> Quorum | None:
    """Who has to say yes where the company has a rule of approval; None where it has none."""
    return next((found for rule in rules if (found := rule(company))), None)


def kind_of(change: Change) -> ChangeKind:
    return kinds[change.kind]


def ask(change: Change, *, confirmed_by: User | None) -> Change:
    """Writes down one that is not kept yet; it is done at once when who asks is enough. Who asks what waits already says yes
    to it.

    Raises:
        AlreadyWaiting
    """
    with turn(change.company_id):
        same = Change.objects.waiting().filter(company=change.company_id, kind=change.kind, subject=change.subject)
        if waiting := same.first():
            if waiting.after != change.after:
                raise AlreadyWaiting
            if confirmed_by:
                confirm(waiting, confirmed_by)
            return waiting
        change.due_at = change.asked_at = timezone.now()
        change.until = change.asked_at + WAIT
        change.save()
        record_change(Action.CHANGE_ASKED, change, change.asked_by)
        if confirmed_by:
            change.confirmations.create(by=confirmed_by)
        settle(change, by=confirmed_by)
    return change


def confirm(change: Change, by: User) -> bool:
    """This person says yes. False when their word does not count, or it waits no more."""
    with turn(change.company_id):
        change.refresh_from_db()
        if not change.is_waiting or not is_asked(change, by):
            return False
        change.confirmations.get_or_create(by=by)
        record_change(Action.CHANGE_CONFIRMED, change, by)
        settle(change, by=by)
    return True


def refuse(change: Change, by: User) -> bool:
    with turn(change.company_id):
        change.refresh_from_db()
        if not change.is_waiting or not kind_of(change).is_refusable_by(by, change):
            return False
        end(change, Change.State.REFUSED, by=by)
    return True


def withdraw(change: Change, by: User) -> bool:
    """Who asked takes it back."""
    with turn(change.company_id):
        change.refresh_from_db()
        if not change.is_waiting or change.asked_by_id != by.pk:
            return False
        end(change, Change.State.WITHDRAWN, by=by)
    return True


def decide_by_time(change: Change) -> bool:
    """Its time is over and nobody said no: in force where silence decides, else lapsed. False when it goes on waiting."""
    with turn(change.company_id):
        change.refresh_from_db()
        if not change.is_waiting or change.until > timezone.now():
            return False
        settle(change, by=None)
        if change.is_waiting and kind_of(change).is_decided_by_silence(change):
            if change.mails >= ENOUGH_MAILS:
                end(change, Change.State.DONE, by=None)
        elif change.is_waiting and kind_of(change).lapses(change):
            end(change, Change.State.LAPSED, by=None)
    return not change.is_waiting


def settle(change: Change, *, by: User | None) -> None:
    """In the company's turn: done when enough of the right people said yes."""
    said = set(change.confirmations.values_list("by", flat=True))
    if all(quorum.is_met_by(said) for quorum in kind_of(change).quorums(change)):
        end(change, Change.State.DONE, by=by)


def end(change: Change, state: Change.State, *, by: User | None) -> None:
    change.state, change.ended_at, change.ended_by = state, timezone.now(), by
    change.due_at, change.attempts, change.interrupted_attempts, change.last_error = change.ended_at, 0, 0, ""
    change.save()
    record_change(f"change_{state}", change, by)
    if state == Change.State.DONE:
        kind_of(change).apply(change)
    else:
        kind_of(change).reject(change)


def record_change(action: str, change: Change, by: User | None) -> None:
    """What it is about, never from which to which value."""
    record(action, change, place=change.company.place, by=by.pk if by else None, detail=change.kind)


def people_asked(change: Change) -> list[User]:
    """Those whose yes is still missing and would count."""
    said = set(change.confirmations.values_list("by", flat=True))
    open_ = [quorum for quorum in kind_of(change).quorums(change) if not quorum.is_met_by(said)]
    asked = {user.pk: user for quorum in open_ for user in quorum.people if user.pk not in said}
    return list(asked.values())


def yeses_missing(change: Change) -> int:
    """How many of `people_asked` still have to say yes, at least."""
    said = set(change.confirmations.values_list("by", flat=True))
    return max((quorum.missing_of(said) for quorum in kind_of(change).quorums(change)), default=0)


def is_asked(change: Change, user: User) -> bool:
    return user in people_asked(change)


def awaited_of(user: User) -> list[Change]:
    """What waits for this person's yes, the oldest first."""
    waiting = Change.objects.waiting().reachable_by(user).related()
    return [each for each in waiting.order_by("asked_at", "pk")[:MOST] if is_asked(each, user)]
