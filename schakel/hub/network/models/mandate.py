"""Mandate: who says that this office may register the company, and the client's own word on it (G07)."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.due import Due
from schakel.hub.intervals import is_time
from schakel.hub.people.models import User
from schakel.hub.web.language import language_choices

LINK_WORKS = timedelta(days=30)
BETWEEN_MAILS = timedelta(minutes=10)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def managed_by(self, user: Any) -> "MandateQuerySet":
        return self.filter(company__in=Company.objects.managed_by(user))

    def with_hash(self, token_hash: str) -> "Mandate | None":
        """A link works for a month after its mail was sent."""
        sent = timezone.now() - LINK_WORKS
        return self.filter(token_hash=token_hash).exclude(sent_at__lt=sent).first()


class Mandate(Due):
    """asked → confirmed | refused. Due until the mail to the client has left. Never deleted.

    As with a letter, the token is never kept: only its hash stands here.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for the client")
        CONFIRMED = "confirmed", _("confirmed by the client")
        REFUSED = "refused", _("refused by the client")

    company = models.ForeignKey(Company, models.PROTECT, related_name="mandates")
    given_by = models.CharField(
        max_length=200, blank=True
    )  # the person who says that the office may; empty: it is asked
    given_on = models.DateField()
    proof_sha256 = models.CharField(max_length=64, blank=True)  # of the signed paper, in the store
    proof_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField()  # of the client, who confirms
    language = models.CharField(max_length=2, choices=language_choices)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    state_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)  # sha256, hex
    in_invitation = models.BooleanField(default=False)  # asked with the client's invitation, not by a mail of its own

    objects = MandateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.company}: {self.given_by or self.email}"

    def ask_in_invitation(self) -> None:
        """With the mail that invites the same address, on the same page; its own link is mailed only when it is renewed."""
        self.nonce, self.in_invitation, self.due_at = get_random_string(32), True, None
        self.token_hash = hash_token(self.token)
        self.save()
        record(Action.MANDATE_CHANGED, self, place=self.company.place, detail="asked")

    def renew(self) -> None:
        """Another link, and another mail; the old link is dead."""
        self.nonce = get_random_string(32)
        self.token_hash = hash_token(self.token)
        self.sent_at, self.due_at, self.attempts, self.last_error = None, timezone.now(), 0, ""
        self.save()
        record(Action.MANDATE_CHANGED, self, place=self.company.place, detail="asked")

    def ask_again(self) -> bool:
        """By a mail of its own, unless it is answered meanwhile: False then."""
        with transaction.atomic():
            locked = (
                Mandate.objects.select_for_update(no_key=True).filter(pk=self.pk, state=Mandate.State.ASKED).first()
            )
            if locked:
                locked.renew()
        return locked is not None

    @property
    def token(self) -> str:
        digest = salted_hmac("schakel.mandate", self.nonce, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @property
    def is_just_sent(self) -> bool:
        """Another mail so soon would only be a nuisance (H09)."""
        return not is_time(self.sent_at, BETWEEN_MAILS)

    @property
    def is_undelivered(self) -> bool:
        return self.sent_at is None and self.due_at is None and bool(self.last_error)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
