"""The queues: how much is due in each, and since when. Every row with work to do is in one, whatever its room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Min
from django.utils import timezone

from schakel.hub.due import Due

LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Queue:
    name: str  # of the noun, such as Transmission
    due: int
    oldest: datetime | None  # since when the longest one waits
    later: int  # to be tried again

    @property
    def is_late(self) -> bool:
        """Nobody works it, or there is more than can be worked."""
        return self.oldest is not None and timezone.now() - self.oldest > LATE


def queues() -> list[Queue]:
    """Those in which something waits."""
    return [one for one in all_queues() if one.due or one.later]


def all_queues() -> list[Queue]:
    return [queue(model) for model in apps.get_models() if issubclass(model, Due)]


def queue(model: Any) -> Queue:
    now = timezone.now()
    due = model._default_manager.filter(due_at__lte=now).aggregate(count=Count("pk"), oldest=Min("due_at"))
    later = model._default_manager.filter(due_at__gt=now).count()
    return Queue(model.__name__, due["count"], due["oldest"], later)
