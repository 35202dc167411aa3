"""What depends on a member of an office, and who takes it over when they leave or work for less from then on (ADR 0288).

Each room registers its kinds of Responsibility. What a member may no longer do is read from the rules of the rooms after the
change, so a role, the companies they work for and the end of a membership are one case.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Deed, Place, record_all
from schakel.hub.connections.models import Handover, Member, Office
from schakel.hub.connections.rights import MemberRole
from schakel.hub.people.models import User

MOST_NAMED = 20  # of a kind, in a mail and on a page


class Responsibility(Protocol):
    """One kind of thing that acts in the name of a member, or whose mails go to them."""

    code: str  # in the log and the API: `api_keys`
    word: str | Promise  # for a heading: "API keys"
    otherwise: str | Promise  # a sentence: what becomes of it when nobody takes it over
    note: str | Promise = ""  # what else to do

    def of(self, user: User, office: Office) -> QuerySet[Any]:
        """What acts in the name of this person in this office and is not over."""
        ...

    def tenable_by(self, user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the rows that could act in the name of this person now."""
        ...

    def give(self, rows: QuerySet[Any], to: Member, *, was: MemberRole) -> None:
        """`was` is the role of the person who had them: nothing gets more rights by being taken over."""
        ...

    def stop(self, rows: QuerySet[Any], by: User) -> None:
        """Nobody takes them over."""
        ...

    def place(self, row: Any) -> Place: ...

    def name(self, row: Any) -> str:
        """For people: what it is, of which company."""
        ...


responsibilities: list[Responsibility] = []  # filled when the rooms open (AppConfig.ready)


@dataclass(frozen=True)
class Held:
    """What of one kind somebody has."""

    kind: Responsibility
    rows: Sequence[Model]

    @property
    def names(self) -> list[str]:
        return [self.kind.name(row) for row in self.rows[:MOST_NAMED]]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - MOST_NAMED)


@dataclass(frozen=True)
class Line:
    """What became of what one member had of one kind."""

    kind: str
    names: list[str]
    count: int
    is_taken_over: bool

    @property
    def title(self) -> str:
        """`API keys (Octopus, Yuki)`, in the reader's language."""
        more = [f"+ {self.count - len(self.names)}"] if self.count > len(self.names) else []
        return f"{self.known.word if self.known else self.kind} ({', '.join([*self.names, *more])})"

    @property
    def known(self) -> Responsibility | None:
        return next((each for each in responsibilities if each.code == self.kind), None)


def successors_of(member: Member) -> QuerySet[Member]:
    """The colleagues who can take over, by name. What one of them may not do is not given to them."""
    others = member.office.members.working().filter(user__is_active=True).exclude(user=member.user_id)
    return others.select_related("user").order_by("user__name", "pk")


def held_by(user: User, office: Office) -> list[Held]:
    """What acts in their name, of all kinds; none of which there is nothing."""
    found = [Held(kind, list(kind.tenable_by(user, kind.of(user, office)))) for kind in responsibilities]
    return [each for each in found if each.rows]


@contextmanager
def handing_over(member: Member, *, by: User, to: Member | None) -> Iterator[list["Line"]]:
    """Around a change of what a member may do: what is no longer theirs goes to `to`, or stops; the owners are told.

    In one transaction with the change. What is yielded says afterwards what became of it.
    """
    user, office, lines = member.user, member.office, list[Line]()
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(pk=office.pk)  # changes of its staff take turns
        was = MemberRole(role_now(member))
        to = successors_of(member).filter(pk=to.pk).first() if to else None  # with the role of now; None: they left too
        before = held_by(user, office)
        yield lines
        lost = [each for each in (lost_of(each, user) for each in before) if each.rows]
        lines += [line for each in lost for line in settle(each, to=to, by=by, was=was)]
        if lines:
            has_left = not Member.objects.filter(office=office, user=user).exists()
            Handover.objects.create(
                office=office, member=user, successor=to.user if to else None, by=by, has_left=has_left,
                lines=[asdict(line) for line in lines], due_at=timezone.now(),
            )  # fmt: skip


def role_now(member: Member) -> str:
    """Somebody may have changed it since it was read."""
    return Member.objects.filter(pk=member.pk).values_list("role", flat=True).first() or member.role


def losses(member: Member, change: Callable[[], object]) -> list[Held]:
    """What would no longer be theirs after this change, which is tried and taken back. Raises what the change raises."""
    with transaction.atomic():
        before = held_by(member.user, member.office)
        point = transaction.savepoint()
        try:
            change()
            return [each for each in (lost_of(each, member.user) for each in before) if each.rows]
        finally:
            transaction.savepoint_rollback(point)


def lost_of(held: Held, user: User) -> Held:
    kept = set(held.kind.tenable_by(user, rows_of(held.rows)).values_list("pk", flat=True))
    return Held(held.kind, [row for row in held.rows if row.pk not in kept])


def rows_of(rows: Sequence[Model]) -> QuerySet[Any]:
    return type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows])


def settle(lost: Held, *, to: Member | None, by: User, was: MemberRole) -> Iterator[Line]:
    """The part that can go to `to`, and the part that cannot."""
    kind, taken = lost.kind, set()
    if to is not None:
        taken = set(kind.tenable_by(to.user, rows_of(lost.rows)).values_list("pk", flat=True))
    for is_taken_over in (True, False):
        part = Held(kind, [row for row in lost.rows if (row.pk in taken) == is_taken_over])
        if not part.rows:
            continue
        names = part.names
        if is_taken_over and to is not None:
            kind.give(rows_of(part.rows), to, was=was)
            told = f"{kind.code} to={to.user_id}"
        else:
            kind.stop(rows_of(part.rows), by)
            told = f"{kind.code} to=nobody"
        record_all(Deed(Action.HANDED_OVER, row, kind.place(row), by=by.pk, detail=told) for row in part.rows)
        yield Line(kind.code, names, len(part.rows), is_taken_over)
