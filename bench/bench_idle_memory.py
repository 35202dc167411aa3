"""What an idle `schakel up` holds in memory beside an older build, in turn: the sum of PSS of all its processes.

python bench/bench_idle_memory.py [--against COMMIT] [--turns 2] [--rest 60]

Two settings: as installed (demonstration off, one office), and with the demonstration. Measured some seconds after the first page
was asked for. PSS counts what processes share once, so other builds that run at the same time would make both look smaller: one
runs at a time. Target: at most half of the older build. Only Linux says it.
"""

import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from bench.bench_validate_command import OLDER, unpacked

ROOT = Path(__file__).resolve().parents[1]
TARGET = 0.5
OFFICE = """
import django; django.setup()
from schakel.hub.connections.models import Office
Office.objects.create(name="Office")
"""
SETTINGS: dict[str, list[str]] = {"one office": [], "demonstration": ["--demo"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", default=OLDER)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--rest", type=float, default=60, help="seconds after the first page")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        older = unpacked(told.against, Path(place) / "older")
        builds = {"this build": ROOT, **({told.against: older} if older else {})}
        for name, options in SETTINGS.items():
            seen: dict[str, list[dict[str, float]]] = {build: [] for build in builds}
            for _turn in range(told.turns):
                for build, source in builds.items():
                    with running(source, options) as session:
                        time.sleep(told.rest)
                        seen[build].append(memory(session))
            report(name, seen)


def report(name: str, seen: dict[str, list[dict[str, float]]]) -> None:
    totals = {build: statistics.median(sum(turn.values()) for turn in turns) for build, turns in seen.items()}
    for build, turns in seen.items():
        parts = ", ".join(f"{what} {size:.0f}" for what, size in sorted(turns[-1].items()))
        print(f"idle, {name}, {build}: {totals[build]:.0f} MB ({parts})", flush=True)
    ours, *others = totals.values()
    for theirs in others:
        print(f"idle, {name}: {ours / theirs:.2f} × (target {TARGET})", flush=True)


@contextmanager
def running(source: Path, options: list[str]) -> Iterator[int]:
    """`schakel up` of this source with a folder of its own, after its first page: the id of its session."""
    with tempfile.TemporaryDirectory() as data:
        port = free_port()
        env = {name: value for name, value in os.environ.items() if not name.startswith("SCHAKEL_")}
        env |= {"PYTHONPATH": str(source), "SCHAKEL_DATA": data, "SCHAKEL_URL": f"http://localhost:{port}"}
        command = [sys.executable, "-m", "schakel", "up", *options, "--bind", f"localhost:{port}"]
        up = subprocess.Popen(command, env=env, cwd=source, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for_page(port, up)
            if not options:
                told = env | {"DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
                subprocess.run([sys.executable, "-c", OFFICE], env=told, cwd=source, check=True)
            wait_for_page(port, up)
            yield up.pid
        finally:
            up.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                up.wait(30)
            for pid in of_session(up.pid):
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


def wait_for_page(port: int, up: subprocess.Popen[bytes], *, most: float = 300) -> None:
    until = time.monotonic() + most
    while time.monotonic() < until:
        assert up.poll() is None, f"it ended with {up.returncode}"
        try:
            urlopen(f"http://localhost:{port}/").read()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError("no page")


def memory(session: int) -> dict[str, float]:
    """MB by what a process does: `parent`, `serve`, `work`."""
    found: dict[str, float] = {}
    for pid in of_session(session):
        with suppress(OSError, StopIteration):
            words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            what = re.search(r"\b(serve|work)\b", words)
            name = what.group(1) if what and pid != session else "parent"
            found[name] = found.get(name, 0) + pss(pid)
    return found


def pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def of_session(session: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            if int(path.read_text().rpartition(")")[2].split()[3]) == session:
                found.append(int(path.parent.name))
    return found


if __name__ == "__main__":
    main()
