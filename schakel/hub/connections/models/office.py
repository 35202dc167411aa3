"""Office and Member: an accountancy firm, and the people working there."""

import re
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
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
        """The offices this person works in."""
        return self.filter(members__user=user) if user.is_authenticated else self.none()

    def owned_by(self, user: Any) -> "OfficeQuerySet":
        if not user.is_authenticated:
            return self.none()
        return self.filter(members__user=user, members__role=Member.Role.OWNER)


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
    return user.memberships.exists()


class MemberQuerySet(models.QuerySet["Member"]):
    def endable_by(self, user: Any) -> "MemberQuerySet":
        """A person may leave; an owner may also send others away."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(user=user) | models.Q(office__in=Office.objects.owned_by(user)))


class Member(models.Model):
    """A person working in an office."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")

    office = models.ForeignKey(Office, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    since = models.DateTimeField(default=timezone.now)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "user"], name="one_membership_per_office")]

    def __str__(self) -> str:
        return f"{self.user} ({self.office})"

    def is_last_owner(self) -> bool:
        """Asked inside a transaction: the owners stay locked until its end."""
        owners = self.office.members.select_for_update().filter(role=Member.Role.OWNER)
        return [owner.pk for owner in owners] == [self.pk]
