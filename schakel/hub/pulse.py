"""The worker's pulse: a sign of life that others can look for."""

from datetime import UTC, datetime

from django.core.cache import cache

from schakel.hub.intervals import Interval

KEY = "worker-pulse"
EVERY = Interval(20)  # seconds


def beat() -> int:
    if EVERY.begin():
        cache.set(KEY, datetime.now(UTC).isoformat(), timeout=None)
    return 0


def silence() -> float | None:
    """Seconds since the last sign of life; None when there never was one."""
    seen = cache.get(KEY)
    return (datetime.now(UTC) - datetime.fromisoformat(seen)).total_seconds() if seen else None
