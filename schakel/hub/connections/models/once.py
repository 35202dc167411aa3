"""IdempotencyKey: what a program called a deed, and how it was answered, so that it happens once (E09)."""

from datetime import timedelta

from django.db import models
from django.http import HttpResponse
from django.utils import timezone

from schakel.hub.connections.models.key import ApiKey

KEPT = timedelta(hours=24)
LONGEST = 200  # characters


class IdempotencyKey(models.Model):
    """Written in the transaction of the deed itself; a deed that failed leaves none."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="idempotency_keys")
    value = models.CharField(max_length=LONGEST)  # the header Idempotency-Key
    fingerprint = models.CharField(max_length=64)  # sha256 in hex, of what was asked
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)  # JSON

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "value"], name="a_deed_once_per_key")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return self.value

    def keep(self, answer: HttpResponse) -> None:
        self.status, self.location = answer.status_code, answer.get("Location", "")
        self.body = answer.content.decode()
        self.save(update_fields=["status", "location", "body"])

    def answer(self) -> HttpResponse:
        """As it was given the first time."""
        answer = HttpResponse(self.body, status=self.status, content_type="application/json")
        answer["Idempotent-Replayed"] = "true"
        if self.location:
            answer["Location"] = self.location
        return answer
