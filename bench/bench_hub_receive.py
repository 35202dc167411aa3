"""Receiving through HTTP: server CPU for each message beside the RSA floor and a durable commit, and the whole way.

A 9 KB invoice, signed and encrypted with 2048-bit keys. Targets: at most 2.0 × the floor plus the commit; at least 150
documents a second from the first byte to filed and validated, on two cores.
"""

import argparse
import http.client
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from schakel.peppol import as4
from tests.hub.databases import database
from tests.hub.network.service import Service, running
from tests.hub.network.world import OURS, Peer, keys

EXAMPLE = Path(__file__).resolve().parents[2] / "shared/corpus/peppol-bis3-examples/docs/billing-base-example.xml"
CONNECTIONS = 6
PATIENCE = 1200  # seconds until all must be filed
WORKERS = ("work", "work2")[: int(os.environ.get("BENCH_WORKERS", "1"))]
TICK = os.sysconf("SC_CLK_TCK")

LASTED = """SELECT min(created_at), max(state_at), count(*) FROM network_transmission WHERE state = 'filed'"""
TOOK = "SELECT created_at, state_at FROM network_transmission WHERE state = 'filed'"
FORGET = "UPDATE network_transmission SET state = 'repeated'"


class Listener(Protocol):
    """What takes messages on this machine."""

    @property
    def port(self) -> int: ...


def messages(count: int) -> list[as4.Outgoing]:
    """Each with a number of its own, from the example where it is there, else from an invoice of ours."""
    text = EXAMPLE.read_text()
    return [Peer().message(re.sub(r"<cbc:ID>[^<]*", f"<cbc:ID>{n}", text, count=1).encode()) for n in range(count)]


