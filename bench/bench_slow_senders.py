"""Honest messages while 1,000 senders drip a body and 1,000 drip headers, a byte a second each; no proxy in front.

Target: p99 of ten honest messages a second under 1 s, memory bounded, no traceback in the log. gunicorn's own threaded worker
is measured in the same run with `BENCH_RIVAL=gthread`; `BENCH_SECONDS` and `BENCH_SLOW` (of each kind) for other sizes.
"""

import contextlib
import os
import resource
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.bench_hub_receive import messages, spent
from tests.hub.databases import ROOT, database
from tests.hub.network.service import Service

SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
SLOW = int(os.environ.get("BENCH_SLOW", "1000"))
RIVALS = os.environ.get("BENCH_RIVAL", "").split()
RATE = 10
BODY = b"POST /as4 HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/related\r\nContent-Length: 100000\r\n\r\n"
HEAD = b"POST /as4 HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
SERVE = "import schakel.cli.web as web; web.WholeRequestWorker = {!r}; from schakel.cli import main; main()"


def drip(port: int, each: int) -> None:
    """A process of its own: opens all of them, and again those that are ended, until it is killed."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 2 * each + 100), limit))
    wanted = [BODY] * each + [HEAD] * each
    open_now: dict[int, socket.socket] = {}
    watch = selectors.DefaultSelector()
    while True:
        start = time.monotonic()
        for number, first in enumerate(wanted):
            try:
                if number not in open_now:
                    open_now[number] = socket.create_connection(("localhost", port), 5)
                    open_now[number].sendall(first)
                    watch.register(open_now[number], selectors.EVENT_READ, number)
                else:
                    open_now[number].sendall(b"x")
            except OSError:
                give_up(open_now, watch, number)
        for key, _ in watch.select(0):
            give_up(open_now, watch, key.data)
        time.sleep(max(0.0, start + 1 - time.monotonic()))


def give_up(open_now: dict[int, socket.socket], watch: selectors.BaseSelector, number: int) -> None:
    gone = open_now.pop(number, None)
    if gone is not None:
        with contextlib.suppress(KeyError, ValueError):
            watch.unregister(gone)
        gone.close()


def honest(service: Service) -> tuple[list[float], int]:
    """Seconds until each receipt, at ten a second, and how many got none in 40 s."""
    sent, took, failed = messages(int(RATE * SECONDS)), [], []
    begin = time.monotonic()

    def one(number: int) -> None:
        time.sleep(max(0.0, begin + number / RATE - time.monotonic()))
        start = time.monotonic()
        try:
            status, body = service.post(sent[number], timeout=40)
            assert status == 200, status
            assert b"NonRepudiationInformation" in body
            took.append(time.monotonic() - start)
        except (OSError, AssertionError) as fault:
            failed.append(fault)

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(sent))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(took), len(failed)


def memory(service: Service) -> float:
    """MB that all its processes have for themselves (PSS)."""
    group, total = service.processes["serve"].pid, 0
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ProcessLookupError):
            if os.getpgid(int(path.name)) == group:
                lines = (path / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def measure(worker: str) -> None:
    with (
        tempfile.TemporaryDirectory() as place,
        database("sqlite", Path(place)) as env,
        (Path(place) / "log").open("w+") as log,
    ):
        service = Service(env)
        swap = [] if not worker else ["-c", SERVE.format(worker)]
        command = [sys.executable, *(swap or ["-m", "schakel"]), "serve", "--bind", f"localhost:{service.port}"]
        service.processes["serve"] = subprocess.Popen(
            command, env=service.env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        try:
            service.wait_until_open()
            for message in messages(20):
                service.post(message)
            report(worker or "whole requests to threads", service, log_of=Path(place) / "log")
        finally:
            service.kill("serve")


def report(name: str, service: Service, *, log_of: Path) -> None:
    before, at_rest = spent(service, "serve"), memory(service)
    attack = subprocess.Popen([sys.executable, __file__, "drip", str(service.port), str(SLOW)], start_new_session=True)
    try:
        time.sleep(5)
        peak: list[float] = []
        watcher = threading.Thread(target=watch_memory, args=[service, peak])
        watcher.start()
        took, failed = honest(service)
        watcher.join()
    finally:
        os.killpg(attack.pid, signal.SIGKILL)
        attack.wait()
    used = spent(service, "serve") - before
    p50, p99 = ((took[int(len(took) * part)] if took else float("nan")) for part in (0.5, 0.99))
    print(
        f"slow senders, {name}: {2 * SLOW} for {SECONDS:.0f} s beside {RATE} honest messages a second: p50 {p50 * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms (target 1,000), {failed} without an answer in 40 s; server CPU {used:.1f} s; "
        f"memory {at_rest:.0f} → {max(peak):.0f} MB; tracebacks in the log: {log_of.read_text().count('Traceback')}",
        flush=True,
    )


def watch_memory(service: Service, seen: list[float]) -> None:
    for _ in range(int(SECONDS / 5)):
        seen.append(memory(service))
        time.sleep(5)


def main() -> None:
    if sys.argv[1:2] == ["drip"]:
        drip(int(sys.argv[2]), int(sys.argv[3]))
    for worker in ("", *RIVALS):
        measure(worker)


if __name__ == "__main__":
    main()
