"""A package fetches what waits for it, and says that it has it."""

import pytest

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.forwarding.dispatching import dispatch_new
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from tests.hub.api_client import Program, key_of
from tests.hub.documents.ubl import invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def fetched(office, purchases, alice) -> Forwarder:
    forwarder = Forwarder.objects.create(office=office, name="Ledger", kind="pull", contents="both", created_by=alice)
    Route.objects.create(forwarder=forwarder, connection=purchases, since="2020-01-01T00:00Z")
    for number in ("1", "2", "3"):
        file(invoice(number=number), Way.COMMAND, into=purchases)
    dispatch_new()
    return forwarder


@pytest.fixture
def program(office, alice) -> Program:
    return Program(key_of(office, alice)[1])


def numbers(page) -> list[str]:
    return [each["document"]["number"] for each in page["items"]]


def test_what_is_new_is_listed_fetched_and_ticked_off(program, fetched):
    first = program.get("/forwards", limit=2).json()
    second = program.get("/forwards", limit=2, after=first["next"]).json()
    assert (numbers(first), numbers(second), second["next"]) == (["1", "2"], ["3"], None)
    pk = first["items"][0]["id"]
    files = [program.get(f"/forwards/{pk}/files/{index}") for index in (0, 1, 2)]
    assert files[0].content == invoice(number="1")
    assert files[1].content.startswith(b"%PDF-")
    assert files[2].status_code == 404
    for _ in range(2):
        assert program.post(f"/forwards/{pk}/acknowledgements").json()["state"] == "sent"
    assert numbers(program.get("/forwards").json()) == ["2", "3"]
    assert Forward.objects.get(pk=pk).tries.count() == 1


def test_what_waits_for_approval_is_passed_over_without_losing_the_rest(program, fetched, monkeypatch):
    fetched.after_approval = True
    fetched.save()
    monkeypatch.setattr("schakel.hub.forwarding.fetching.is_approved", lambda document: document.number == "3")
    assert numbers(program.get("/forwards", limit=1).json()) == ["3"]


def test_a_key_of_the_company_itself_fetches_nothing_for_the_office(fetched, bakery, held, clara):
    assert Program(key_of(bakery, clara)[1]).get("/forwards").json() == {"items": [], "next": None}


def test_a_key_of_one_company_fetches_that_company_only(fetched, bakery, alice):
    assert numbers(Program(key_of(bakery, alice)[1]).get("/forwards").json()) == ["1", "2", "3"]
