"""Invitation and MemberInvitation: what a letter offers, and what became of it."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections import holders
from schakel.hub.connections.models.company import worked_for
from schakel.hub.connections.models.connection import Access, Connection, Role
from schakel.hub.connections.models.invitation_mail import InvitationMail
from schakel.hub.connections.models.office import Member, Office
from schakel.hub.connections.rights import ALWAYS_ALL, MemberTerms, Right
from schakel.hub.due import Due
from schakel.hub.people.models import User


class Offer(Due):
    """invited → accepted | declined | expired | withdrawn. Due when its inviter has to be told what became of it."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    letter_code: ClassVar[str]  # tells the kinds of offer apart in a form

    state = models.CharField(
        max_length=10, choices=State.choices, default=State.INVITED
    )  # expired is never written: it is read off the letter
    state_at = models.DateTimeField(default=timezone.now)
    state_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    letter: Any  # the newest one

    class Meta:
        abstract = True

    @property
    def code(self) -> str:
        return f"{self.letter_code}{self.pk}"

    @property
    def state_now(self) -> "Offer.State":
        if self.state == Offer.State.INVITED and self.letter.is_expired:
            return Offer.State.EXPIRED
        return Offer.State(self.state)

    @property
    def may_be_sent_again(self) -> bool:
        return self.state == Offer.State.INVITED

    def withdraw(self, by: User) -> bool:
        return self._set_state(Offer.State.WITHDRAWN, by=by, is_told=False)

    def decline(self, by: User | None) -> bool:
        """`by` is unknown when the person with the link has no account."""
        return self._set_state(Offer.State.DECLINED, by=by, is_told=True)

    def accept(self, by: User) -> bool:
        """The offered right is theirs, once. False when someone was first: accepted, declined or withdrawn meanwhile."""
        with transaction.atomic():
            if not self._set_state(Offer.State.ACCEPTED, by=by, is_told=True):
                return False
            self._give(by)
        return True

    def _set_state(self, state: "Offer.State", *, by: User | None, is_told: bool) -> bool:
        """One UPDATE, so that of two at once only one is first."""
        now = timezone.now()
        with transaction.atomic():
            return self._update_state(state, now, by=by, is_told=is_told)

    def _update_state(self, state: "Offer.State", now: datetime, *, by: User | None, is_told: bool) -> bool:
        open_ = type(self)._default_manager.filter(pk=self.pk, state=Offer.State.INVITED)
        if not open_.update(state=state, state_at=now, state_by=by, due_at=now if is_told else None, attempts=0):
            return False
        self.state, self.state_at, self.state_by = state, now, by
        record(f"invitation_{state}", self, place=self.place, by=by.pk if by else None)
        return True

    def _give(self, user: User) -> None:
        raise NotImplementedError

    @property
    def place(self) -> Place:
        """Whose log it belongs to."""
        return Place(self.letter.office_id)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def managed_by(self, user: Any) -> "InvitationQuerySet":
        return self.filter(worked_for(user, Right.WORK, path="connection__company__"))


class Invitation(Offer):
    """An offer of access to one connection."""

    letter_code = "c"

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="invitations")
    letter = models.ForeignKey(InvitationMail, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.FULL)
    access = models.ForeignKey(Access, models.SET_NULL, null=True, blank=True, related_name="invitations")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["connection", "-state_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.letter.email}: {self.connection}"

    @property
    def place(self) -> Place:
        return self.connection.place

    def _give(self, user: User) -> None:
        self.access = holders.give(self.connection, user, role=self.role, inviter=self.letter.inviter)
        self.save(update_fields=["access"])


class MemberInvitationQuerySet(models.QuerySet["MemberInvitation"]):
    def managed_by(self, user: Any) -> "MemberInvitationQuerySet":
        """An owner those to all roles, a manager those to members and readers."""
        staff = Q(letter__office__in=Office.objects.allowing(user, Right.STAFF)) & ~Q(role__in=ALWAYS_ALL)
        return self.filter(staff | Q(letter__office__in=Office.objects.allowing(user, Right.OWN)))


class MemberInvitation(Offer):
    """An offer to come and work in the office of the letter."""

    letter_code = "m"

    letter = models.ForeignKey(InvitationMail, models.PROTECT, related_name="member_invitations")
    role = models.CharField(_("role"), max_length=10, choices=Member.Role.choices, default=Member.Role.MEMBER)
    all_companies = models.BooleanField(default=True, db_default=True)
    last_day = models.DateField(null=True, blank=True)

    objects = MemberInvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.letter.email}: {self.letter.office}"

    def _give(self, user: User) -> None:
        terms = MemberTerms(Member.Role(self.role), self.all_companies, self.last_day).columns
        member, is_new = Member.objects.get_or_create(office=self.letter.office, user=user, defaults=terms)
        if not is_new and member.is_over:
            Member.objects.filter(pk=member.pk).update(**terms, since=timezone.now())
        record(Action.MEMBER_JOINED, self.letter.office, place=self.place, by=user.pk, detail=self.role)
