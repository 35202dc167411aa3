"""Reminder: a person's wish to be told what falls due, at most one mail a day."""

from django.db import models

from schakel.hub.due import Due
from schakel.hub.people.models import User


class Reminder(Due):
    """Due once a day while it is on."""

    user = models.OneToOneField(User, models.CASCADE, related_name="payment_reminder")
    is_on = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(
        null=True, blank=True
    )  # ids of the documents in the last mail, or told before and due soon still
    told_until = models.DateField(null=True, blank=True)  # what falls due up to this day has been told

    def __str__(self) -> str:
        return str(self.user)
