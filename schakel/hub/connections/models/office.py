"""Office and Member: an accountancy firm, and the people working there."""

import re
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.rights import ALWAYS_ALL, GRANTS, MemberRole, Right
from schakel.hub.people.models import User, first_language
from schakel.hub.web.language import language_choices

plain_name = RegexValidator(
    r"://|www\.|[\x00-\x1f\x7f<>]",
    _("A name cannot contain a web address or a line break."),
    inverse_match=True,
    flags=re.IGNORECASE,
)  # it stands in mails to people who do not know the sender yet (H09)


class OfficeQuerySet(models.QuerySet["Office"]):
    def of(self, user: Any) -> "OfficeQuerySet":
        """The offices this person works in, for all companies or for some."""
        return self.allowing(user, Right.WORK)

    def allowing(self, user: Any, right: Right) -> "OfficeQuerySet":
        """Those in which this person has this right, see rights.GRANTS."""
        return self.filter(pk__in=Member.objects.of(user).with_right(right).values("office"))

    def owned_by(self, user: Any) -> "OfficeQuerySet":
        return self.allowing(user, Right.OWN)


class Office(models.Model):
    """An accountancy firm."""

    name = models.CharField(_("name"), max_length=120, validators=[plain_name])
    language = models.CharField(_("language"), max_length=2, choices=language_choices, default=first_language)
    first_reminder = models.BooleanField(default=True)  # after 4 days, see reminders.py
    second_reminder = models.BooleanField(default=True)  # after 10 days
    created_at = models.DateTimeField(default=timezone.now)

    objects = OfficeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def create_with_owner(cls, owner: User, name: str, *, language: str) -> "Office":
        with transaction.atomic():
            office = cls.objects.create(name=name, language=language)
            Member.objects.create(office=office, user=owner, role=Member.Role.OWNER)
            record(Action.OFFICE_CREATED, office, place=Place(office.pk), by=owner.pk)
        return office


def offices_of(user: int) -> list[int]:
    """Where this person works, for the log."""
    return list(Member.objects.filter(user=user).values_list("office", flat=True))


def is_office_member(user: User) -> bool:
    """Whether they work in an office; a reader only looks."""
    return has_right(user, Right.WORK)


def has_right(user: User, right: Right) -> bool:
    """In at least one office."""
    return Member.objects.of(user).with_right(right).exists()


def sees_all_of(user: User, office: int) -> bool:
    """Whether they work in this office, for all of its companies."""
    return Member.objects.of(user).working().filter(office=office, all_companies=True).exists()


class MemberQuerySet(models.QuerySet["Member"]):
    def of(self, user: Any) -> "MemberQuerySet":
        return self.filter(user=user) if user.is_authenticated else self.none()

    def active(self) -> "MemberQuerySet":
        """Until the end of their last day."""
        return self.filter(models.Q(last_day=None) | models.Q(last_day__gte=timezone.localdate()))

    def with_right(self, right: Right) -> "MemberQuerySet":
        """Those who have it, for all companies or for some."""
        grant = GRANTS[right]
        found = self.active().filter(role__in=grant.roles)
        return found.filter(all_companies=True) if grant.is_for_all else found

    def working(self) -> "MemberQuerySet":
        return self.with_right(Right.WORK)

    def endable_by(self, user: Any) -> "MemberQuerySet":
        """A person may leave; who manages the staff may also send others away."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(user=user) | models.Q(pk__in=self.managed_by(user).values("pk")))

    def managed_by(self, user: Any) -> "MemberQuerySet":
        """Whose role and companies this person may change: an owner those of all, a manager those of members and readers."""
        others = models.Q(office__in=Office.objects.allowing(user, Right.STAFF)) & ~models.Q(role__in=ALWAYS_ALL)
        return self.filter(others | models.Q(office__in=Office.objects.allowing(user, Right.OWN)))


class Member(models.Model):
    """A person working in an office."""

    Role = MemberRole

    office = models.ForeignKey(Office, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    all_companies = models.BooleanField(
        default=True, db_default=True
    )  # False: those of their assignments only; owners and managers always work for all
    last_day = models.DateField(_("last day"), null=True, blank=True)  # null: until somebody ends it
    since = models.DateTimeField(default=timezone.now)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "user"], name="one_membership_per_office")]

    def __str__(self) -> str:
        return f"{self.user} ({self.office})"

    @property
    def is_over(self) -> bool:
        return self.last_day is not None and self.last_day < timezone.localdate()

    def is_last_owner(self) -> bool:
        """Asked inside a transaction: the owners stay locked until its end."""
        owners = self.office.members.select_for_update().filter(role=Member.Role.OWNER).order_by("pk")
        return [owner.pk for owner in owners] == [self.pk]
