"""What several processes count at once is counted whole, on both databases; what is over is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.people.models import Tally
from schakel.hub.people.throttle import SWEEP, count, counted
from tests.hub.databases import both, database, python

MINUTE = timedelta(minutes=1)
BY_SIX = """
import os
from schakel.cli.load import load; load()
from datetime import timedelta
from django.db import connections
from schakel.hub.connections import throttle as links
from schakel.hub.people.throttle import count, counted

class Request:
    META = {"REMOTE_ADDR": "203.0.113.9"}
    headers = {}

links.address = lambda request: "203.0.113.9"
links.WINDOW = 10**9  # all in one
connections.close_all()
go, ready = os.pipe()
children = []
for _ in range(6):
    if not (child := os.fork()):
        os.close(ready)
        os.read(go, 1)
        for _ in range(20):
            count("one", lasts=timedelta(hours=1))
            links.count_wrong(Request())
        os._exit(0)
    children.append(child)
os.close(ready)
ends = {os.waitpid(child, 0)[1] for child in children}
print(ends, counted("one"), counted(links.key("203.0.113.9")), counted(links.key("all")))
"""


@pytest.mark.processes
@both
def test_H01_six_processes_that_count_at_once_lose_none(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(BY_SIX, env) == "{0} 120 120 120"


def test_each_is_counted_for_itself(db):
    assert [count("a", lasts=MINUTE), count("b", lasts=MINUTE), count("a", lasts=MINUTE)] == [1, 1, 2]
    assert (counted("a"), counted("b"), counted("c")) == (2, 1, 0)


def test_what_is_over_counts_no_more_and_is_deleted_within_the_hour(db, monkeypatch):
    count("a", lasts=MINUTE)
    later = timezone.now() + 2 * SWEEP
    monkeypatch.setattr("schakel.hub.people.throttle.timezone.now", lambda: later)
    monkeypatch.setattr("schakel.hub.people.throttle.time.time", later.timestamp)
    assert counted("a") == 0
    count("b", lasts=MINUTE)
    assert sorted(what for what in Tally.objects.values_list("what", flat=True) if len(what) == 1) == ["b"]
