"""Registration: a company's participant published at an SMP, for chosen document types."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.due import Due
from schakel.peppol.identifiers import ParticipantId


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def registered(self, participant: ParticipantId) -> "Registration | None":
        """The one that stands under this participant."""
        scheme, _colon, value = participant.value.lower().partition(":")
        return self.filter(scheme=scheme, value=value, state=Registration.State.REGISTERED).first()


class Registration(Due):
    """wanted → registered → unregistered; or elsewhere, or failed. Served is what is registered here."""

    class State(models.TextChoices):
        MANDATE = "mandate", _("waiting for the mandate")
        WANTED = "wanted", _("being registered")
        REGISTERED = "registered", _("registered")
        ELSEWHERE = "elsewhere", _("registered elsewhere")
        LEAVING = "leaving", _("being unregistered")
        UNREGISTERED = "unregistered", _("not registered")
        FAILED = "failed", _("failed")

    company = models.ForeignKey(Company, models.PROTECT, related_name="registrations")
    scheme = models.CharField(max_length=4)  # 0208 or 9925
    value = models.CharField(max_length=50)  # lower case
    document_types = models.JSONField(default=list)  # of `schakel.peppol.identifiers.DocumentTypeId`, as text
    access_point = models.CharField(max_length=30, default="as4")  # the kind: as4, or a provider's name
    state = models.CharField(max_length=15, choices=State.choices, default=State.MANDATE)
    state_at = models.DateTimeField(default=timezone.now)
    migration_key = models.CharField(max_length=50, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], condition=~Q(state="unregistered"), name="one_registration_per_participant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @property
    def participant(self) -> ParticipantId:
        return ParticipantId(f"{self.scheme}:{self.value}")
