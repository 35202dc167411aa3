"""The time, as the machine tells it."""

from datetime import UTC, datetime


class SystemClock:
    """The `Clock` of the network."""

    def now(self) -> datetime:
        return datetime.now(UTC)
