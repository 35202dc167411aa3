"""The worker: every step in order, again and again. It holds no logic; each room knows its own work."""

import time
from collections.abc import Callable
from threading import Event

from django.db import close_old_connections

from schakel.hub.connections import mailing

STEPS: list[Callable[[], int]] = [
    mailing.send_letters,
    mailing.tell_inviters,
]  # each does a batch and says of how many rows

PAUSE = 0.5  # seconds between rounds that found nothing


def round_() -> int:
    """Every step once. Returns how many rows were worked."""
    return sum(step() for step in STEPS)


def work(stop: Event) -> None:
    """Rounds until told to stop; a round that found work is followed by the next at once."""
    while not stop.is_set():
        close_old_connections()
        if not round_():
            stop.wait(PAUSE)


def drain(most: float = 30) -> None:
    """Rounds until nothing is due, for at most so many seconds."""
    until = time.monotonic() + most
    while round_() and time.monotonic() < until:
        pass
