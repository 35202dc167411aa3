"""How long a thread of the worker waits between two rounds."""

import threading
from types import SimpleNamespace

import pytest

from schakel.hub import worker


class Stop(threading.Event):
    """Ends the thread at its first wait, or after three rounds; says how long it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.rounds = 0

    def is_set(self) -> bool:
        self.rounds += 1
        return bool(self.waits) or self.rounds > 3

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        return True


def fault() -> int:
    raise OSError("no disk")


@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        ([lambda: 0, lambda: 0], [worker.IDLE_PAUSE]),
        ([lambda: 0, lambda: 1], [worker.SHORT_PAUSE]),
        ([lambda: 3, lambda: worker.BUSY_ROWS], []),
        ([lambda: worker.BUSY_ROWS, fault], [worker.FAILURE_PAUSE]),
    ],
)
def test_the_more_a_round_found_the_sooner_the_next_begins(steps, waits, monkeypatch, caplog):
    monkeypatch.setattr(worker, "STEPS", steps)
    monkeypatch.setattr(worker.pulse, "beat", lambda: 0)
    thread = threading.Thread(target=worker.run_thread, args=(stop := Stop(),))
    thread.start()
    thread.join()
    assert stop.waits == waits


def test_a_step_that_found_nothing_is_not_asked_again_at_once(monkeypatch):
    asked = []
    much, little = lambda: asked.append("much") or worker.BUSY_ROWS, lambda: asked.append("little") or 0
    now = iter([0.0, worker.IDLE_STEP_PAUSE / 2, worker.IDLE_STEP_PAUSE])
    monkeypatch.setattr(worker, "STEPS", [much, little])
    monkeypatch.setattr(worker.pulse, "beat", lambda: 0)
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: next(now)))
    thread = threading.Thread(target=worker.run_thread, args=(Stop(),))
    thread.start()
    thread.join()
    assert asked == ["much", "little", "much", "much", "little"]
