"""Registration: a company's participant published at an SMP, for chosen document types. Change: what happened to it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.due import Due
from schakel.hub.network.models.mandate import Mandate
from schakel.hub.network.registration.document_types import Choice, choices_of
from schakel.hub.people.models import User
from schakel.peppol.directory import Difference
from schakel.peppol.identifiers import ParticipantId

DIFFERENCES = {
    Difference.MISSING.value: _("not listed yet"),
    Difference.NAME.value: _("it has another name"),
    Difference.COUNTRY.value: _("it has another country"),
    Difference.DOCUMENT_TYPES.value: _("it has other kinds of document"),
}


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def managed_by(self, user: Any) -> "RegistrationQuerySet":
        return self.filter(company__in=Company.objects.managed_by(user))

    def active(self) -> "RegistrationQuerySet":
        """Those that are registered, or on their way there or away."""
        return self.exclude(state=Registration.State.UNREGISTERED)

    def with_mandate(self) -> "RegistrationQuerySet":
        """Each with `has_mandate`: whether the company's client confirmed one."""
        confirmed = Mandate.objects.filter(company=OuterRef("company"), state=Mandate.State.CONFIRMED)
        return self.annotate(has_mandate=Exists(confirmed))

    def without_mandate(self) -> "RegistrationQuerySet":
        """Those that are registered although no client confirmed it: from before mandates were asked, or filed by another
        program. They stay as they are (ADR 0250)."""
        return self.with_mandate().filter(Q(has_mandate=False), state=Registration.State.REGISTERED)

    def with_key_to_hand_out(self) -> "RegistrationQuerySet":
        """Those that leave for another provider, who has not used its migration key yet."""
        return self.filter(state=Registration.State.REGISTERED).exclude(migration_key="")

    def find_registered(self, participant: ParticipantId) -> "Registration | None":
        """The one that stands under this participant."""
        scheme, _colon, value = participant.value.lower().partition(":")
        return self.filter(scheme=scheme, value=value, state=Registration.State.REGISTERED).first()


class Registration(Due):
    """mandate → wanted → registered → leaving → unregistered; or elsewhere, or failed. Served is what is registered here.

    What is wanted or leaving is due at once; what is registered is due again each night, to be looked up.
    """

    class State(models.TextChoices):
        MANDATE = "mandate", _("waiting for the mandate")
        WANTED = "wanted", _("being registered")
        REGISTERED = "registered", _("registered")
        ELSEWHERE = "elsewhere", _("registered elsewhere")
        LEAVING = "leaving", _("being unregistered")
        UNREGISTERED = "unregistered", _("not registered")
        FAILED = "failed", _("failed")

    class Changed(models.TextChoices):
        """What the network says otherwise than we do."""

        NOTHING = "", ""
        GONE = "gone", _("no longer on the network")
        MOVED = "moved", _("moved elsewhere")

    company = models.ForeignKey(Company, models.PROTECT, related_name="registrations")
    scheme = models.CharField(max_length=4)  # 0208 or 9925
    value = models.CharField(max_length=50)  # lower case
    document_types = models.JSONField(default=list)  # of `schakel.peppol.identifiers.DocumentTypeId`, as text
    access_point = models.CharField(max_length=30, default="as4")  # the kind: as4, or a provider's name
    state = models.CharField(max_length=15, choices=State.choices, default=State.MANDATE)
    state_at = models.DateTimeField(default=timezone.now)
    migration_key = models.CharField(max_length=50, blank=True)  # got from the old SMP, or given to the new one
    found = models.JSONField(default=dict, blank=True)  # where the network has it, a `NetworkLocation`
    others = models.JSONField(
        default=dict, blank=True
    )  # addresses of the company that are elsewhere: `NetworkLocation` by address
    directory = models.JSONField(null=True, blank=True)  # where the Peppol Directory differs; null: it was not asked
    changed = models.CharField(max_length=10, choices=Changed.choices, blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], condition=~Q(state="unregistered"), name="one_registration_per_participant"
            )
        ]
        indexes = [  # for the door: SQLite does not use the constraint's own, which is for some states only
            models.Index(fields=["scheme", "value"], name="registered_by_participant")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @property
    def participant(self) -> ParticipantId:
        return ParticipantId(f"{self.scheme}:{self.value}")

    @property
    def directory_words(self) -> list[str]:
        """Where the Peppol Directory says otherwise than we do."""
        return [str(DIFFERENCES[each]) for each in self.directory or () if each in DIFFERENCES]

    @property
    def choices(self) -> list[Choice]:
        return choices_of(self.document_types)

    def set_state(self, state: "Registration.State", *, by: User | None = None, due_at: datetime | None = None) -> None:
        """The next state, and a line in its history."""
        self.state, self.state_at, self.due_at = state, timezone.now(), due_at
        self.attempts, self.interrupted_attempts, self.last_error = 0, 0, ""
        self.save()
        self.changes.create(state=state, by=by)
        if by:
            record(Action.REGISTRATION_CHANGED, self, place=self.company.place, by=by.pk, detail=str(state))


class Change(models.Model):
    """What became of a registration, when and by whom (G07). Never changed, never deleted."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=15, choices=Registration.State.choices)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # null: by itself

    def __str__(self) -> str:
        return f"{self.registration}: {self.state}"
