"""Recurrence: an invoice that is made again each month. Occurrence: one of the drafts that came of it."""

from datetime import date
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.documents.placement import fillable_by
from schakel.hub.due import Due
from schakel.hub.people.models import User
from schakel.hub.sales.models.draft import Draft


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    def writable_by(self, user: User) -> Self:
        return self.filter(connection__in=fillable_by(user))


class StopReason(models.TextChoices):
    """Why it came to a stop: kept as a code, said in the language of whoever reads it."""

    NO_RIGHT = "no_right", _("The person who set this up can no longer send for this company.")
    NOWHERE = "nowhere", _("The customer is not on Peppol.")
    OTHER_KINDS = "other_kinds", _("The customer is on Peppol, but does not accept this kind of document.")
    NOT_READY = "not_ready", _("Something is missing or wrong; the draft shows what.")


class Stoppable(Due):
    class Meta:
        abstract = True

    @property
    def why(self) -> str:
        """What is no code is an error that nobody expected, as it was."""
        return str(StopReason(self.last_error).label) if self.last_error in StopReason.values else self.last_error


class Recurrence(Stoppable):
    """Due on the morning of `next_on` while it is active."""

    class Mode(models.TextChoices):
        DRAFT = "draft", _("create a draft; I check it and send it")
        SEND = "send", _("issue it and send it over Peppol automatically")

    class State(models.TextChoices):
        ACTIVE = "on", _("active")
        PAUSED = "later", _("paused")
        ENDED = "off", _("ended")

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="recurrences")
    content = models.JSONField()  # of each draft, see drafts.content
    mode = models.CharField(_("every month"), max_length=10, choices=Mode.choices, default=Mode.DRAFT)
    day = models.PositiveSmallIntegerField()  # of the month, 1 to 31; a shorter month has it on its last day
    next_on = models.DateField(_("first time"))
    until = models.DateField(_("until"), null=True, blank=True)  # the last day on which one may be made
    left = models.PositiveSmallIntegerField(_("number of times"), null=True, blank=True)  # null: without end
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = RecurrenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.connection}: {self.content.get('customer_name', '')}"

    def is_over(self, on: date) -> bool:
        return self.left == 0 or bool(self.until and on > self.until)


class Occurrence(Stoppable):
    """Made once for each day, whatever happens. Due while it is to be sent by itself; `last_error` is why it was not."""

    recurrence = models.ForeignKey(Recurrence, models.CASCADE, related_name="occurrences")
    on = models.DateField()
    draft = models.OneToOneField(Draft, models.SET_NULL, null=True, related_name="occurrence")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recurrence", "on"], name="one_occurrence_a_day")]

    def __str__(self) -> str:
        return f"{self.recurrence} {self.on}"
