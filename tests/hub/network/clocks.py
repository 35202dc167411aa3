"""A clock that a test moves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Clock:
    at: datetime  # aware

    def now(self) -> datetime:
        return self.at
