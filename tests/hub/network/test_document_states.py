"""What did not reach its receiver over Peppol is a state of documents, together with what was not forwarded."""

import pytest

from schakel.hub.connections.models import Access
from schakel.hub.documents.listing import counted, find_documents
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.search.states import states, visible
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.network.models import Transmission
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents.rows import documents
from tests.hub.plans import plans

pytestmark = pytest.mark.django_db
FAILED = Search(state="failed", order="received")


def transmission(document: Document, state: str, **columns) -> Transmission:
    name = f"{document.pk}-{Transmission.objects.count()}"
    return Transmission.objects.create(
        document=document, state=state, message_id=name, instance_id=name, **({"direction": "out"} | columns)
    )


@pytest.fixture
def ended(sales) -> list[Document]:
    """Each in another state of its transmission, in the order of these."""
    made = documents(sales, len(Transmission.State.values))
    for document, state in zip(made, Transmission.State.values, strict=True):
        Document.objects.filter(pk=document.pk).update(number=state)
        transmission(document, state)
    return list(Document.objects.order_by("pk"))


@pytest.fixture
def not_forwarded(purchases, office, alice) -> Document:
    (bill,) = documents(purchases, 1, first=100)
    ledger = Forwarder.objects.create(office=office, name="Ledger", kind="pull", created_by=alice)
    Forward.objects.create(document=bill, connection=purchases, forwarder=ledger, state="failed", due_at=None)
    return bill


def numbers(user, search: Search = FAILED) -> list[str]:
    found = find_documents(user, search)
    names = sorted(found.documents.values_list("number", flat=True))
    assert counted(found) == len(names)
    return names


def test_what_failed_for_good_or_was_rejected(alice, ended):
    assert numbers(alice) == ["failed", "rejected"]


@pytest.mark.parametrize("limit", ["search.states.MOST", "search.find.MOST", "search.find.MOST_NARROW"])
def test_also_where_there_are_many(alice, ended, not_forwarded, monkeypatch, limit):
    monkeypatch.setattr(f"schakel.hub.documents.{limit}", 0)
    found = find_documents(alice, FAILED).documents
    assert sorted(found.values_list("number", flat=True)) == ["100", "failed", "rejected"]


@pytest.mark.parametrize("state", ["queued", "sent", "confirmed"])
def test_not_when_it_was_sent_once_more(alice, ended, state):
    transmission(Document.objects.get(number="failed"), state)
    assert numbers(alice) == ["rejected"]


def test_once_when_it_failed_twice(alice, ended):
    transmission(Document.objects.get(number="failed"), "failed")
    assert numbers(alice) == ["failed", "rejected"]


def test_with_what_was_not_forwarded_which_the_office_alone_is_shown(alice, clara, ended, not_forwarded):
    for document in (not_forwarded, ended[0]):
        Access.objects.create(connection=document.connection, user=clara)
    assert numbers(alice) == ["100", "failed", "rejected"]
    assert numbers(clara) == ["failed", "rejected"]
    assert all(states["failed"] in visible(user) for user in (alice, clara))


def test_G03_nobody_finds_what_failed_for_others(diane, clara, other_office, held, ended):
    assert numbers(diane) == numbers(clara) == []


def test_the_list_says_it_and_the_api_and_the_sheet_give_the_same(alice, office, ended, not_forwarded):
    client, program = signed_in(alice), Program(key_of(office, alice)[1])
    page = client.get("/documents/?state=failed").text
    assert "Sending or forwarding failed" in page
    assert '<option value="failed" selected' in page
    items = program.get("/documents", state="failed").json()["items"]
    assert sorted(each["number"] for each in items) == ["100", "failed", "rejected"]


def test_each_room_is_asked_by_an_index_of_its_own(alice, ended):
    with plans() as told:
        numbers(alice)
    for index in ("transmissions_failed", "transmissions_rejected"):
        assert any(index in each for each in told)
    assert not any("SCAN forwarding_forward " in each or "Seq Scan" in each for each in told)
