"""Not more often than: in one process by monotonic time, in all of them by a time that a row keeps."""

import threading
import time
from datetime import datetime, timedelta

from django.utils import timezone


class Interval:
    """At most once in so many seconds in this process, whichever of its threads asks."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.lock = seconds, threading.Lock()
        self.began: float | None = None  # monotonic

    def begin(self) -> bool:
        """Whether it is time. If so, the next interval begins now."""
        with self.lock:
            now = time.monotonic()
            if self.began is not None and now - self.began < self.seconds:
                return False
            self.began = now
            return True

    def reset(self) -> None:
        """The next time is now."""
        self.began = None


def next_time(last: datetime | None, pause: timedelta) -> datetime:
    """When something that was last done then may be done again: so long after it, and not before now."""
    now = timezone.now()
    return max(now, last + pause) if last else now


def is_time(last: datetime | None, pause: timedelta) -> bool:
    return last is None or timezone.now() - last > pause
