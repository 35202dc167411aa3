"""Accounts at providers by API."""

import json

import pytest

from schakel.hub.connections.models import Scope
from schakel.hub.network.models import AccountCompany, ProviderAccount, Registration
from tests.hub.api_client import Program, key_of
from tests.hub.network.conftest import registered

pytestmark = pytest.mark.django_db
ONE = pytest.mark.parametrize("service", ["recommand"], indirect=True)
PATH = "/provider-accounts"


@pytest.fixture
def program(office, alice) -> Program:
    return Program(key_of(office, alice, Scope.ACCOUNTS)[1])


def given(service, **more) -> dict[str, str]:
    return {
        "provider": "recommand",
        "key": "a key",
        "secret": "a secret",
        "url": f"http://localhost:{service.port}",
        **more,
    }


@ONE
def test_a_program_adds_tries_and_removes_an_account_with_its_company(program, service, bakery):
    made = program.post(PATH, given(service))
    assert (made.status_code, made.json()["state"]) == (201, "untried")
    place = f"{PATH}/{made.json()['id']}"
    assert program.post(f"{place}/companies", {"company": bakery.pk}).json() == {
        "company": bakery.pk,
        "legal_entity": "",
    }
    assert program.post(f"{place}/tries", {}).json()["state"] == "working"
    assert [each["company"] for each in program.get(f"{place}/companies").json()["items"]] == [bakery.pk]
    assert program.ask("DELETE", f"{place}/companies/{bakery.pk}").status_code == 204
    assert program.ask("DELETE", place).status_code == 204
    assert program.get(PATH).json()["items"] == []


@ONE
def test_L06_no_answer_holds_a_key(program, account):
    answers = [
        program.get(PATH),
        program.get(f"{PATH}/{account.pk}"),
        program.ask("PATCH", f"{PATH}/{account.pk}", {"key": "other"}),
    ]
    text = json.dumps([answer.json() for answer in answers])
    assert not [secret for secret in ("a key", "a secret", "hush", "other", "gAAAA") if secret in text]
    account.refresh_from_db()
    assert account.credentials["key"] == "other"


@ONE
def test_E09_the_same_call_twice_makes_one_account(program, service):
    answers = [program.post(PATH, given(service), once="one") for _each in range(2)]
    assert answers[0].json() == answers[1].json()
    assert ProviderAccount.objects.count() == 1
    assert program.post(PATH, given(service)).json()["code"] == "account_refused"


@ONE
def test_G04_a_key_of_who_owns_nothing_reaches_no_account(account, office, bob, service):
    program = Program(key_of(office, bob, Scope.ACCOUNTS)[1])
    assert program.get(PATH).json()["items"] == []
    assert program.get(f"{PATH}/{account.pk}").status_code == 404
    refused = program.post(PATH, given(service, key="another"))
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (422, "key")


@ONE
def test_what_is_wrong_is_named_with_its_place(program, service, account):
    assert program.post(PATH, given(service, url="http://10.0.0.1")).json()["errors"][0]["at"] == "url"
    assert program.post(PATH, {"provider": "peppyrus", "key": "k", "secret": "s"}).json()["errors"][0]["at"] == "secret"
    moved = program.ask("PATCH", f"{PATH}/{account.pk}", {"url": ""})
    assert (moved.status_code, moved.json()["errors"][0]["at"]) == (422, "key")


@ONE
def test_what_is_in_use_is_not_removed(program, account, bakery):
    registered(bakery, "0208", bakery.enterprise_number)
    Registration.objects.update(access_point="provider")
    for place in (f"{PATH}/{account.pk}", f"{PATH}/{account.pk}/companies/{bakery.pk}"):
        refused = program.ask("DELETE", place)
        assert (refused.status_code, refused.json()["code"]) == (409, "account_in_use")
    assert AccountCompany.objects.exists()
