"""Several people contest one invoice at the same moment, on both databases: one protest, one answer, the others are told."""

import subprocess
import sys

import pytest

from tests.hub.databases import both, database
from tests.hub.documents.ubl import invoice

BY_FOUR = """
import os, sys
from schakel.cli.load import load; load()
from collections import Counter
from django.db import connections
from schakel.hub.connections.models import Connection
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.models import Answer, Protest
from schakel.hub.network.protests.contest import MEANWHILE, ProtestRequest, contest, withdraw
from schakel.hub.people.models import User

people = [User.objects.create_user(f"p{n}@p.example", name=f"P{n}") for n in range(4)]
file(sys.stdin.buffer.read(), Way.COMMAND)
document = Document.objects.get(connection__side="purchase")


def by_four(deed):
    connections.close_all()  # each child has its own
    go, ready = os.pipe()
    children = []
    for number in range(4):
        if not (child := os.fork()):
            os.close(ready)
            os.read(go, 1)  # nothing, once all are there
            os._exit(3 if deed(people[number]) is MEANWHILE else 0)
        children.append(child)
    os.close(ready)
    ends = Counter(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    return dict(sorted(ends.items()))


asked = ProtestRequest(Protest.Says.UNDER_QUERY, reasons=["price"], email="billing@mill.example", language="nl")
print(by_four(lambda by: contest(document, asked, by=by)), Protest.objects.count(), Answer.objects.count())
first = Protest.objects.get().pk
print(by_four(lambda by: withdraw(document, after=first, by=by)), Protest.objects.count())
"""


@pytest.mark.processes
@both
def test_of_four_who_contest_or_take_back_at_once_one_is_first(kind, tmp_path):
    with database(kind, tmp_path) as env:
        done = subprocess.run(
            [sys.executable, "-c", BY_FOUR], env=env, input=invoice(), capture_output=True, check=False
        )
    assert (done.stdout.decode().splitlines(), done.stderr) == (["{0: 1, 3: 3} 1 1", "{0: 1, 3: 3} 2"], b"")
