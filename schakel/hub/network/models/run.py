"""Run: many companies invited, asked for their mandate and registered in one go. RunLine: one of them."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company, InvitationMail, Office, Role
from schakel.hub.connections.rights import Right
from schakel.hub.due import Due
from schakel.hub.people.models import User


class RunQuerySet(models.QuerySet["Run"]):
    def managed_by(self, user: Any) -> "RunQuerySet":
        """Those of the office; of a person who works for some of its companies only, those that ask no other."""
        lines = RunLine.objects.filter(run=OuterRef("pk"))
        foreign = lines.exclude(company__in=Company.objects.managed_by(user))
        whole = Q(office__in=Office.objects.allowing(user, Right.SET_UP))
        return self.filter(whole | (Q(office__in=Office.objects.of(user)) & Exists(lines) & ~Exists(foreign)))


class Run(models.Model):
    """What an office asks of many companies at once, and when. What became of it is read off their rows (runs/stages.py)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="runs")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sides = models.JSONField(default=list)  # of `Connection.Side`: what the clients are offered
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.FULL)
    registers = models.BooleanField(default=False)  # also asks for the mandate, and registers once it is given
    document_choices = models.JSONField(default=list)  # of `registration.document_types.Choice`
    also_vat = models.BooleanField(default=False)  # also under 9925
    stopped_at = models.DateTimeField(null=True, blank=True)
    waits_until = models.DateTimeField(null=True, blank=True)  # the limit of invitations is reached

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "-id"])]

    def __str__(self) -> str:
        return f"{self.office}, {self.created_at:%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        """The limit slows it: it goes on at `waits_until`."""
        return self.waits_until is not None and self.waits_until > timezone.now() and self.stopped_at is None


class RunLine(Due):
    """waiting → asked | failed | stopped. Due until its client is asked: in one mail with those of the same address."""

    FAIR_KEY: ClassVar[str] = "run_id"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ASKED = "asked", _("asked")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    class Why(models.TextChoices):
        """Why it failed."""

        NONE = "", ""
        NO_ADDRESS = "no_address", _("We know no e-mail address of this client.")
        BAD_ADDRESS = "bad_address", _("The e-mail address of this client is not correct.")
        OWN_ADDRESS = "own_address", _("This address belongs to your own office. The client must confirm.")
        TOO_OFTEN = "too_often", _("This address was invited too often today. Try again tomorrow, or call your client.")
        NO_RIGHT = "no_right", _("The person who started this no longer works for this company.")
        NOT_YOURS = "not_yours", _("Your office no longer has this company.")

    run = models.ForeignKey(Run, models.CASCADE, related_name="lines")
    company = models.ForeignKey(Company, models.CASCADE, related_name="run_lines")
    email_normal = models.EmailField(blank=True)  # of the company, in normal form, when the run began or later
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    state_at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=20, choices=Why.choices, blank=True, default="")
    letter = models.ForeignKey(InvitationMail, models.SET_NULL, null=True, blank=True, related_name="run_lines")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "company"], name="one_line_per_company_in_a_run")]
        indexes = [models.Index(fields=["run", "email_normal"])]

    def __str__(self) -> str:
        return f"{self.run}: {self.company}"

    def paused_until(self) -> datetime | None:
        return self.run.waits_until if self.run.is_waiting else None
