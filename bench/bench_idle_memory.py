"""What an idle `schakel up` holds in memory beside an older build, in turn: the sum of PSS of all its processes.

python bench/bench_idle_memory.py [--against COMMIT] [--turns 2] [--rest 60]

Two settings: as installed (demonstration off, one office), and with the demonstration. Measured some seconds after the first page
was asked for. Files, such as libraries, are counted as PSS has them when nothing else runs: once for all processes of the build,
and not less because somebody else on the machine has them open too. Target: at most half of the older build. Only Linux says it.
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
MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ \S+ (?P<offset>\S+) \S+ \d+ *(?P<file>.*)")
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
                    with running(source, options) as first:
                        time.sleep(told.rest)
                        seen[build].append(memory(first))
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
    """`schakel up` of this source with a folder of its own, after its first page: the id of the first process."""
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
            everybody = family(up.pid)
            up.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                up.wait(30)
            for pid in everybody:
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


def memory(first: int) -> dict[str, float]:
    """MB by what a process does (`parent`, `serve`, `work`), and `files` for what they have mapped, each part once."""
    found: dict[str, float] = {}
    files: dict[tuple[str, str], float] = {}
    for pid in family(first):
        with suppress(OSError):
            name = "parent" if pid == first else doing(pid)
            found[name] = found.get(name, 0) + sum(field(f"/proc/{pid}/smaps_rollup", "Pss_Anon", "Pss_Shmem"))
            for part, size in mapped(pid):
                files[part] = max(size, files.get(part, 0))
    return found | {"files": sum(files.values())}


def doing(pid: int) -> str:
    """`serve` or `work`; what has changed its title serves."""
    words = Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")
    return "work" if "work" in words else "serve"


def field(file: str, *names: str) -> Iterator[float]:
    for line in Path(file).read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in names:
            yield int(rest.split()[0]) / 1024


def mapped(pid: int) -> Iterator[tuple[tuple[str, str], float]]:
    """Each part of a file that is in memory, and how much of it is still the file's: file and offset, MB."""
    part = ("", "")
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if begin := MAPPING.match(line):
            part, size = (begin["file"], begin["offset"]), 0.0
        elif part[0].startswith("/"):
            name, _, rest = line.partition(":")
            if name == "Rss":
                size = int(rest.split()[0]) / 1024
            elif name == "Anonymous":
                yield part, size - int(rest.split()[0]) / 1024


def family(first: int) -> list[int]:
    """A process and all that came of it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = [first]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


if __name__ == "__main__":
    main()
