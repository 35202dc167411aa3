"""The same bill read, decided and answered by several processes at once, on both databases."""

import subprocess
import sys

import pytest

from tests.hub.databases import both, database
from tests.hub.documents.ubl import invoice

BY_SIX = """
import os, sys
from schakel.cli.load import load; load()
from collections import Counter
from django.db import connections
from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.decide import DecidedAlready, decide
from schakel.hub.documents.bills.models import Bill, BillAnswer, Twin
from schakel.hub.documents.bills.read import read_new
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.people.models import User

people = [User.objects.create_user(f"p{n}@p.example", name=f"P{n}") for n in range(6)]
data = sys.stdin.buffer.read()


def by_six(deed):
    connections.close_all()  # each child has its own
    go, ready = os.pipe()
    children = []
    for number in range(6):
        if not (child := os.fork()):
            os.close(ready)
            os.read(go, 1)  # nothing, once all are there
            os._exit(deed(number) or 0)
        children.append(child)
    os.close(ready)
    ends = Counter(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    return dict(sorted(ends.items()))


def bring(number):
    file(data.replace(b"Thank you", b"Copy %d" % number), Way.COMMAND)
    while read_new():
        pass


def choose(number):
    twin = Twin.objects.order_by("pk")[0]
    decision = Twin.Decision.TWO if number % 2 else Twin.Decision.ONE
    return 3 if isinstance(decide(twin, decision, by=people[number]), DecidedAlready) else 0


def answer(number):
    first = Document.objects.order_by("pk")[0]
    record_answer(first, BillAnswer.REFUSED if number % 2 else None)


print(by_six(bring), dict(sorted(Counter(Bill.objects.values_list("effect", flat=True)).items())), Twin.objects.count())
print(by_six(choose))
Twin.objects.update(decision="")
print(by_six(answer))
record_answer(Document.objects.order_by("pk")[0], None)
print(dict(sorted(Counter(Bill.objects.values_list("effect", flat=True)).items())))
"""


@pytest.mark.processes
@both
def test_of_six_that_bring_decide_and_answer_at_once_one_is_first(kind, tmp_path):
    with database(kind, tmp_path) as env:
        done = subprocess.run(
            [sys.executable, "-c", BY_SIX], env=env, input=invoice(), capture_output=True, check=False
        )
    said = done.stdout.decode().splitlines()
    assert (said, done.stderr) == (
        [
            "{0: 6} {'counts': 1, 'duplicate': 5} 15",
            "{0: 1, 3: 5}",
            "{0: 6}",
            "{'counts': 1, 'duplicate': 5}",
        ],
        b"",
    )
