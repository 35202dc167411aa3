"""ElsewhereAnswer: an office was told that a number is with another office."""

from django.db import models
from django.utils import timezone

from schakel.hub.connections.models.office import Office
from schakel.hub.people.models import User


class ElsewhereAnswer(models.Model):
    """Counted for a day, see elsewhere.py; then deleted."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="elsewhere_answers")
    user = models.ForeignKey(User, models.CASCADE, related_name="elsewhere_answers")  # who asked
    number = models.CharField(max_length=10)  # enterprise number, ten digits
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "user", "number"], name="one_elsewhere_answer_per_number")
        ]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.office}: {self.number}"
