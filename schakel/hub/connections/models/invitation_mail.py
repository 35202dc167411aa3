"""InvitationMail: one mail that carries one or more invitations to one address; its link holds the token."""

import base64
import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models.company import is_open
from schakel.hub.connections.models.connection import Connection
from schakel.hub.connections.models.office import Office
from schakel.hub.connections.rights import ALWAYS_ALL, Right
from schakel.hub.due import Due
from schakel.hub.people.models import User, first_language, normal
from schakel.hub.web.language import language_choices

HOUR = timedelta(hours=1)  # for which the limit counts


def lifetime() -> timedelta:
    return timedelta(hours=settings.INVITATION_HOURS)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationMailQuerySet(models.QuerySet["InvitationMail"]):
    def managed_by(self, user: Any) -> "InvitationMailQuerySet":
        """Those of the office; of a person who works for some of its companies only, those that name no other."""
        named = Connection.objects.filter(invitations__letter=OuterRef("pk"))
        foreign = named.exclude(pk__in=Connection.objects.managed_by(user, also_closed=True).values("pk"))
        theirs = Exists(named) & ~Exists(foreign) & Q(member_invitations=None)
        whole = Q(office__in=Office.objects.allowing(user, Right.SET_UP))
        return self.filter(whole | (Q(office__in=Office.objects.of(user)) & theirs))

    def sendable_by(self, user: Any) -> "InvitationMailQuerySet":
        """Those to clients by every member; those to colleagues by who may invite them."""
        manager = Q(office__in=Office.objects.allowing(user, Right.STAFF)) & ~Q(member_invitations__role__in=ALWAYS_ALL)
        owner = Q(office__in=Office.objects.allowing(user, Right.OWN))
        return self.managed_by(user).filter(Q(member_invitations=None) | owner | manager)

    def unanswered(self) -> "InvitationMailQuerySet":
        """Those with an invitation to a connection that is open or expired, with `silent_since`: when the oldest was sent."""
        open_ = Q(invitations__state="invited") & is_open("invitations__connection__company__")
        return self.filter(open_).annotate(silent_since=models.Min("invitations__created_at", filter=open_))

    def with_token(self, token: str) -> "InvitationMail | None":
        return self.filter(token_hash=hashed(token)).first()


class InvitationMail(Due):
    """Due until it is sent.

    The token is never kept: it is made from the nonce and the installation's secret when the mail is sent, and only its
    hash stands here. A letter sent again is a new letter; the link in the old one is dead.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="letters")
    inviter = models.ForeignKey(User, models.CASCADE, related_name="letters")
    email = models.EmailField(_("e-mail address"))  # as typed, to be shown
    email_normal = models.EmailField(db_index=True)  # people.models.normal(email), to be compared
    language = models.CharField(_("language"), max_length=2, choices=language_choices, default=first_language)
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)  # sha256, hex
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()  # counted from the sending
    opened_at = models.DateTimeField(
        null=True, blank=True
    )  # its page was shown, to a person or to a mail scanner (H04)
    bounced_at = models.DateTimeField(null=True, blank=True)  # it, or a reminder of it, came back; last_error says why
    uid = models.UUIDField(default=uuid.uuid4, unique=True, null=True)  # in the address to which it bounces

    objects = InvitationMailQuerySet.as_manager()

    class Meta:
        db_table = "connections_letter"
        indexes = [models.Index(fields=["office", "created_at"]), models.Index(fields=["inviter", "created_at"])]

    def __str__(self) -> str:
        return f"{self.email}, {self.created_at:%Y-%m-%d}"

    @classmethod
    def to(cls, email: str, *, office: Office, inviter: User, language: str) -> "InvitationMail":
        """A letter ready to be saved, due at once."""
        now = timezone.now()
        letter = cls(
            office=office,
            inviter=inviter,
            email=email.strip(),
            email_normal=normal(email),
            language=language,
            nonce=get_random_string(32),
            created_at=now,
            due_at=now,
            expires_at=now + lifetime(),
        )
        letter.token_hash = hashed(letter.token)
        return letter

    @property
    def token(self) -> str:
        """256 bits that nobody can make without the installation's secret (H01)."""
        digest = salted_hmac("schakel.letter", self.nonce, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_undelivered(self) -> bool:
        """The mail server refused it for good, was tried for the last time, or the mail came back."""
        return bool(self.bounced_at) or (self.sent_at is None and self.due_at is None and bool(self.last_error))

    def is_inviter_in_office(self) -> bool:
        """Who wrote it still has the right to (H02)."""
        return self.office.members.working().filter(user=self.inviter_id).exists()

    def is_inviters(self) -> bool:
        """Who wrote it works for all companies in it."""
        return InvitationMail.objects.managed_by(self.inviter).filter(pk=self.pk).exists()

    def record_sent(self) -> None:
        """The mail server has it. Only now the hours begin to count."""
        now = timezone.now()
        self.sent_at, self.expires_at = now, now + lifetime()
        self.save(update_fields=["sent_at", "expires_at"])
        self.settle()

    def record_opened(self) -> None:
        """The first time counts."""
        InvitationMail.objects.filter(pk=self.pk, opened_at=None).update(opened_at=timezone.now())

    def is_for(self, user: User) -> bool:
        """This person has proved that the invited address is theirs (H03, H06)."""
        return bool(EmailAddress.objects.filter(user=user, email=self.email_normal, verified=True).exists())


def lock_limits(office: Office, inviter: User) -> None:
    """Until the end of the transaction nobody else counts letters of this office or this person, so that two at once do not
    each find room for the same letters (H09)."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    User.objects.select_for_update(no_key=True).get(pk=inviter.pk)


def within_limits(office: Office, inviter: User, *, more: int) -> bool:
    """Whether so many letters more may be written this hour, by this person and by this office (H09)."""
    since = timezone.now() - HOUR
    written = InvitationMail.objects.filter(Q(office=office) | Q(inviter=inviter), created_at__gt=since).count()
    return written + more <= settings.INVITATIONS_PER_HOUR


def room_at(office: Office, inviter: User, *, more: int) -> datetime:
    """When so many letters more may be written: as soon as the oldest of the last hour no longer count."""
    now = timezone.now()
    recent = InvitationMail.objects.filter(Q(office=office) | Q(inviter=inviter), created_at__gt=now - HOUR)
    over = recent.count() + more - settings.INVITATIONS_PER_HOUR
    if over <= 0:
        return now
    times = recent.order_by("created_at").values_list("created_at", flat=True)[over - 1 : over]
    return (times[0] if times else now) + HOUR


def too_often_today(office: Office, addresses: set[str]) -> set[str]:
    """The addresses, in normal form, to which this office may write no more today (H09)."""
    since = timezone.now() - timedelta(days=1)
    letters = InvitationMail.objects.filter(office=office, created_at__gt=since)
    counted = letters.values_list("email_normal").annotate(n=models.Count("pk")).order_by()
    most = settings.INVITATIONS_PER_ADDRESS_PER_DAY
    return {address for address, n in counted if n >= most and address in addresses}
