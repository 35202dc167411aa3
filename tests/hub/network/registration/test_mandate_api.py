"""Mandates by API: asked, listed, asked again, with the signed paper."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections.models import Scope
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration.worker import record_answer
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a signed mandate"


@pytest.fixture
def program(office, alice):
    return Program(key_of(office, alice, Scope.INVITE)[1])


@pytest.fixture
def asked(program, bakery) -> dict:
    return program.post("/mandates", {"company": bakery.pk, "given_by": "Clara"}).json()


def test_the_client_is_asked_by_mail_and_the_registration_waits(program, bakery, mailoutbox):
    given = {"company": bakery.pk, "given_by": "Clara", "document_choices": ["invoices"], "migration_key": "K-1"}
    answer = program.post("/mandates", given, once="ask-1")
    assert (answer.status_code, answer.json()["state"]) == (201, "asked")
    assert program.post("/mandates", given, once="ask-1").content == answer.content
    worker.drain()
    [message] = mailoutbox
    assert message.to == ["clara@clara.example"]
    row = Registration.objects.get()
    assert (row.state, row.scheme, row.migration_key) == ("mandate", "0208", "K-1")
    mandate = Mandate.objects.get()
    assert mandate.token not in program.get("/mandates").text
    record_answer(mandate, Mandate.State.CONFIRMED)
    assert program.get(f"/mandates/{mandate.pk}").json()["state"] == "confirmed"
    assert Registration.objects.get().state == "wanted"


def test_one_that_is_asked_or_confirmed_is_not_asked_twice(program, bakery, asked):
    answer = program.post("/mandates", {"company": bakery.pk})
    assert (answer.status_code, answer.json()["code"], answer.json()["mandate"]) == (409, "mandate_there", asked["id"])
    record_answer(Mandate.objects.get(), Mandate.State.REFUSED)
    assert program.post("/mandates", {"company": bakery.pk}).status_code == 201


def test_all_that_is_wrong_is_said(program, office):
    company = company_of(office, "No address", "0417710407")
    later = f"{timezone.localdate() + timedelta(days=1)}"
    answer = program.post("/mandates", {"company": company.pk, "given_by": "<b>", "given_on": later})
    assert answer.json()["code"] == "mandate_refused"
    assert {each["at"] for each in answer.json()["errors"]} == {"body.given_by", "body.given_on", "body.email"}


def test_G07_nobody_of_the_office_is_asked(program, bakery, bob):
    bob.emailaddress_set.create(email="bob.private@b.example", verified=True)
    for address in (bob.email.upper(), "bob.private@b.example"):
        answer = program.post("/mandates", {"company": bakery.pk, "email": address})
        assert answer.json()["code"] == "mandate_refused"
    assert not Mandate.objects.exists()


def test_G02_another_offices_company_is_as_one_that_is_not_there(program, other_office):
    theirs = company_of(other_office, "Theirs", "0899965307", email="x@x.example")
    refused, nowhere = (program.post("/mandates", {"company": pk}).json() for pk in (theirs.pk, 999_999))
    assert refused["errors"][0]["at"] == nowhere["errors"][0]["at"] == "body.company"
    assert not Mandate.objects.exists()


def test_asked_again_the_old_link_ends_but_not_at_once_and_not_after_an_answer(program, asked):
    where, before = f"/mandates/{asked['id']}/reminders", Mandate.objects.get().token
    worker.drain()
    assert (program.post(where).status_code, program.post(where).json()["code"]) == (409, "mandate_just_sent")
    Mandate.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    assert program.post(where).status_code == 202
    assert Mandate.objects.get().token != before
    record_answer(Mandate.objects.get(), Mandate.State.CONFIRMED)
    answer = program.post(where)
    assert (answer.status_code, answer.json()["code"]) == (409, "mandate_answered")


def test_an_answer_that_came_meanwhile_is_not_undone(office, bakery, asked):
    old = Mandate.objects.get()
    record_answer(Mandate.objects.get(), Mandate.State.CONFIRMED)
    assert not old.ask_again()
    assert Mandate.objects.get().state == "confirmed"


def test_the_signed_paper_is_kept_once(program, asked):
    where = f"/mandates/{asked['id']}/proof"
    assert program.get(where).status_code == 404
    for data, code in ((b"", "empty"), (b"<html>", "not_a_proof")):
        assert program.ask("PUT", where, data).json()["code"] == code
    for _ in range(2):
        assert program.ask("PUT", where, PDF).json()["has_proof"] is True
    answer = program.get(where)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    other = program.ask("PUT", where, PDF + b"!")
    assert (other.status_code, other.json()["code"]) == (409, "proof_there")
    assert program.get(where).content == PDF


def test_the_list_takes_a_company_and_a_state(program, bakery, office, asked):
    mill = company_of(office, "Mill", "0899965307", email="max@mill.example")
    program.post("/mandates", {"company": mill.pk})
    record_answer(Mandate.objects.get(company=mill), Mandate.State.CONFIRMED)
    assert [each["company"] for each in program.get("/mandates").json()["items"]] == [mill.pk, bakery.pk]
    assert [each["company"] for each in program.get("/mandates", state="asked").json()["items"]] == [bakery.pk]
    assert [each["state"] for each in program.get("/mandates", company=mill.pk).json()["items"]] == ["confirmed"]
