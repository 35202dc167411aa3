"""When the last client of a run is asked, where the limit of invitations slows it."""

from datetime import datetime

from django.conf import settings

from schakel.hub.connections.models.invitation_mail import HOUR
from schakel.hub.network.models import Run, RunLine


def last_mail_at(run: Run) -> datetime | None:
    """About: as many addresses in each hour as the limit lets, from when it goes on. None: nothing holds it up."""
    if not run.is_waiting or run.waits_until is None:
        return None
    waiting = run.lines.filter(state=RunLine.State.WAITING).exclude(email_normal="")
    addresses = waiting.order_by().values("email_normal").distinct().count()
    full_hours = max(0, addresses - 1) // max(1, settings.INVITATIONS_PER_HOUR)
    return run.waits_until + HOUR * full_hours
