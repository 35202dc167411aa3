"""Days that pass for changes, which wait, mail and lapse by them."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from schakel.hub.connections.change_notifications import notify_of_changes

DAY = timedelta(days=1)


def pass_days(days: int) -> None:
    """The worker looks each day; what is due then is done."""
    start = timezone.now()
    for day in range(days + 1):
        with mock.patch("django.utils.timezone.now", return_value=start + day * DAY):
            while notify_of_changes():
                pass
