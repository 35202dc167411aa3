"""Several documents filed at once, and by several processes: the same bytes are one document (product capability 13, E02)."""

import subprocess
import sys

import pytest
from django.db import IntegrityError

from schakel.hub.documents import filing
from schakel.hub.documents.filing import Arrival, Filed, Repeat, file, file_all
from schakel.hub.documents.models import Document, Event, Judgement, Way
from tests.hub.databases import both, database
from tests.hub.documents.ubl import invoice

BY_SIX = """
import os, sys
from schakel.cli.load import load; load()
from django.db import connections
from schakel.hub.connections.models import Connection
from schakel.hub.documents.filing import Arrival, file, file_all
from schakel.hub.documents.models import Document, Event, Judgement, Way

purchases = Connection.objects.get(side="purchase")
connections.close_all()
data = sys.stdin.buffer.read()
several = [data.replace(b"2026-1184", b"2026-%d" % n) for n in range(1184, 1204)]


def by_six(deed):
    go, ready = os.pipe()
    children = []
    for _ in range(6):
        if not (child := os.fork()):
            os.close(ready)
            os.read(go, 1)  # nothing, once all are there
            deed()
            os._exit(0)
        children.append(child)
    os.close(ready)
    ends = {os.waitpid(child, 0)[1] for child in children}
    kinds = [Event.objects.filter(kind=kind).count() for kind in ("received", "repeated")]
    print(ends, Document.objects.count(), Judgement.objects.count(), kinds)
    connections.close_all()


by_six(lambda: file(data, Way.COMMAND))
by_six(lambda: file_all([Arrival(each, [purchases]) for each in several], Way.COMMAND))
"""


@pytest.mark.processes
@both
def test_the_same_bytes_filed_by_six_processes_are_one_document(kind, tmp_path):
    """One for itself, then twenty at once of which it is the first."""
    with database(kind, tmp_path) as env:
        done = subprocess.run(
            [sys.executable, "-c", BY_SIX], env=env, input=invoice(), capture_output=True, check=False
        )
    expected = ["{0} 1 1 [1, 5]", "{0} 20 20 [20, 106]"]
    assert (done.stdout.decode().splitlines(), done.stderr) == (expected, b"")


def arrivals(connection, *several: bytes) -> list[Arrival]:
    return [Arrival(each, [connection]) for each in several]


def test_of_many_each_is_new_or_a_repeat_in_the_order_in_which_they_came(purchases):
    known = file(invoice(number="A"), Way.COMMAND, into=purchases).documents[0]
    called: list[list[str]] = []
    outcomes = file_all(
        arrivals(purchases, invoice(number="B"), invoice(number="A"), b"no invoice", invoice(number="B")),
        Way.PEPPOL,
        on_filed=lambda documents: called.append([each.number for each in documents]),
    )
    assert [type(each) for each in outcomes] == [Filed, Repeat, Filed, Repeat]
    assert outcomes[1].documents == (known,)
    assert outcomes[3].documents == outcomes[0].documents
    assert outcomes[2].documents[0].fault == "not_well_formed"
    assert called == [["B", "A", "", "B"]]
    kinds = [(each.document.number, each.kind) for each in Event.objects.filter(way="peppol").order_by("pk")]
    assert kinds == [("B", "received"), ("A", "repeated"), ("", "received"), ("B", "repeated")]
    assert Judgement.objects.filter(document=outcomes[0].documents[0]).count() == 1


def test_nothing_is_filed_when_one_of_many_cannot_be(purchases):
    def fail(_documents):
        raise ValueError("the caller's")

    with pytest.raises(ValueError, match="the caller's"):
        file_all(arrivals(purchases, invoice(number="A"), invoice(number="B")), Way.PEPPOL, on_filed=fail)
    assert (Document.objects.count(), Event.objects.count()) == (0, 0)
    assert file_all([], Way.PEPPOL) == []


def test_what_another_process_files_at_the_same_moment_is_its_document(purchases, monkeypatch):
    """As PostgreSQL shows it: looked for and not there, and then it cannot be inserted."""
    first = file(invoice(number="A"), Way.COMMAND, into=purchases).documents[0]
    looks = [{}, *[filing.known_among] * 9]

    def known_among(entries):
        look = looks.pop(0)
        return look(entries) if callable(look) else look

    monkeypatch.setattr(filing, "known_among", known_among)
    outcomes = file_all(arrivals(purchases, invoice(number="B"), invoice(number="A")), Way.PEPPOL)
    assert [each.is_new for each in outcomes] == [True, False]
    assert outcomes[1].documents == (first,)
    assert sorted(Document.objects.values_list("number", flat=True)) == ["A", "B"]


def test_a_row_that_the_database_refuses_for_another_reason_is_not_tried_for_ever(purchases, monkeypatch):
    def refuse(*_args, **_more):
        raise IntegrityError("a constraint of another kind")

    monkeypatch.setattr(Document.objects, "bulk_create", refuse)
    with pytest.raises(IntegrityError):
        file(invoice(), Way.COMMAND, into=purchases)
