"""How many of our status messages (MLS) went out in time: the service level that the network asks of the receiving side.

Source: Peppol Network Policy 1.0.0, SLR MLS-1: 99.5 % of a calendar month within 20 minutes of the moment at which the sending
access point began to send the document (the timestamp of its message).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce

from schakel.hub.network.models import Transmission

IN_TIME = timedelta(minutes=20)
ENOUGH = 0.995


@dataclass(frozen=True)
class StatusTimes:
    total: int
    in_time: int

    @property
    def is_enough(self) -> bool:
        return self.in_time >= ENOUGH * self.total


def status_times(now: datetime) -> StatusTimes:
    """Of the month, in UTC, in which `now` lies; what still has time, and what nobody takes, is not counted."""
    month = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    owed = Transmission.objects.outgoing().filter(about__created_at__gte=month, about__created_at__lte=now)
    began = Coalesce(F("about__initiated_at"), F("about__created_at"))
    timed = owed.exclude(state=Transmission.State.IGNORED).annotate(
        until=began + IN_TIME, went=Min("tries__at", filter=Q(tries__code=""))
    )
    in_time = timed.filter(went__lte=F("until")).count()
    late = timed.filter(Q(went__gt=F("until")) | Q(went=None, until__lt=now)).count()
    return StatusTimes(in_time + late, in_time)
