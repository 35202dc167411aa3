"""`make torture`: eight senders, and a server and a worker that are killed every few seconds.

Whatever was acknowledged must be there, once; every receipt must verify; in the end nothing is left to do (D19).
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from schakel.peppol import as4
from tests.hub.databases import database, python
from tests.hub.documents.ubl import invoice
from tests.hub.network.service import Service, running
from tests.hub.network.world import OURS, Peer, verify

SENDERS = 8
CALM = 60.0  # seconds in which everything must be worked, when nobody kills any more
COMMANDS = ("serve", "work")

LEASES_RUN_OUT = """
from schakel.cli.load import load; load()
from django.utils import timezone
from schakel.hub.network.models import Transmission
print(Transmission.objects.filter(due_at__isnull=False).update(due_at=timezone.now()))
"""
LEFT = """
from schakel.cli.load import load; load()
from schakel.hub.network.models import Transmission
print(Transmission.objects.filter(due_at__isnull=False).count())
"""
STORED = """
from schakel.cli.load import load; load()
from django.db import connection
from schakel.hub.documents import store
from schakel.hub.documents.models import Document, Event
from schakel.hub.network.models import Transmission
if connection.vendor == "sqlite":
    assert connection.cursor().execute("PRAGMA integrity_check").fetchone() == ("ok",)
assert Document.objects.values("number").distinct().count() == Document.objects.count(), "a document twice"
assert not Event.objects.exclude(kind="received").exists(), "a document delivered again"
for row in Transmission.objects.all():
    assert (row.state, row.raw, row.envelope) == ("filed", None, None), (row.pk, row.state, row.last_error)
    assert store.read(row.raw_sha256) and store.read(row.envelope_sha256) and store.read(row.document.sha256)
    print(row.message_id, bytes(row.receipt).hex())
"""


@dataclass
class Outcome:
    """What the senders hold: by message id, the message and the receipt that came for it."""

    receipts: dict[str, tuple[as4.Outgoing, bytes]] = field(default_factory=dict)
    unanswered: int = 0
    repeated: int = 0
    kills: int = 0


def torture(env: dict[str, str], seconds: float) -> Outcome:
    """Raises AssertionError with what was lost, or was there twice."""
    outcome, stop = Outcome(), threading.Event()
    with running(env, *COMMANDS) as service:
        senders = [threading.Thread(target=send, args=(service, outcome, stop, n)) for n in range(SENDERS)]
        for sender in senders:
            sender.start()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(random.uniform(1, 5))
            killed = random.choice([("serve",), ("work",), COMMANDS])
            service.kill(*killed)
            outcome.kills += 1
            service.start(*killed)
        stop.set()
        for sender in senders:
            sender.join()
        work_off(service)
    check(env, outcome)
    return outcome


def send(
    service: Service, outcome: Outcome, stop: threading.Event, number: int, *, receivers: Sequence[str] = (OURS,)
) -> None:
    """One message after the other; each again until it is acknowledged, and sometimes once more after that;
    encrypted for any of these certificates of ours."""
    peer, count = Peer(), 0
    while not stop.is_set():
        count += 1
        peer.receiver = random.choice(receivers)
        sent = peer.message(invoice(number=f"{number}-{count}"))
        while (receipt := acknowledged(service, sent)) is None and not stop.is_set():
            outcome.unanswered += 1
            time.sleep(0.2)
        if receipt is None:
            return
        outcome.receipts[sent.message_id] = sent, receipt
        if random.random() < 0.1 and (again := acknowledged(service, sent)) is not None:
            outcome.repeated += 1
            assert again == receipt, "another receipt for the same message"


def acknowledged(service: Service, sent: as4.Outgoing) -> bytes | None:
    try:
        status, body = service.post(sent, timeout=30)
    except (OSError, HTTPException):
        return None
    if status != 200:
        return None
    verify(sent, status, body)
    return body


def work_off(service: Service) -> None:
    """Nobody kills any more, and the leases of the dead run out: the queue drains to nothing."""
    service.kill("work")
    python(LEASES_RUN_OUT, service.env)
    service.start("work")
    until = time.monotonic() + CALM
    while (left := python(LEFT, service.env)) != "0":
        assert time.monotonic() < until, f"{left} left to do"
        time.sleep(0.5)


def check(env: dict[str, str], outcome: Outcome) -> None:
    stored = dict(line.split() for line in python(STORED, env, timeout=600).splitlines())
    for message_id, (_, receipt) in outcome.receipts.items():
        assert stored.get(message_id) == receipt.hex(), f"acknowledged and not stored: {message_id}"
    assert outcome.receipts, "nothing was acknowledged"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, database(told.database, Path(place)) as env:
        outcome = torture(env, told.seconds)
    print(
        f"{told.database}, {told.seconds:.0f} s: {outcome.kills} kills, {len(outcome.receipts)} messages acknowledged, all "
        f"stored and filed once; {outcome.unanswered} tries without an answer, {outcome.repeated} receipts given again"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
