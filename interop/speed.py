"""`make interop-speed`: receiving and sending beside phase4 and Oxalis-AS4, each with a store, in turn, by one client on loopback.

A 9 KB invoice in the same signed and encrypted messages for everybody. Receiving: CPU of the server for each message, messages a
second, p99 of the receipt, and memory (PSS of all processes, after the load). Ours gives its receipt after a durable commit, on
SQLite and, with SCHAKEL_TEST_POSTGRES, on PostgreSQL; the worker that files and judges at the same time is counted apart, and so is
the database server. phase4 writes each payload to the disk before its receipt, Oxalis payload and evidence as it does by default.
Sending: CPU of the sender for each message to a known address, receipt verified; Oxalis by the difference between one and many in a
run of its command. Target: at least 5 × less CPU than the best of them for receiving, and less memory. Look at the load beside it:
CPU counts, the clock does not.

python -m interop.speed [--count N] [--warm-up N]
"""

import argparse
import os
import resource
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.bench_hub_receive import TICK, messages, send, spent, wait_until_filed
from interop.access_point import AccessPoint, LoopbackHttp, envelope, serve
from interop.peers import java, oxalis, phase4
from schakel.peppol import as4
from tests.hub.databases import database
from tests.hub.network.service import running
from tests.hub.network.world import OURS, THEIRS, keys


class Received(NamedTuple):
    """What receiving cost one access point."""

    name: str
    each: float  # seconds of CPU a message, of what answers
    beside: str  # what else worked for it
    rate: float  # messages a second
    p99: float  # seconds
    memory: float  # MB


class Place(NamedTuple):
    """Where a peer listens, as the client of the bench wants it."""

    port: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--warm-up", type=int, default=600, help="a Java machine needs some hundreds")
    told = parser.parse_args()
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    kinds = ["sqlite", *(["postgres"] if os.environ.get("SCHAKEL_TEST_POSTGRES") else [])]
    ours = [schakel(kind, told.count, told.warm_up) for kind in kinds]
    theirs = [peer(each, told.count, told.warm_up) for each in (phase4, oxalis)] if java.is_there() else []
    for row in [*ours, *theirs]:
        print(
            f"receive, {row.name}: {row.each * 1000:.2f} ms of CPU a message{row.beside}, {row.rate:.0f}/s, "
            f"p99 {row.p99 * 1000:.0f} ms, {row.memory:.0f} MB"
        )
    if theirs:
        best, least = min(row.each for row in theirs), min(row.memory for row in theirs)
        for row in ours:
            print(
                f"{row.name}: {best / row.each:.1f} × less CPU than the best of them (target 5), "
                f"{row.memory / least:.2f} × the memory of the smallest (target below 1)"
            )
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    for name, each in sending(told.count, told.warm_up):
        print(f"send, {name}: {each * 1000:.2f} ms of CPU a message")


def schakel(kind: str, count: int, warm_up: int) -> Received:
    commands = ("serve", "work")
    with tempfile.TemporaryDirectory() as place, database(kind, Path(place)) as env, running(env, *commands) as service:
        send(service, messages(warm_up))
        wait_until_filed(service, warm_up)
        sent = messages(count)
        before = {name: spent(service, name) for name in commands} | {"database": of_database(env)}
        start = time.monotonic()
        took = send(service, sent)
        rate = count / (time.monotonic() - start)
        server = spent(service, "serve") - before["serve"]
        wait_until_filed(service, warm_up + count)
        worker, store = spent(service, "work") - before["work"], of_database(env) - before["database"]
        beside = f" (worker {worker / count * 1000:.2f} ms, database server {store / count * 1000:.2f} ms)"
        used = sum(memory_of_group(service.processes[name].pid) for name in commands)
    return Received(f"Schakel, {kind}", server / count, beside, rate, p99(took), used)


def of_database(env: dict[str, str]) -> float:
    """Seconds of CPU of the processes of PostgreSQL that work for this database; SQLite has none."""
    name = env.get("SCHAKEL_DATABASE", "").rpartition("/")[2]
    return sum(cpu(pid) for pid in pids() if name and f" {name} " in title(pid))


def peer(module: ModuleType, count: int, warm_up: int) -> Received:
    """phase4 or Oxalis in our place: the same messages, under our key."""
    pki, issued = keys()
    in_our_place = AccessPoint(pki, ours=issued[THEIRS], theirs=issued[OURS])
    with tempfile.TemporaryDirectory() as directory, storing(module, in_our_place, Path(directory)) as (address, pid):
        place = Place(urlsplit(address).port or 0)
        send(place, messages(warm_up))
        sent = messages(count)
        before, start = cpu(pid), time.monotonic()
        took = send(place, sent)
        rate = count / (time.monotonic() - start)
        return Received(
            f"{module.NAME} {module.VERSION}", (cpu(pid) - before) / count, "", rate, p99(took), memory_of(pid)
        )


@contextmanager
def storing(module: ModuleType, access_point: AccessPoint, directory: Path) -> Iterator[tuple[str, int]]:
    if module is oxalis:
        with oxalis.started(access_point, directory) as found:
            yield found
    else:
        (directory / "stored").mkdir()
        with phase4.started(access_point, directory, stored=directory / "stored") as found:
            yield found


def sending(count: int, warm_up: int) -> Iterator[tuple[str, float]]:
    """What each spends on one message to our door, which another process keeps open."""
    us = AccessPoint.make()
    with door(us) as url, tempfile.TemporaryDirectory() as directory:
        yield "Schakel", ours_sent(us, url, count)
        if not java.is_there():
            return
        content = envelope(9_000)
        with phase4.started(us, Path(directory)) as (address, pid):
            for _ in range(warm_up):
                phase4.told_to_send(address, content, url)
            before = cpu(pid)
            for _ in range(count):
                phase4.told_to_send(address, content, url)
            yield f"{phase4.NAME} {phase4.VERSION}", (cpu(pid) - before) / count
        oxalis.set_up(us, Path(directory), port=0)
        one, many = (oxalis_sent(Path(directory), content, url, times) for times in (1, warm_up + count))
        yield f"{oxalis.NAME} {oxalis.VERSION}, its warming up included", (many - one) / (warm_up + count - 1)


def ours_sent(us: AccessPoint, url: str, count: int) -> float:
    swapped = AccessPoint(us.pki, us.theirs, us.ours)
    contents = [envelope(9_000) for _ in range(count)]
    before = time.process_time()
    for content in contents:
        as4.send(swapped.build(content), url=url, http=LoopbackHttp())
    return (time.process_time() - before) / count


def oxalis_sent(directory: Path, content: bytes, url: str, times: int) -> float:
    """Seconds of CPU of its command, start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = oxalis.told_to_send(directory, content, url, times=times)
    assert done.returncode == 0, done.stdout[-500:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def door(us: AccessPoint) -> Iterator[str]:
    """Ours, in a process of its own."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, serve(us).encode())
        signal.pause()
    try:
        yield os.read(reader, 200).decode()
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def p99(took: list[float]) -> float:
    return took[int(len(took) * 0.99)]


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_of(pid: int) -> float:
    """MB that a process has for itself (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def memory_of_group(group: int) -> float:
    total = 0.0
    for pid in pids():
        with suppress(OSError):  # a process of somebody else that has just ended
            total += memory_of(pid) if os.getpgid(pid) == group else 0
    return total


def pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def title(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


if __name__ == "__main__":
    main()
