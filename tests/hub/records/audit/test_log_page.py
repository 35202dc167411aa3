"""The log of an office as its owners see it: searched, exported; and by API."""

import json

import pytest
from django.urls import reverse

from schakel.hub.audit import chain
from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import AuditEntry
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Company, Office, Scope
from schakel.hub.people.models import User
from tests.hub.api_client import Program, key_of
from tests.hub.test_every_address import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(world):
    """Asks for the log of the office as Alice; gives the answer."""
    address = reverse("audit:log", args=[world["office"]])
    return lambda **asked: client_of(world, "alice").get(address, asked)


def test_an_owner_reads_who_did_what(world, page):
    client_of(world, "clara").get(reverse("documents:detail", args=[world["document"]]))
    shown = page(person="clara").text
    for word in ("Clara", "viewed a document", "Bakery Cornflower", "127.0.0.1", "on a page"):
        assert word in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "Diane"}, False),
        ({"person": "ALICE"}, True),
        ({"company": "cornflower"}, True),
        ({"company": "other"}, False),
        ({"action": "document_answer_sent"}, True),
        ({"action": "access_ended"}, False),
        ({"since": "2000-01-01", "until": "2099-01-01"}, True),
        ({"until": "2000-01-01"}, False),
        ({"since": "2099-01-01"}, False),
    ],
)
def test_it_is_searched(page, asked, found):
    assert ("Nothing found" not in page(**asked).text) == found


@pytest.mark.parametrize("asked", [{"since": "x"}, {"action": "x"}, {"person": "x" * 101}])
def test_what_is_asked_wrongly_is_said(page, asked):
    assert page(**asked).status_code == 422


def test_I07_a_forged_cursor_is_a_first_page(page):
    assert page(after="x").status_code == 200


def test_G03_the_log_of_another_office_is_nobody_elses(world, page):
    other = Office.objects.get(name="Office Diane")
    record(Action.OFFICE_CHANGED, other, place=Place(other.pk), by=world.persons["diane"], detail="secret detail")
    assert "secret detail" not in page().text
    key = key_of(Office.objects.get(pk=world["office"]), User.objects.get(name="Alice"), Scope.AUDIT)[1]
    assert "secret detail" not in Program(key).get("/audit-entries").text


def test_a_member_who_is_no_owner_reads_no_log_by_api(world):
    key = key_of(Office.objects.get(pk=world["office"]), User.objects.get(name="Bob"), Scope.AUDIT)[1]
    assert Program(key).get("/audit-entries").status_code == 404


def test_the_api_gives_what_an_export_holds(world):
    alice = User.objects.get(name="Alice")
    key = key_of(Office.objects.get(pk=world["office"]), alice, Scope.AUDIT)[1]
    chain.link_all()
    row = Program(key).get("/audit-entries", limit=1).json()["items"][0]
    entry = AuditEntry.objects.get(pk=row["id"])
    assert (row["position"], row["previous"]) == (1, "00" * 32)
    assert row["hash"] == chain.hash_of(chain.facts_of(entry), bytes(32)).hex()


def test_an_export_as_proof_is_the_whole_chain(world):
    answer = client_of(world, "alice").get(reverse("audit:export", args=[world["office"]]))
    rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["action"] == "log_exported"
    assert {row["office"] for row in rows} == {world["office"]}


def test_K01_an_export_to_read_runs_no_formula(world):
    record(Action.OFFICE_CHANGED, place=Place(world["office"]), by=world.persons["alice"], detail="=1+1")
    answer = client_of(world, "alice").get(reverse("audit:export", args=[world["office"]]), {"form": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.startswith("When,Who,What,Company")
    assert ",'=1+1" in text


def test_an_erased_account_is_named_by_its_number(world, page):
    record(Action.OFFICE_CHANGED, place=Place(world["office"]), by=987654)
    assert "Erased account 987654" in page().text


def test_a_company_that_left_is_named_no_more(world, page):
    Company.objects.filter(pk=world["company"]).update(office=Office.objects.get(name="Office Diane"))
    assert "Bakery Cornflower" not in page().text
