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
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from schakel.peppol import as4
from tests.hub.databases import database, python
from tests.hub.network.service import Service, running
from tests.hub.network.world import OURS, Peer, keys

EXAMPLE = Path(__file__).resolve().parents[2] / "shared/corpus/peppol-bis3-examples/docs/billing-base-example.xml"
CONNECTIONS = 6
TICK = os.sysconf("SC_CLK_TCK")

FILED = """
import django; django.setup()
from schakel.hub.network.models import Transmission
print(Transmission.objects.filter(state="filed").count())
"""
FORGET = """
import django; django.setup()
from schakel.hub.network.models import Transmission
Transmission.objects.update(state="repeated")
"""
LASTED = """
import django; django.setup()
from django.db.models import Max, Min
from schakel.hub.network.models import Transmission
ends = Transmission.objects.filter(state="filed").aggregate(first=Min("created_at"), last=Max("state_at"))
print((ends["last"] - ends["first"]).total_seconds())
"""
VISIBLE = """
import django; django.setup()
from schakel.hub.network.models import Transmission
took = sorted((row.state_at - row.created_at).total_seconds() for row in Transmission.objects.filter(state="filed"))
print(took[int(len(took) * 0.99)])
"""


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


def send(service: Service, sent: list[as4.Outgoing], *, rate: float = 0) -> list[float]:
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
        f"{(each - durable) / least:.2f} × the RSA floor (target 2.0)"
    )


def warm(service: Service) -> None:
    """Server and worker have begun: a few messages are filed, and no longer counted."""
    send(service, messages(4))
    while python(FILED, service.env) != "4":
        time.sleep(0.2)
    python(FORGET, service.env)


def whole_way(kind: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as place, database(kind, Path(place)) as env:
        sent = messages(count)
        with running(env, "serve", "work") as service:
            start = time.monotonic()
            send(service, sent)
            while python(FILED, service.env) != str(count):
                time.sleep(0.2)
            took = time.monotonic() - start
    print(
        f"hub whole way, {kind}: {count / took:.0f} documents/s received, receipted, validated and filed (target 150)"
    )


def steady(kind: str, seconds: int) -> None:
    with tempfile.TemporaryDirectory() as place, database(kind, Path(place)) as env:
        sent = messages(seconds * 20)
        with running(env, "serve", "work") as service:
            warm(service)
            took = send(service, sent, rate=20)
            time.sleep(3)
            visible = float(python(VISIBLE, service.env))
    p99 = took[int(len(took) * 0.99)]
    print(
        f"hub steady, {kind}: 20/s for {seconds} s: receipt median {statistics.median(took) * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms (target 500); received to visible p99 {visible:.2f} s (target 2)"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="of the steady load; the target speaks of 600")
    parser.add_argument("--count", type=int, default=600)
    told = parser.parse_args()
    if not EXAMPLE.exists():
        print("hub receive: the example is not there")
        return 0
    for kind in ["sqlite", *(["postgres"] if os.environ.get("SCHAKEL_TEST_POSTGRES") else [])]:
        door(kind, told.count)
        whole_way(kind, told.count)
        steady(kind, told.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
