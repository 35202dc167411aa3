"""API keys: made on a page, shown once, alive as long as the right of who made them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.idempotency import fingerprint
from schakel.hub.connections.membership import end_membership
from schakel.hub.connections.models import Access, ApiKey, IdempotencyKey, Role, Scope
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, signed_in

pytestmark = pytest.mark.django_db


def answer(secret: str):
    return Program(secret).get("/key")


def test_J07_a_key_is_kept_as_a_hash_with_its_first_characters(bakery, alice):
    row, secret = key_of(bakery, alice)
    kept = "".join(str(value) for value in ApiKey.objects.filter(pk=row.pk).values_list()[0])
    assert secret not in kept
    assert kept.count(secret[:16]) == 1
    assert secret[16:] not in kept


def test_a_key_tells_what_it_is_and_notes_when_it_was_used(bakery, alice):
    row, secret = key_of(bakery, alice, Scope.READ, name="Ledger")
    assert answer(secret).json() == {
        "name": "Ledger", "prefix": row.prefix, "scopes": ["read"], "office": None, "company": bakery.pk
    }  # fmt: skip
    row.refresh_from_db()
    assert timezone.now() - row.used_at < timedelta(minutes=1)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic x", "Bearer schakel_no", "Bearer é"])
def test_J07_without_a_key_that_exists_nothing_opens(db, header):
    refused = Program().client.get("/api/v1/key", headers={"authorization": header} if header else {})
    assert (refused.status_code, refused["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert refused["Content-Type"] == "application/problem+json"


def test_J07_a_key_in_the_address_is_refused_even_beside_the_header(bakery, alice):
    _row, secret = key_of(bakery, alice)
    for program in (Program(secret), Program()):
        refused = program.get("/key", token=secret)
        assert (refused.status_code, refused.json()["code"]) == (400, "key_in_address")


def test_J07_a_revoked_key_is_dead_from_the_next_call_on(bakery, alice):
    row, secret = key_of(bakery, alice)
    assert answer(secret).status_code == 200
    signed_in(alice).post(reverse("connections:end_key", args=[row.pk]))
    assert answer(secret).status_code == 401


def test_J07_the_key_of_a_deleted_or_switched_off_person_is_dead(bakery, bob):
    _row, secret = key_of(bakery, bob)
    bob.is_active = False
    bob.save()
    assert answer(secret).status_code == 401
    bob.delete()
    assert answer(secret).status_code == 401


@pytest.mark.parametrize("of", ["bakery", "office"])
def test_G04_a_key_dies_with_the_membership_of_its_maker(request, office, alice, bob, of):
    _row, secret = key_of(request.getfixturevalue(of), bob)
    assert answer(secret).status_code == 200
    end_membership(office.members.get(user=bob), alice)
    assert answer(secret).status_code == 401


def test_G04_a_clients_key_dies_when_he_may_only_read(bakery, held, clara):
    _row, secret = key_of(bakery, clara)
    assert [each["kind"] for each in Program(secret).get("/companies").json()["items"][0]["connections"]] == [
        "purchase"
    ]
    Access.give(held.connection, clara, role=Role.READ)
    assert answer(secret).status_code == 401


def test_G06_a_company_that_moved_is_out_of_reach_of_its_former_office(bakery, office, other_office, alice):
    secrets = [key_of(of, alice)[1] for of in (bakery, office)]
    bakery.office = other_office
    bakery.save()
    assert answer(secrets[0]).status_code == 401
    assert Program(secrets[1]).get("/companies").json()["items"] == []


def test_a_key_of_the_office_reaches_all_its_companies_and_no_other(office, other_office, bakery, alice):
    mill = company_of(office, "Mill", "0407214017")
    company_of(other_office, "Else", "0899965307")
    found = Program(key_of(office, alice)[1]).get("/companies").json()
    assert [each["id"] for each in found["items"]] == [bakery.pk, mill.pk]
    assert found["items"][0]["participants"] == ["0208:0738401117"]
    one = Program(key_of(office, alice)[1]).get("/companies", enterprise_number="0738.401.117").json()
    assert [each["id"] for each in one["items"]] == [bakery.pk]


def test_a_key_is_made_on_the_page_and_shown_once(bakery, alice):
    client, address = signed_in(alice), reverse("connections:company_keys", args=[bakery.pk])
    page = client.post(address, {"name": "Ledger", "scopes": ["read", "fetch"]})
    secret = next(word for word in page.text.replace("<", " ").replace(">", " ").split() if word[:8] == "schakel_")
    assert answer(secret).json()["scopes"] == ["read", "fetch"]
    again = client.get(address).text
    assert secret not in again
    assert secret[:16] in again


@pytest.mark.parametrize("given", [{}, {"name": "x"}, {"name": "x", "scopes": ["all"]}, {"scopes": ["read"]}])
def test_G08_a_key_without_a_name_or_with_scopes_that_do_not_exist_is_not_made(bakery, alice, given):
    page = signed_in(alice).post(reverse("connections:company_keys", args=[bakery.pk]), given)
    assert (page.status_code, ApiKey.objects.count()) == (422, 0)


def test_a_client_sees_and_revokes_his_own_keys_only(bakery, held, alice, clara):
    theirs, own = key_of(bakery, alice, name="Theirs")[0], key_of(bakery, clara, name="Own")[0]
    page = signed_in(clara).get(reverse("connections:company_keys", args=[bakery.pk])).text
    assert own.prefix in page
    assert theirs.prefix not in page
    assert signed_in(clara).post(reverse("connections:end_key", args=[theirs.pk])).status_code == 404
    assert own.prefix in signed_in(alice).get(reverse("connections:company_keys", args=[bakery.pk])).text


def test_idempotency_keys_are_forgotten_after_a_day(bakery, alice):
    row, secret = key_of(bakery, alice)
    old = IdempotencyKey.objects.create(api_key=row, value="a", fingerprint="x", at=timezone.now() - timedelta(days=2))
    Program(secret).post("/documents", b"<a/>", once="b")
    assert not IdempotencyKey.objects.filter(pk=old.pk).exists()


def test_L06_a_body_cannot_be_guessed_from_a_copy_of_the_database(rf, settings):
    asked = rf.post("/api/v1/forwarders")
    assert fingerprint(asked, b"one") == fingerprint(asked, b"one") != fingerprint(asked, b"other")
    ours = fingerprint(asked, b"one")
    settings.SECRET_KEY = "of another installation"
    assert fingerprint(asked, b"one") != ours


def test_nothing_at_an_address_is_told_as_a_problem(bakery, alice):
    program = Program(key_of(bakery, alice)[1], language="fr")
    for answered, status in ((program.get("/nothing"), 404), (program.client.delete("/api/v1/key"), 405)):
        assert (answered.status_code, answered["Content-Type"]) == (status, "application/problem+json")
    assert "n’existe pas" in program.get("/nothing").json()["detail"].replace("'", "’")


def test_a_key_is_let_in_so_often_a_minute_and_others_do_not_wait_for_it(bakery, alice, settings, monkeypatch):
    settings.API_CALLS_PER_MINUTE = 3
    monkeypatch.setattr("time.time", lambda: 1_800_000_010.0)
    one, other = (Program(key_of(bakery, alice)[1]) for _ in range(2))
    assert [one.get("/key").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = one.get("/documents")
    assert (refused.json()["code"], refused["Retry-After"]) == ("too_many_calls", "50")
    assert refused["Content-Type"] == "application/problem+json"
    assert other.get("/key").status_code == 200
    monkeypatch.setattr("time.time", lambda: 1_800_000_060.0)
    assert one.get("/key").status_code == 200
