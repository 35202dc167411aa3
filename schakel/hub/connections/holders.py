"""New holders of a connection: who is told, and when a new payer counts (ADR 0187).

An access to purchases that allows paying gives its holder the right to read at once; to pay it counts when
- somebody who pays for the company already said yes, or, when none of them answers, after seven days and two mails;
- where nobody of the company pays yet and none did before: at once without a rule of approval; with one, when a member of
  the office other than the inviter said yes, or when they confirmed the company's mandate; in an office of one, after seven
  days and two mails to the company's address, which stays as it is meanwhile.
"""

from collections.abc import Callable, Iterator
from typing import cast

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.connections import changes, company_address
from schakel.hub.connections.changes import ChangedValue, Listener
from schakel.hub.connections.models.change import Change
from schakel.hub.connections.models.company import Company
from schakel.hub.connections.models.connection import Access, Connection, Role
from schakel.hub.connections.payers import former_payers, payers_of
from schakel.hub.connections.quorum import Quorum
from schakel.hub.connections.turns import turn
from schakel.hub.people.models import User, mailbox

CODE = "holder"
vouchers: list[Callable[[Company, User], bool]] = []  # who knows this person as the company's; filled by rooms above


def give(connection: Connection, user: User, *, role: str, inviter: User | None) -> Access:
    """An access that stands; the others who hold the connection are told, and a new payer waits where that is asked."""
    with turn(connection.company_id):
        held = Access.objects.active().filter(connection=connection, user=user).first()
        before = held.role if held else ""
        if held and before == role:
            return held
        access = Access.give(connection, user, role=role)
        access.changes.end_waiting(inviter)
        change = Change(
            company=connection.company,
            kind=CODE,
            asked_by=inviter,
            subject=str(access.pk),
            access=access,
            before={"role": before},
            after={"role": role},
        )
        Access.objects.filter(pk=access.pk).update(counts_since=None)
        changes.ask(change, confirmed_by=None)
        access.refresh_from_db()
    return access


def look_again(company: Company) -> None:
    """Something became known of this company's people: who waited may count now."""
    with turn(company.pk):
        for change in (
            company.changes.waiting().filter(kind=CODE).select_related("company__office", "access__connection")
        ):
            changes.settle(change, by=None)


class NewHolder(changes.ChangeKind):
    code = CODE

    def title(self, change: Change) -> str:
        access = access_of(change)
        names = {"person": access.user.email, "connection": access.connection}
        if change.is_waiting:
            return _("%(person)s asks for permission to pay for %(connection)s") % names
        if change.state == Change.State.DONE:
            return _("%(person)s has access to %(connection)s") % names
        return _("%(person)s does not pay for %(connection)s") % names

    def lines(self, change: Change) -> list[ChangedValue]:
        user = access_of(change).user
        before, after = (
            str(Role(role).label) if role else "" for role in (change.before["role"], change.after["role"])
        )
        return [ChangedValue(f"{user} ({user.email})" if user.name else user.email, before, after)]

    def quorums(self, change: Change) -> list[Quorum]:
        if not is_of_a_payer(change):
            return []
        if payers := other_payers(change):
            return [Quorum(1, payers)]
        company, user = change.company, access_of(change).user
        is_free = not changes.rule_of(company) and not former_payers(company).exists()
        if is_free or any(known(company, user) for known in vouchers):
            return []
        return [Quorum(1, other_members(change))]

    def is_decided_by_silence(self, change: Change) -> bool:
        return bool(other_payers(change)) or super().is_decided_by_silence(change)

    def lapses(self, change: Change) -> bool:
        return False

    def listeners(self, change: Change) -> Iterator[Listener]:
        asked = {user.pk for quorum in self.quorums(change) for user in quorum.people}
        payers = bool(other_payers(change))
        held = Access.objects.active().filter(connection=access_of(change).connection_id)
        held = held.exclude(user=access_of(change).user_id)
        for user in User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=asked), is_active=True):
            yield Listener.of(user, must=user.pk in asked)
        if not is_of_a_payer(change):
            return
        own = set() if change.is_waiting else addresses_of(access_of(change).user)
        yield from company_address.listeners(change.company, must=not payers, but=own)
        if not payers:
            yield from (Listener.of(user, must=False) for user in former_payers(change.company))
        if not change.is_waiting and (change.ended_by or change.mails):  # it was not done at once
            yield from (Listener.of(user, must=False) for user in (access_of(change).user, change.asked_by) if user)

    def apply(self, change: Change) -> None:
        Access.objects.filter(pk=access_of(change).pk).update(counts_since=timezone.now())

    def reject(self, change: Change) -> None:
        """They go on reading."""
        Access.objects.filter(pk=access_of(change).pk).update(role=Role.READ, counts_since=timezone.now())


def access_of(change: Change) -> Access:
    """What a change of this kind is about; other kinds have none."""
    return cast(Access, change.access)


def is_of_a_payer(change: Change) -> bool:
    return change.after["role"] == Role.FULL and access_of(change).connection.side == Connection.Side.PURCHASE


def other_payers(change: Change) -> tuple[User, ...]:
    """Of the company itself; not the new one under another address of the same mailbox."""
    own = mailbox(access_of(change).user.email)
    return tuple(user for user in payers_of(change.company).order_by("pk") if mailbox(user.email) != own)


def other_members(change: Change) -> tuple[User, ...]:
    """Who works for the company since before it was asked, but neither who invited nor who was."""
    members = change.company.staff().filter(since__lte=change.asked_at, user__is_active=True)
    own = {mailbox(user.email) for user in (access_of(change).user, change.asked_by) if user}
    users = (member.user for member in members.select_related("user").order_by("pk"))
    return tuple(user for user in users if mailbox(user.email) not in own)


def addresses_of(user: User) -> set[str]:
    return set(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