def floor() -> float:
    """Seconds of one decryption and one signature with our key."""
    key = keys()[1][OURS]
    public = key.certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    wrapped = public.encrypt(b"k" * 16, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    return cpu(lambda: (key.decrypt(wrapped), key.sign(b"x" * 500)))


def commit(place: Path) -> float:
    """CPU seconds of one durable commit of a message and its envelope in SQLite."""
    rows = sqlite3.connect(place / "floor.sqlite3", isolation_level=None)
    rows.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE kept (raw BLOB, envelope BLOB)")
    return cpu(lambda: rows.execute("INSERT INTO kept VALUES (?, ?)", (b"r" * 5_000, b"e" * 10_000)))


def cpu(deed: Callable[[], object], times: int = 400) -> float:
    start = time.process_time()
    for _ in range(times):
        deed()
    return (time.process_time() - start) / times


def spent(service: Service, name: str) -> float:
    """CPU seconds of a command and its children so far."""
    group, total = service.processes[name].pid, 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += (int(fields[11]) + int(fields[12])) / TICK
    return total


def send(service: Listener, sent: list[as4.Outgoing], *, rate: float = 0) -> list[float]:
    """Sends all, over a few connections kept open; so many a second, or as many as go. Seconds until each receipt."""
    took: list[float] = []
    begin, lock, queue = time.monotonic(), threading.Lock(), list(enumerate(sent))[::-1]

    def sender() -> None:
        connection = http.client.HTTPConnection("localhost", service.port)
        while queue:
            with lock:
                number, message = queue.pop() if queue else (-1, None)
            if message is None:
                return
            if rate:
                time.sleep(max(0.0, begin + number / rate - time.monotonic()))
            start = time.monotonic()
            connection.request("POST", "/as4", message.body, {"Content-Type": message.content_type})
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, response.status
            assert b"NonRepudiationInformation" in body, body[:500]
            took.append(time.monotonic() - start)

    senders = [threading.Thread(target=sender) for _ in range(CONNECTIONS)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    return sorted(took)


def door(kind: str, count: int) -> None:
    """Only the door, nobody works: CPU for each message."""
    with tempfile.TemporaryDirectory() as place, database(kind, Path(place)) as env, running(env, "serve") as service:
        send(service, messages(40))  # every process has begun
        sent = messages(count)
        least, durable = floor(), commit(Path(place))
        before, start = spent(service, "serve"), time.monotonic()
        send(service, sent)
        each, rate = (spent(service, "serve") - before) / count, count / (time.monotonic() - start)
    print(
        f"hub receive, {kind}: {each * 1000:.2f} ms server CPU a message, {rate:.0f}/s with the sender on the same machine; "
        f"floor RSA {least * 1000:.2f} ms + commit {durable * 1000:.2f} ms; "
        f"{(each - durable) / least:.2f} × the RSA floor (target 2.0)",
        flush=True,
    )


def rows(service: Service, sql: str) -> list[tuple[Any, ...]]:
    """Straight from the database: starting Django for it would take what is measured."""
    if url := service.env.get("SCHAKEL_DATABASE"):
        with psycopg.connect(url, autocommit=True) as postgres:
            cursor = postgres.execute(sql)
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(Path(service.env["SCHAKEL_DATA"]) / "schakel.sqlite3", 30)) as sqlite:
        found = sqlite.execute(sql).fetchall()
        sqlite.commit()
        return found


def seconds(later: Any, earlier: Any) -> float:
    begin, end = (datetime.fromisoformat(at) if isinstance(at, str) else at for at in (earlier, later))
    return float((end - begin).total_seconds())


def wait_until_filed(service: Service, count: int) -> float:
    """Seconds from the first that came to the last that was filed."""
    until = time.monotonic() + PATIENCE
    while (lasted := rows(service, LASTED)[0])[2] < count:
        assert time.monotonic() < until, f"{lasted[2]} of {count} filed"
        time.sleep(0.2)
    return seconds(lasted[1], lasted[0])


def warm(service: Service) -> None:
    """Server and worker have begun: a few messages are filed, and no longer counted."""
    send(service, messages(40))
    wait_until_filed(service, 40)
    rows(service, FORGET)


def whole_way(kind: str, count: int) -> None:
    with (
        tempfile.TemporaryDirectory() as place,
        database(kind, Path(place)) as env,
        running(env, "serve", *WORKERS) as service,
    ):
        warm(service)
        sent = messages(count)
        before = [spent(service, name) for name in service.processes]
        send(service, sent)
        took = wait_until_filed(service, count)
        used = [spent(service, name) - then for name, then in zip(service.processes, before, strict=True)]
    print(
        f"hub whole way, {kind}: {count / took:.0f} documents/s received, receipted, validated and filed (target 150), with "
        f"the sender on the same machine; CPU a document: server {used[0] / count * 1000:.1f} ms, worker "
        f"{sum(used[1:]) / count * 1000:.1f} ms",
        flush=True,
    )


def drain(kind: str, count: int) -> None:
    """What waits while nobody works, and how quickly a worker that has begun then files it."""
    with tempfile.TemporaryDirectory() as place, database(kind, Path(place)) as env, running(env, "serve") as service:
        send(service, messages(count))
        service.start(*WORKERS)
        wait_until_filed(service, count)
        filed = sorted(at for _, at in rows(service, TOOK))
    first, last = filed[0], filed[-1]
    rate = (count - filed.count(first)) / max(seconds(last, first), 0.001)
    print(
        f"hub backlog, {kind}: {count} that waited are filed at {rate:.0f}/s, so 50,000 in {50_000 / rate / 60:.1f} min "
        "(target 10)",
        flush=True,
    )


def steady(kind: str, lasting: int) -> None:
    with tempfile.TemporaryDirectory() as place, database(kind, Path(place)) as env:
        sent = messages(lasting * 20)
        with running(env, "serve", *WORKERS) as service:
            warm(service)
            took = send(service, sent, rate=20)
            wait_until_filed(service, len(sent))
            visible = sorted(seconds(filed, came) for came, filed in rows(service, TOOK))
    p99 = took[int(len(took) * 0.99)]
    print(
        f"hub steady, {kind}: 20/s for {lasting} s: receipt median {statistics.median(took) * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms (target 500); received to visible p99 {visible[int(len(visible) * 0.99)]:.2f} s (target 2)",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=number("BENCH_COUNT", 400), help="messages for each figure")
    parser.add_argument(
        "--seconds", type=int, default=number("BENCH_SECONDS", 8), help="of the steady load; the target: 600"
    )
    parser.add_argument("--backlog", type=int, default=number("BENCH_BACKLOG", 600), help="the target: 50000")
    told = parser.parse_args()
    if not EXAMPLE.exists():
        print("hub receive: the example is not there")
        return 0
    for kind in ["sqlite", *(["postgres"] if os.environ.get("SCHAKEL_TEST_POSTGRES") else [])]:
        door(kind, told.count)
        whole_way(kind, told.count)
        drain(kind, told.backlog)
        steady(kind, told.seconds)
    return 0


def number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


if __name__ == "__main__":
    sys.exit(main())
