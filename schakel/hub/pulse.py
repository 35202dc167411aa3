"""The worker's pulse: a sign of life that others can look for."""

import time
from datetime import UTC, datetime

from django.core.cache import cache

KEY = "worker-pulse"
EVERY = 20  # seconds
last: list[float] = []  # when this process last gave one


def beat() -> int:
    if not last or time.monotonic() - last[-1] >= EVERY:
        last[:] = [time.monotonic()]
        cache.set(KEY, datetime.now(UTC).isoformat(), timeout=None)
    return 0


def silence() -> float | None:
    """Seconds since the last sign of life; None when there never was one."""
    seen = cache.get(KEY)
    return (datetime.now(UTC) - datetime.fromisoformat(seen)).total_seconds() if seen else None
