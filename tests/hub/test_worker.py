"""Which steps the worker takes, and how long a thread of it waits between two rounds."""

import ast
import inspect
import threading
from pathlib import Path
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


def described_steps() -> set[tuple[str, str]]:
    """Module and name of each function of the hub whose docstring says that it is a step of the worker."""
    hub = Path(worker.__file__).parent
    return {
        (".".join(("schakel", "hub", *path.relative_to(hub).with_suffix("").parts)), each.name)
        for path in hub.rglob("*.py")
        for each in ast.parse(path.read_text("utf-8")).body
        if isinstance(each, ast.FunctionDef) and (ast.get_docstring(each) or "").startswith("The worker's step")
    }


def test_what_a_room_calls_a_step_of_the_worker_is_taken_and_nothing_else():
    taken = {(step.__module__, step.__name__) for step in map(inspect.unwrap, worker.STEPS)}
    of_demonstration = {each for each in described_steps() if each[0].startswith("schakel.hub.demonstration.")}
    assert taken | of_demonstration == described_steps()
