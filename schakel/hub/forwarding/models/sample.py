"""Sample: what the Test button lays ready for a package that fetches by itself. Never a document, and no forward."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from schakel.hub.connections.models import ApiKey
from schakel.hub.forwarding.models.forwarder import Route

KEPT = timedelta(days=1)  # after it, nobody can fetch it any more


class Sample(models.Model):
    route = models.ForeignKey(Route, models.CASCADE, related_name="samples")
    uid = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField(null=True, blank=True)  # the last time
    fetched_by = models.ForeignKey(ApiKey, models.SET_NULL, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.route} ({self.at})"

    @property
    def is_gone(self) -> bool:
        return timezone.now() - self.at > KEPT

    @property
    def number(self) -> int:
        """By which a package asks for it, in the list of its forwards: below zero, so that none of them has it."""
        return -self.pk
