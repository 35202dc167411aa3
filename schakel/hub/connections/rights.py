"""What the people of an office may do: the one table that the code, the page of the office and the guide read (ADR 0287)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MemberRole(TextChoices):
    OWNER = "owner", _("owner")
    MANAGER = "manager", _("manager")
    MEMBER = "member", _("member")
    READER = "reader", _("reader")


class Right(TextChoices):
    READ = "read", _("Find, read and download documents")
    WORK = "work", _("Work for companies: invite, register, send, pay, answer, forward, make their API keys")
    ADD = "add", _("Add companies, one by one or from a sheet")
    SET_UP = (
        "set_up",
        _("Set up what all companies share: forwarding, labels, shared views, rules, API keys of the office"),
    )
    CLOSE = "close", _("Close companies and open them again")
    STAFF = "staff", _("Invite members and readers, choose their companies, end their membership")
    OWN = "own", _("Appoint and remove owners and managers, choose the reminders, delete documents after their years")


@dataclass(frozen=True)
class Grant:
    roles: Collection[MemberRole]
    is_for_all: bool = True  # only who works for all companies has it; False: each for the companies they work for


OWNER, MANAGER, MEMBER, READER = MemberRole
GRANTS: dict[Right, Grant] = {
    Right.READ: Grant((OWNER, MANAGER, MEMBER, READER), is_for_all=False),
    Right.WORK: Grant((OWNER, MANAGER, MEMBER), is_for_all=False),
    Right.ADD: Grant((OWNER, MANAGER, MEMBER)),
    Right.SET_UP: Grant((OWNER, MANAGER, MEMBER)),
    Right.CLOSE: Grant((OWNER, MANAGER)),
    Right.STAFF: Grant((OWNER, MANAGER)),
    Right.OWN: Grant((OWNER,)),
}
ALWAYS_ALL = (OWNER, MANAGER)  # they work for all companies of the office
LIMITED_IN_TIME = (READER,)  # their membership has a last day


@dataclass(frozen=True)
class MemberTerms:
    """What a member has: their role, whether for all companies, until which day."""

    role: MemberRole = MEMBER
    all_companies: bool = True
    last_day: date | None = None

    @property
    def is_without_last_day(self) -> bool:
        """A reader has one, today or later."""
        return self.role in LIMITED_IN_TIME and (self.last_day is None or self.last_day < timezone.localdate())

    @property
    def columns(self) -> dict[str, object]:
        """As they are saved: what the role decides, nobody else does."""
        return {
            "role": self.role,
            "all_companies": self.all_companies or self.role in ALWAYS_ALL,
            "last_day": self.last_day if self.role in LIMITED_IN_TIME else None,
        }


class Extent(TextChoices):
    """How far a right reaches: a cell of the table."""

    ALL = "all", _("yes")
    SOME = "some", _("their companies")
    NO = "no", _("no")


@dataclass(frozen=True)
class Column:
    role: MemberRole
    word: str | Promise
    all_companies: bool


COLUMNS = (
    Column(OWNER, MemberRole.OWNER.label, all_companies=True),
    Column(MANAGER, MemberRole.MANAGER.label, all_companies=True),
    Column(MEMBER, _("member, all companies"), all_companies=True),
    Column(MEMBER, _("member, some companies"), all_companies=False),
    Column(READER, MemberRole.READER.label, all_companies=False),
)


def extent(right: Right, role: MemberRole, *, all_companies: bool) -> Extent:
    grant = GRANTS[right]
    if role not in grant.roles or (grant.is_for_all and not all_companies):
        return Extent.NO
    return Extent.ALL if all_companies else Extent.SOME


def table() -> list[tuple[Right, list[Extent]]]:
    """A row for each right, a cell for each of COLUMNS."""
    return [
        (right, [extent(right, each.role, all_companies=each.all_companies) for each in COLUMNS]) for right in Right
    ]
