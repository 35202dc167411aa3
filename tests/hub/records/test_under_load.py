"""A backup is made while other access points send and the worker files: what was acknowledged before it is in it (L01)."""

import json
import threading
import time

from tests.hub.databases import both, database, python
from tests.hub.network.service import running
from tests.hub.network.torture import Outcome, send
from tests.hub.records.test_commands import answer, clear, schakel

SENDERS = 3
RECEIVED = """
from schakel.cli.load import load; load()
from schakel.hub.network.models import Transmission
for row in Transmission.objects.filter(direction="in"):
    print(row.message_id, bytes(row.receipt).hex())
"""
PATIENCE = 60.0  # seconds


def sent_until(outcome: Outcome, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(outcome.receipts) < count:
        assert time.monotonic() < until, "too little is acknowledged"
        time.sleep(0.1)


@both
def test_L01_what_was_acknowledged_before_a_backup_under_load_is_restored(kind, tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "elsewhere").mkdir()
    outcome, stop = Outcome(), threading.Event()
    with database(kind, tmp_path / "ours") as env, database(kind, tmp_path / "elsewhere") as empty:
        with running(env, "serve", "work") as service:
            senders = [threading.Thread(target=send, args=(service, outcome, stop, n)) for n in range(SENDERS)]
            for sender in senders:
                sender.start()
            sent_until(outcome, 20)
            before = {message_id: receipt.hex() for message_id, (_, receipt) in list(outcome.receipts.items())}
            made = answer(env, "backup", tmp_path / "backups")
            sent_until(outcome, len(before) + 10)  # they go on meanwhile and after it
            stop.set()
            for sender in senders:
                sender.join()
        clear(kind, empty, tmp_path / "elsewhere")
        assert answer(empty, "restore", tmp_path / "backups")["damaged"] == made["damaged"] == []
        restored = dict(line.split() for line in python(RECEIVED, empty).splitlines())
        assert before.items() <= restored.items()
        assert answer(empty, "verify")["faults"] == 0


@both
def test_L01_the_drill_restores_elsewhere_starts_it_and_says_how_long_it_took(kind, tmp_path):
    (tmp_path / "ours").mkdir()
    with database(kind, tmp_path / "ours") as env:
        done = schakel(env, "drill", tmp_path / "backups", "--json")
        told = json.loads(done.stdout)
        assert (done.returncode, told["failed"]) == (0, {}), done.stderr
        assert list(told["seconds"]) == ["backup", "restore", "verify", "start"]
        assert told["rows"] > 5
        assert (tmp_path / "backups" / told["backup"] / "manifest.json").exists()
