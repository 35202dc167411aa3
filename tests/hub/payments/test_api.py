"""What is open, and bank statements, by API."""

import pytest

from schakel.hub.payments.models import Statement
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of
from tests.hub.payments.camt import IBAN, camt, out

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(bakery, alice) -> Program:
    return Program(key_of(bakery, alice)[1])


def test_what_is_open_with_what_is_left(program, bought):
    bought()
    [item] = program.get("/open-items").json()["items"]
    assert (item["number"], item["left"], item["state"], item["iban"]) == (
        "2026-1184",
        "121",
        "to_pay",
        "BE71096123456769",
    )
    assert program.get("/open-items", side="sales").json()["items"] == []
    assert program.get("/open-items", q="bread").json()["items"] == []


def test_a_statement_closes_what_it_paid_and_counts_once(program, bakery, bought, account):
    bought()
    where, data = f"/companies/{bakery.pk}/statements", camt(out("-121.00", text="090933755493"))
    added = program.post(where, data).json()
    assert (len(added["statements"]), added["matched"], added["foreign"]) == (1, 1, [])
    assert program.get("/open-items").json()["items"] == []
    assert [each["state"] for each in program.get("/open-items", state="paid").json()["items"]] == ["paid"]
    again = program.post(where, data).json()
    assert (again["statements"], again["known"]) == ([], 1)
    assert program.get(where).json()["items"][0]["iban"] == IBAN


@pytest.mark.parametrize(("data", "code"), [(b"<a/>", "not_a_statement"), (b"", "empty"), (b"x", "not_a_statement")])
def test_what_is_no_statement_is_refused(program, bakery, data, code):
    refused = program.post(f"/companies/{bakery.pk}/statements", data)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert not Statement.objects.exists()


def test_G02_a_statement_goes_to_no_company_that_the_key_does_not_reach(program, office):
    other = company_of(office, "Hotel", "0899965307")
    assert program.post(f"/companies/{other.pk}/statements", camt(out("-1.00"))).status_code == 404
    assert not Statement.objects.exists()


def test_G03_open_items_of_one_company_only(office, alice, bought):
    bought()
    other = company_of(office, "Hotel", "0899965307")
    assert Program(key_of(other, alice)[1]).get("/open-items").json()["items"] == []
