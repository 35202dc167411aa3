"""Handover: what depended on a member when they left an office, or from then on worked for less, and what became of it."""

from typing import Any

from django.db import models
from django.utils import timezone

from schakel.hub.connections.models.office import Office
from schakel.hub.due import Due
from schakel.hub.people.models import User


class Handover(Due):
    """Due until the owners and the person who takes over were told by mail; removed some months later."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="handovers")
    member = models.ForeignKey(User, models.CASCADE, related_name="+")  # whose it was
    successor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # null: nobody
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    has_left = models.BooleanField()  # False: they work on, with a smaller role or for fewer companies
    lines: Any = models.JSONField(default=list)  # of handover.Line, as a dict each

    def __str__(self) -> str:
        return f"{self.member}: {self.at:%Y-%m-%d}"
