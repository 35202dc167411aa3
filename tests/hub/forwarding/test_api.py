"""A package fetches what waits for it, and says that it has it."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder, Route, Sample
from schakel.hub.forwarding.overview import counts_of_forwarders
from schakel.hub.forwarding.sample_offer import offer_sample
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
    monkeypatch.setattr("schakel.hub.forwarding.fetch_queue.is_approved", lambda document: document.number == "3")
    assert numbers(program.get("/forwards", limit=1).json()) == ["3"]


def test_a_key_of_the_company_itself_fetches_nothing_for_the_office(fetched, bakery, held, clara):
    assert Program(key_of(bakery, clara)[1]).get("/forwards").json() == {"items": [], "next": None}


def test_a_key_of_one_company_fetches_that_company_only(fetched, bakery, alice):
    assert numbers(Program(key_of(bakery, alice)[1]).get("/forwards").json()) == ["1", "2", "3"]


@pytest.fixture
def laid(fetched) -> Sample:
    return offer_sample(Route.active().get(forwarder=fetched))


def test_the_sample_of_a_test_is_fetched_and_ticked_off_as_all_others(program, fetched, laid):
    listed = program.get("/forwards").json()["items"]
    assert numbers({"items": listed}) == ["1", "2", "3", "SCHAKEL-TEST"]
    shown = listed[-1]
    assert [each["is_sample"] for each in listed] == [False, False, False, True]
    path = f"/forwards/{shown['id']}"
    assert program.get(path).json() == shown
    files = [program.get(f"{path}/files/{index}") for index in (0, 1, 2)]
    assert (hashlib.sha256(files[0].content).hexdigest(), files[2].status_code) == (shown["document"]["sha256"], 404)
    assert files[1].content.startswith(b"%PDF-")
    for _ in range(2):
        assert program.post(f"{path}/acknowledgements").json()["state"] == "sent"
    assert numbers(program.get("/forwards").json()) == ["1", "2", "3"]


def test_a_sample_is_no_forward_and_no_document(program, fetched, laid):
    before = Document.objects.count(), Forward.objects.count()
    path = f"/forwards/{laid.number}"
    assert program.get(f"{path}/files/0").status_code == program.post(f"{path}/acknowledgements").status_code == 200
    assert (Document.objects.count(), Forward.objects.count()) == before
    assert not Dispatch.objects.filter(exported_at__isnull=False).exists()
    counts = counts_of_forwarders([fetched.pk])[fetched.pk]
    assert (counts.waiting, counts.last) == (3, None)


def test_a_sample_never_stands_between_a_package_and_what_waits(program, laid):
    after, seen = 0, []
    while after is not None:
        page = program.get("/forwards", limit=1, after=after).json()
        after, seen = page["next"], seen + numbers(page)
    assert seen == ["1", "2", "3", "SCHAKEL-TEST"]
    assert numbers(program.get("/forwards", after=laid.number).json())[0] == "1"


def test_a_sample_is_gone_after_a_day_and_after_the_next(program, laid):
    offer_sample(laid.route)
    assert program.get(f"/forwards/{laid.number}").status_code == 404
    Sample.objects.update(at=timezone.now() - timedelta(hours=25))
    assert numbers(program.get("/forwards").json()) == ["1", "2", "3"]


def test_G01_a_sample_answers_no_other_key(laid, bakery, held, clara, other_office, diane):
    for of, by in ((bakery, clara), (other_office, diane)):
        other = Program(key_of(of, by)[1])
        assert other.get("/forwards").json()["items"] == []
        for answer in (
            other.get(f"/forwards/{laid.number}"),
            other.get(f"/forwards/{laid.number}/files/0"),
            other.post(f"/forwards/{laid.number}/acknowledgements"),
        ):
            assert answer.status_code == 404
    laid.refresh_from_db()
    assert laid.fetched_at is laid.acknowledged_at is None
