"""`schakel up` as processes, for tests that kill them and look at what is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.hub.databases import ROOT
from tests.hub.network.service import Service

PATIENCE = 120.0  # seconds for anything


@dataclass
class Up(Service):
    """What it says lies in `said`."""

    said: Path = Path()
    seen: set[int] = field(default_factory=set)

    def begin(self) -> None:
        before = self.runs()
        with self.said.open("ab") as said:
            self.processes["up"] = subprocess.Popen(
                [sys.executable, "-m", "schakel", "up", "--bind", f"localhost:{self.port}"],
                env=self.env, cwd=ROOT, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        wait_until(lambda: self.runs() > before or self.processes["up"].poll() is not None)

    def runs(self) -> int:
        """How often it said so."""
        return self.said.read_text().count("Schakel runs:") if self.said.exists() else 0

    def children(self, *words: str) -> list[int]:
        """Every process below it, or those with these words in their command."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()]
        below, found = {self.processes["up"].pid}, []
        for pid, parent, *command in sorted(rows, key=lambda row: int(row[0])):
            if int(parent) in below:
                below.add(int(pid))
                found += [int(pid)] if all(word in command[0] for word in words) else []
        self.seen |= below
        return found

    def end(self, sent: int) -> int:
        """Sends this signal to `up` alone; its exit code."""
        self.processes["up"].send_signal(sent)
        return self.processes["up"].wait(PATIENCE)


@contextmanager
def up(env: dict[str, str], place: Path) -> Iterator[Up]:
    """Begun; in the end nothing of it is left, whatever the test found."""
    service = Up(env, said=place / "said")
    try:
        service.begin()
        yield service
    finally:
        service.children()
        service.processes["up"].kill()
        service.processes["up"].wait()
        for process in service.seen:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def lives(process: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")  # nobody took note of its end yet


def wait_until(is_so: Callable[[], bool], most: float = PATIENCE) -> None:
    until = time.monotonic() + most
    while not is_so():
        assert time.monotonic() < until, "it does not come to that"
        time.sleep(0.05)
