"""Who may start, and what becomes of a worker that ends."""

import os
import subprocess
from types import SimpleNamespace

import click
import pytest

from schakel.cli import supervisor
from schakel.cli.supervisor import DISK_FAILED, Processes, Worker, lock, watch
from schakel.hub import storage_failure


class Started(Processes):
    """Commands that are no processes."""

    def __init__(self) -> None:
        super().__init__(lock=-1)
        self.names: list[str] = []
        self.made: list[SimpleNamespace] = []

    def start(self, *arguments: str) -> SimpleNamespace:
        self.names.append(arguments[0])
        process = SimpleNamespace(returncode=None, poll=lambda: process.returncode)
        self.made.append(process)
        return process


@pytest.fixture
def clock(monkeypatch):
    at = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: at.now)
    return at


def test_a_worker_that_ends_again_and_again_is_started_later_and_later(clock, capsys):
    worker, pauses = Worker(started := Started()), []
    worker.keep()
    for _ in range(7):
        started.made[-1].returncode = -9
        worker.keep()
        began, count = clock.now, len(started.made)
        while len(started.made) == count:
            clock.now += 1
            worker.keep()
        pauses.append(clock.now - began)
    assert pauses == [2, 4, 8, 16, 32, 60, 60]
    clock.now += supervisor.STEADY + 1
    started.made[-1].returncode = -9
    worker.keep()
    assert capsys.readouterr().err.splitlines()[-1].endswith("started again in 2 seconds.")


def test_D16_the_web_server_does_not_notice_that_the_worker_ended(clock, monkeypatch):
    started, looks = Started(), []

    def look(_seconds):
        looks.append(len(started.names))
        clock.now += 1
        if len(looks) == 2:
            started.made[1].returncode = -9  # the worker
        if len(looks) == 9:
            started.made[0].returncode = 7  # the web server

    monkeypatch.setattr(supervisor.time, "sleep", look)
    assert watch(started, "localhost:1") == 7
    assert started.names == ["serve", "work", "work"]


@pytest.mark.parametrize("which", [0, 1])
def test_D05_nobody_is_started_again_after_the_disk_failed(which, clock, monkeypatch, capsys):
    started = Started()
    monkeypatch.setattr(supervisor.time, "sleep", lambda _: setattr(started.made[which], "returncode", DISK_FAILED))
    assert watch(started, "localhost:1") == DISK_FAILED
    assert started.names == ["serve", "work"]
    assert "The disk failed" in capsys.readouterr().err


def test_D05_both_sides_mean_the_same_exit_code():
    assert DISK_FAILED == storage_failure.HALT


def test_D18_a_data_folder_is_for_one_at_a_time(tmp_path):
    with lock(tmp_path / "new") as held:
        assert not held.was_cut_off
        with pytest.raises(click.ClickException, match=rf"runs already on {tmp_path}/new \(process {os.getpid()}\)"):
            lock(tmp_path / "new").__enter__()
    with lock(tmp_path / "new") as held:
        assert not held.was_cut_off


def test_D18_who_was_killed_is_waited_for_until_its_last_child_is_gone(tmp_path):
    """The child holds the lock of a parent that is no more."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    file = os.open(tmp_path / supervisor.LOCK, os.O_RDWR | os.O_CREAT)
    assert supervisor.try_lock(file)
    os.pwrite(file, f"{gone.pid:<20}".encode(), 0)
    child = subprocess.Popen(["sleep", "0.5"], pass_fds=[file])
    os.close(file)
    with lock(tmp_path) as held:
        assert held.was_cut_off
        assert child.poll() is not None or child.wait(1) == 0
