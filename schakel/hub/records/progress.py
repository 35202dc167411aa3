"""How far a long run is: for a person who waits, and for the figures."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

EVERY = 1.0  # seconds


@dataclass(frozen=True)
class Pace:
    done: int  # files
    total: int
    bytes: int
    seconds: float


@dataclass
class Progress:
    """Counts files, and tells `show` of it once a second and at the end."""

    total: int
    show: Callable[[Pace], None] = lambda _pace: None
    done: int = 0
    bytes: int = 0
    began: float = field(default_factory=time.monotonic)
    shown: float = field(default_factory=time.monotonic)

    def count(self, size: int) -> None:
        self.done += 1
        self.bytes += size
        if not self.done % 64 and time.monotonic() - self.shown > EVERY:
            self.tell()

    def tell(self) -> None:
        self.shown = time.monotonic()
        self.show(Pace(self.done, self.total, self.bytes, self.shown - self.began))
