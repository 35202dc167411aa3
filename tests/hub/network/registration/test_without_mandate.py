"""Companies that were registered before anybody asked for a mandate: they stay, marked, and are asked in one run (ADR 0250)."""

import json

import pytest
from click.testing import CliRunner
from django.urls import reverse

from schakel.cli import main
from schakel.hub import worker
from schakel.hub.connections.models import Access, Scope
from schakel.hub.network.models import Mandate, Registration, Run
from schakel.hub.network.registration.worker import record_answer
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, signed_in
from tests.hub.network.registration.test_runs import clients, stages_of

LIST = reverse("network:registrations")
START = {
    "which": "without_mandate",
    "sides": "purchase",
    "role": "full",
    "registers": "on",
    "document_choices": "invoices",
}


@pytest.fixture
def old(office) -> list:
    """Two registered without a mandate, as an older version left them; and one with it."""
    companies = clients(office, 3)
    for each in companies:
        Registration.objects.create(company=each, scheme="0208", value=each.enterprise_number, state="registered")
    mandate = Mandate(company=companies[2], given_on="2026-01-01", email="c2@c.example", language="en")
    mandate.renew()
    record_answer(mandate, Mandate.State.CONFIRMED)
    Mandate.objects.update(due_at=None)
    return companies[:2]


def test_they_are_marked_in_the_list_and_at_the_company_and_only_they(old, office, alice):
    page = signed_in(alice).get(LIST, {"state": "without_mandate"}).content.decode()
    assert "2 addresses are registered without a mandate" in page
    assert (page.count("<small>no mandate</small>"), "Client 2" in page) == (2, False)
    for name in ("connections:company", "network:registration"):
        marked = [
            "has not confirmed a mandate" in signed_in(alice).get(reverse(name, args=[each.pk])).content.decode()
            for each in office.companies.order_by("name")
        ]
        assert marked == [True, True, False]


def test_G07_one_run_asks_all_of_them_and_whatever_they_answer_nothing_is_taken_back(old, alice, mailoutbox):
    client = signed_in(alice)
    assert "Invite and register 2 companies" in client.post(reverse("network:new_run"), START).content.decode()
    client.post(reverse("network:new_run"), START | {"start": "1"})
    worker.drain()
    run = Run.objects.get()
    assert sorted(message.to[0] for message in mailoutbox) == ["c0@c.example", "c1@c.example"]
    assert stages_of(run) == {"Client 0": "sent", "Client 1": "sent"}
    yes, no = (Mandate.objects.get(company=each) for each in old)
    record_answer(yes, Mandate.State.CONFIRMED)
    record_answer(no, Mandate.State.REFUSED)
    assert stages_of(run) == {"Client 0": "registered", "Client 1": "refused"}
    assert set(Registration.objects.values_list("state", flat=True)) == {"registered"}
    assert [each.company for each in Registration.objects.without_mandate()] == [old[1]]


def test_who_accepted_everything_before_is_asked_by_a_mail_of_its_own(old, alice, clara, mailoutbox):
    for each in old[0].connections.all():
        Access.objects.create(connection=each, user=clara)
    signed_in(alice).post(reverse("network:new_run"), START | {"start": "1"})
    worker.drain()
    assert stages_of(Run.objects.get())["Client 0"] == "accepted"
    assert not Mandate.objects.get(company=old[0]).in_invitation
    assert len(mailoutbox) == 2


def test_from_the_page_of_one_company(old, alice, mailoutbox):
    where = reverse("network:registration", args=[old[0].pk])
    assert "Ask the client" in signed_in(alice).get(where).content.decode()
    given = {
        "choices": "invoices",
        "given_by": "Nora",
        "given_on": "2026-11-01",
        "email": "c0@c.example",
        "language": "en",
    }
    assert signed_in(alice).post(where, given).status_code == 302
    worker.drain()
    assert [message.to for message in mailoutbox] == [["c0@c.example"]]
    assert Registration.objects.get(company=old[0]).state == "registered"


def test_G03_each_office_asks_its_own(old, other_office, diane, mailoutbox):
    theirs = company_of(other_office, "Theirs", "0417710407", email="t@t.example")
    Registration.objects.create(company=theirs, scheme="0208", value="0417710407", state="registered")
    signed_in(diane).post(reverse("network:new_run"), START | {"start": "1"})
    worker.drain()
    assert [message.to for message in mailoutbox] == [["t@t.example"]]


def test_by_api_and_command(old, office, alice):
    program = Program(key_of(office, alice, Scope.INVITE)[1])
    without = program.get("/registrations", without_mandate=True).json()["items"]
    assert {(each["company"], each["has_mandate"]) for each in without} == {(each.pk, False) for each in old}
    assert [each["has_mandate"] for each in program.get("/registrations").json()["items"]] == [True, False, False]
    lines = CliRunner().invoke(main, ["registrations", "list", "--json"]).stdout.splitlines()
    assert [json.loads(line)["has_mandate"] for line in lines] == [False, False, True]
