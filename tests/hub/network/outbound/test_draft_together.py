"""People who issue at once, and processes that die: one number each, nothing lost, nothing sent twice."""

from tests.hub.databases import both, database, python

BEGIN = """
import os
from schakel.cli.load import load; load()
from django.db import connections
from django.utils import timezone
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document
from schakel.hub.network.outbound import draft as draft_sending
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.models import Transmission
from schakel.hub.people.models import User
from schakel.hub.sales.models import Counter, Draft
from tests.hub.network.world import Peer
from schakel.peppol.identifiers import ParticipantId
from tests.hub.sales.conftest import HOTEL, content

alice = User.objects.create_user("alice@alice.example", name="Alice")
Company.objects.update(vat_number="BE0738401117")
sales = Connection.objects.get(side="sales")
peer = Peer()
peer.publish(ParticipantId("0208:" + HOTEL))

def drafts(count):
    return [Draft.objects.create(connection=sales, content=content()) for _ in range(count)]

def child(deed):
    connections.close_all()
    reader, writer = os.pipe()
    if not (pid := os.fork()):
        try:
            os.write(writer, str(deed()).encode())
        except BaseException as fault:
            os.write(writer, repr(fault).encode())
        os._exit(1)
    os.close(writer)
    return pid, os.fdopen(reader)

def said(*children):
    for pid, _reader in children:
        os.waitpid(pid, 0)
    return [reader.read() for _pid, reader in children]
"""

TOGETHER = (
    BEGIN
    + """
waiting = drafts(8)
def send_all():
    return ",".join(draft_sending.send(draft, by=alice).number for draft in waiting)
answers = said(*[child(send_all) for _ in range(3)])
assert len(answers[0]) > 70, answers
numbers = sorted(Document.objects.values_list("number", flat=True))
print(len(numbers), len(set(numbers)), numbers[-1][4:], Counter.objects.get().next, len(set(answers)), Transmission.objects.count())
"""
)

APART = (
    BEGIN
    + """
def send_each(mine):
    return lambda: ",".join(draft_sending.send(draft, by=alice).number for draft in mine)
draft_sending.send(drafts(1)[0], by=alice)  # from now on there is a counter
children = [child(send_each(mine)) for mine in [drafts(8) for _ in range(3)]]
answers = said(*children)
numbers = sorted(Document.objects.values_list("number", flat=True))
print(len(numbers), len(set(numbers)), numbers[-1][4:], Counter.objects.get().next)
"""
)

KILLED = (
    BEGIN
    + """
[draft] = drafts(1)

def dies_before_the_end():
    queue_packed = draft_sending.queue_packed
    draft_sending.queue_packed = lambda document, packed: (queue_packed(document, packed), os._exit(9))
    draft_sending.send(draft, by=alice)

said_before = said(child(dies_before_the_end))
assert said_before == [""], said_before  # it died where it should, not of something else
print(Document.objects.count(), Transmission.objects.count(), Counter.objects.count())

said(child(lambda: (draft_sending.send(draft, by=alice), os._exit(9))))
print(Document.objects.get().number[4:], Transmission.objects.get().state)

def dies_before_it_is_noted():
    outbound.record_receipt = lambda *_a, **_k: (os.write(out, peer.taken[0].message_id.encode()), os._exit(9))
    outbound.send_queued()

reading, out = os.pipe()
said(child(dies_before_it_is_noted))
first = os.read(reading, 500).decode()
Transmission.objects.update(due_at=timezone.now())
[second] = said(child(lambda: (outbound.send_queued(), peer.taken[0].message_id)[1]))
row = Transmission.objects.get()
print(first == second == row.message_id, row.state, Document.objects.count())
"""
)


@both
def test_two_people_issuing_at_once_never_get_one_number_twice(kind, tmp_path):
    """Three of them press the button under the same eight drafts."""
    with database(kind, tmp_path) as env:
        assert python(TOGETHER, env) == "8 8 -0008 9 1 8"


@both
def test_three_people_issuing_drafts_of_their_own_at_once_never_get_one_number_twice(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(APART, env) == "25 25 -0025 26"


@both
def test_killed_between_issuing_and_sending_nothing_is_lost_and_it_is_sent_under_one_id(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(KILLED, env).splitlines() == ["0 0 0", "-0001 queued", "True sent 1"]
