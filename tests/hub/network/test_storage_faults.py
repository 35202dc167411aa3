"""D04, D06, D07, L12: a disk that is really full, a database somebody else really holds, a log that is cut off anywhere."""

import shutil
import sqlite3

import pytest

from tests.hub.databases import BEGIN, database, python

FAULTS = (
    BEGIN
    + """
import logging, sqlite3
from django.conf import settings
from django.db import connection
from django.test import Client
from tests.hub.documents.ubl import invoice
from tests.hub.network.posting import post
from tests.hub.network.world import Peer, verify

logging.disable(logging.CRITICAL)

def full():
    pages = connection.cursor().execute("PRAGMA page_count").fetchone()[0]
    connection.cursor().execute(f"PRAGMA max_page_count = {pages}")

def freed():
    connection.cursor().execute("PRAGMA max_page_count = 1000000")

def held():
    connection.cursor().execute("PRAGMA busy_timeout = 100")
    held.by = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    held.by.execute("BEGIN IMMEDIATE")

def given_back():
    held.by.execute("ROLLBACK")

for begin, end in ((full, freed), (held, given_back)):
    sent = Peer().message(invoice(note="x" * 200_000))
    begin()
    refused, health = post(sent), [Client().get(f"/{name}").status_code for name in ("live", "ready")]
    end()
    health.append(Client().get("/ready").status_code)
    taken = post(sent)
    verify(sent, taken.status_code, taken.content)
    print(begin.__name__, refused.status_code, refused["Retry-After"], len(refused.content), *health)
"""
)

ACKNOWLEDGED = (
    BEGIN
    + """
import shutil
from django.conf import settings
from tests.hub.documents.ubl import invoice
from tests.hub.network.posting import post
from tests.hub.network.world import Peer
place = settings.DATABASES["default"]["NAME"]
for number in range(4):
    sent = Peer().message(invoice(number=str(number)))
    assert post(sent).status_code == 200
    shutil.copy(f"{place}-wal", f"{settings.DATA}/wal-{number}")  # what the disk held when this receipt left
    print(sent.message_id)
shutil.copy(place, f"{settings.DATA}/main")
"""
)


@pytest.mark.processes
def test_D04_D06_L12_no_receipt_while_the_disk_is_full_or_the_database_held_and_taken_afterwards(tmp_path):
    with database("sqlite", tmp_path) as env:
        assert python(FAULTS, env).splitlines() == [
            "full 503 60 0 200 503 200",
            "held 503 60 0 200 503 200",
        ]


@pytest.mark.processes
def test_D07_after_a_power_cut_everything_acknowledged_is_there(tmp_path):
    """The log as it lay on the disk when a receipt left, and any piece of what was being written after it."""
    with database("sqlite", tmp_path) as env:
        sent = python(ACKNOWLEDGED, env).splitlines()
    last = (tmp_path / f"wal-{len(sent) - 1}").read_bytes()
    for number in range(len(sent)):
        synced = (tmp_path / f"wal-{number}").read_bytes()
        for torn in (0, 1000, 5000):
            found = recovered(tmp_path, synced + last[len(synced) : len(synced) + torn])
            assert set(sent[: number + 1]) <= found


def recovered(place, log: bytes) -> set[str]:
    shutil.copy(place / "main", place / "again.sqlite3")
    (place / "again.sqlite3-shm").unlink(missing_ok=True)
    (place / "again.sqlite3-wal").write_bytes(log)
    database = sqlite3.connect(place / "again.sqlite3")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = {row[0] for row in database.execute("SELECT message_id FROM network_transmission")}
    database.close()
    return rows
