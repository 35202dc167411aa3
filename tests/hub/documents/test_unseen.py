"""A document whose transaction ended long after others with higher ids had been looked at is found all the same."""

import json

import pytest

from schakel.hub.documents import unseen
from schakel.hub.documents.models import Document
from schakel.hub.documents.unseen import Unseen
from schakel.hub.forwarding import dispatcher
from schakel.hub.forwarding.models import Dispatch
from schakel.hub.payments import payables
from schakel.hub.payments.models import Payable
from tests.hub.databases import NO_SERVER, SERVER, database, python
from tests.hub.documents.rows import documents

MARKS = {"dispatch": (Dispatch, dispatcher.dispatch_new), "paying": (Payable, payables.read_new)}


@pytest.fixture
def soon(monkeypatch):
    """Pieces come small and without a pause."""
    monkeypatch.setattr(unseen, "EVERY", 0.0)
    monkeypatch.setattr(unseen, "REST", 0.0)
    monkeypatch.setattr(unseen, "PIECE", 700)


@pytest.fixture(params=MARKS)
def room(request, monkeypatch):
    mark, (model, step) = request.param, MARKS[request.param]
    module = {"dispatch": dispatcher, "paying": payables}[mark]
    monkeypatch.setattr(module, "undispatched" if mark == "dispatch" else "unread", Unseen(mark))
    return model, step


@pytest.mark.whole
@pytest.mark.django_db
def test_a_document_that_is_5000_ids_late_is_found_by_every_room(purchases, room, soon):
    model, step = room
    late = documents(purchases, 5001)[0]
    fields = {"due": "2026-01-31", "connection": purchases, "is_open": True} if model is Payable else {}
    model.objects.bulk_create(model(document=each, **fields) for each in Document.objects.exclude(pk=late.pk))
    rounds = 0
    while not model.objects.filter(document=late).exists() and rounds < 20:
        step()
        rounds += 1
    assert 0 < rounds < 10


@pytest.mark.whole
@pytest.mark.django_db
def test_the_older_ids_are_looked_through_again_and_again(purchases, soon):
    here = Unseen("dispatch")
    rows = documents(purchases, 3000)
    dispatcher.dispatch(rows)
    for row in (rows[0], rows[500]):
        while here.first(10):
            pass
        Dispatch.objects.filter(document=row).delete()
        assert next(found for _ in range(10) if (found := here.first(10))) == [row]
        dispatcher.dispatch([row])


@pytest.mark.django_db
def test_between_two_pieces_there_is_a_pause(purchases, django_assert_num_queries):
    here = Unseen("dispatch")
    dispatcher.dispatch(documents(purchases, 3))
    here.first(10)
    with django_assert_num_queries(2):
        here.first(10)


LATE = """
import json, threading
from schakel.cli.load import load; load()
from django.db import connection, transaction
from schakel.hub.connections.models import Connection
from schakel.hub.documents import unseen
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Dispatch
from tests.hub.documents.rows import documents

unseen.EVERY = unseen.REST = 0
here = Connection.objects.get(side="purchase")
written, others_done, late = threading.Event(), threading.Event(), []

def slow():
    with transaction.atomic():
        late.append(documents(here, 1, first=9_000_000)[0].pk)
        written.set()
        others_done.wait(60)
    connection.close()

thread = threading.Thread(target=slow)
thread.start()
written.wait(60)
documents(here, 2500)
while dispatch_new():
    pass
before = Dispatch.objects.filter(document=late[0]).exists()
others_done.set()
thread.join()
for _ in range(5):
    dispatch_new()
print(json.dumps([before, Dispatch.objects.filter(document=late[0]).exists()]))
"""


@pytest.mark.skipif(not SERVER, reason=NO_SERVER)
def test_on_postgresql_a_transaction_that_stays_open_while_others_end_loses_nothing(tmp_path):
    with database("postgres", tmp_path) as env:
        assert json.loads(python(LATE, env)) == [False, True]
