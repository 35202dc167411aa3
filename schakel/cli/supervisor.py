"""`schakel up`: a small process without Django that starts the others, watches them, and stops them.

The web server ending ends everything. A worker that ended is started again after a pause, except when it said that the
disk failed: then nobody may go on writing.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from types import FrameType

import click

from schakel.cli.address import require_free
from schakel.cli.parent import PARENT

DISK_FAILED = 3  # as schakel.hub.storage_failure; also the status on which gunicorn ends instead of starting afresh
LOCK = "up.lock"
GONE = 15.0  # seconds for processes of a `schakel up` that was killed to be gone
SOON, LATE = 2.0, 60.0  # seconds before a worker that ended is started again: the first time, and at most
STEADY = 120.0  # seconds at work after which the next pause is short again
LOOK = 0.2  # seconds between two looks
LEAVE = 10.0  # seconds to end in, when told to


def supervise(bind: str) -> int:
    """Until the web server ends or somebody says so. Returns the exit code.

    Raises:
        ClickException   another `schakel up` has the data folder, or somebody listens on the port
    """
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, end)
    with lock(Path(os.environ.get("SCHAKEL_DATA", "data"))) as held:
        require_free(bind)
        processes = Processes(held.fileno)
        try:
            if code := processes.start("prepare", *(["--check"] if held.was_cut_off else [])).wait():
                return code
            return watch(processes, bind)
        finally:
            processes.stop()


def end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


@dataclass(frozen=True)
class FolderLock:
    fileno: int
    was_cut_off: bool  # the last one was killed, or the power went


@contextmanager
def lock(data: Path) -> Iterator[FolderLock]:
    """The data folder for this `schakel up` alone (D18). Its children hold the lock too, so that none outlives it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    wait_for_lock(file, data)
    held = FolderLock(file, was_cut_off=bool(os.pread(file, 20, 0)))
    os.pwrite(file, f"{os.getpid():<20}".encode(), 0)
    try:
        yield held
    finally:
        os.truncate(file, 0)
        os.close(file)


def wait_for_lock(file: int, data: Path) -> None:
    until = time.monotonic() + GONE
    while not try_lock(file):
        other = os.pread(file, 20, 0).decode().strip()
        if time.monotonic() > until or (other and is_alive(int(other))):
            text = (
                _("Schakel runs already on {folder} (process {process}): stop that one first.")
                if other
                else _("Schakel runs already on {folder}: stop that one first.")
            )
            raise click.ClickException(text.format(folder=data.resolve(), process=other))
        time.sleep(LOOK)


def try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


@dataclass
class Processes:
    """Commands of ours as processes of their own, out of reach of the terminal's Ctrl-C."""

    lock: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Its standard input stays open as long as we live: see `schakel.cli.parent`."""
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, "-m", "schakel", *arguments],
            env={**os.environ, PARENT: str(os.getpid())},
            stdin=subprocess.PIPE,
            pass_fds=[self.lock],
            start_new_session=True,
        )
        self.running = [each for each in self.running if each.poll() is None] + [process]
        return process

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        until = time.monotonic() + LEAVE
        for process in self.running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)  # its own children too
                process.wait()


def watch(processes: Processes, bind: str) -> int:
    web, worker = processes.start("serve", "--bind", bind), Worker(processes)
    while (code := web.poll()) is None and not worker.says_disk_failed():
        worker.keep()
        time.sleep(LOOK)
    if code == DISK_FAILED or code is None:
        click.echo(_("The disk failed: Schakel has stopped. Look at the disk before you start it again."), err=True)
        return DISK_FAILED
    return code


@dataclass
class Worker:
    """The worker, started again when it ends (D16): soon the first time, later and later when it ends again and again."""

    processes: Processes
    process: subprocess.Popen[bytes] | None = None
    at: float = 0.0  # when it was started, or is to be
    pause: float = SOON

    def says_disk_failed(self) -> bool:
        return self.process is not None and self.process.poll() == DISK_FAILED

    def keep(self) -> None:
        now = time.monotonic()
        if self.process is None and now >= self.at:
            self.process, self.at = self.processes.start("work"), now
        elif self.process is not None and self.process.poll() is not None:
            self.pause = SOON if now - self.at > STEADY else self.pause
            code = self.process.returncode
            text = _("The worker stopped with {code}; it is started again in {seconds} seconds.")
            click.echo(text.format(code=code, seconds=round(self.pause)), err=True)
            self.process, self.at, self.pause = None, now + self.pause, min(2 * self.pause, LATE)
