"""H07: money asks again who you are, also of a person without a password, and what they typed is then done."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.hub.connections.models import Access, ApiKey
from schakel.hub.payments.models import PaymentFile, Rule
from tests.hub.conftest import signed_in
from tests.hub.payments.camt import IBAN, camt, out
from tests.hub.people.conftest import PASSWORD, code
from tests.hub.people.test_second_step import SECRET, six_digits

OTHER = "BE71096123456769"
LONG_AGO = 15 * 60 + 5  # seconds


@pytest.fixture(autouse=True)
def fresh_counts(db):
    cache.clear()


@pytest.fixture
def by_code(clara, held):
    """Clara, who has neither a password nor a second step, signed in some time ago."""
    clara.set_unusable_password()
    clara.save()
    return signed_in(clara, ago=LONG_AGO)


@pytest.fixture
def by_password(clara, held):
    return signed_in(clara, ago=LONG_AGO)


def prove_by_code(client, answer):
    """Through the page that asks, as a person goes."""
    assert answer.url.startswith("/me/again")
    client.get(answer.url)
    return client.post(answer.url, {"code": code(), "next": answer.url.partition("next=")[2].replace("%2F", "/")})


def prove_by_password(client, answer):
    assert answer.url.startswith("/account/reauthenticate/")
    following = answer.url.partition("next=")[2].replace("%2F", "/")
    return client.post(answer.url, {"password": PASSWORD, "next": following})


@pytest.mark.parametrize("how", ["code", "password"])
def test_H07_an_account_is_added_after_the_proof_as_it_was_typed(request, bakery, held, how):
    client = request.getfixturevalue(f"by_{how}")
    page = f"/payments/companies/{bakery.pk}/"
    answer = client.post(page, {"what": "account", "iban": "BE71 0961 2345 6769"})
    assert not bakery.accounts.exists()
    prove = prove_by_code if how == "code" else prove_by_password
    assert prove(client, answer)["Location"] == page
    assert [each.iban for each in bakery.accounts.all()] == [OTHER]


def test_H07_a_rule_is_changed_after_the_proof_as_it_was_typed(by_code, clara, alice, bakery):
    told = {"what": "rule", "mode": "one", "approvers": [clara.pk], "deputies": [alice.pk]}
    answer = by_code.post(f"/payments/companies/{bakery.pk}/", told)
    assert not Rule.objects.exists()
    prove_by_code(by_code, answer)
    assert Rule.objects.get().mode == Rule.Mode.ONE
    assert {each.user for each in bakery.approvers.all()} == {clara, alice}


def test_H07_who_has_an_app_and_no_password_is_asked_for_its_code(by_code, clara, bakery):
    TOTP.activate(clara, SECRET)
    page = f"/payments/companies/{bakery.pk}/"
    answer = by_code.post(page, {"what": "account", "iban": OTHER})
    assert answer.url.startswith("/account/2fa/reauthenticate/")
    wrong = by_code.post(answer.url, {"code": "000000", "next": page})
    assert (wrong.status_code, bakery.accounts.exists()) == (200, False)
    assert by_code.post(answer.url, {"code": six_digits(), "next": page})["Location"] == page
    assert bakery.accounts.exists()


def test_H07_a_wrong_code_changes_nothing(by_code, bakery):
    answer = by_code.post(f"/payments/companies/{bakery.pk}/", {"what": "account", "iban": OTHER})
    by_code.get(answer.url)
    assert by_code.post(answer.url, {"code": "WRON-GONE"}).status_code == 422
    assert not bakery.accounts.exists()


def test_H07_what_is_wrong_in_the_form_is_said_before_the_question(by_code, bakery):
    answer = by_code.post(f"/payments/companies/{bakery.pk}/", {"what": "account", "iban": "BE00"})
    assert answer.status_code == 422


def test_H07_the_file_for_the_bank_after_the_proof(by_code, clara, bought, make):
    file = make(clara, bought())
    answer = by_code.get(f"/payments/files/{file.pk}/download")
    file.refresh_from_db()
    assert file.state == PaymentFile.State.READY
    back = prove_by_code(by_code, answer)["Location"]
    page = by_code.get(back.replace("%3F", "?").replace("%3D", "=")).text
    assert f'http-equiv="refresh" content="1; url=/payments/files/{file.pk}/download"' in page
    assert by_code.get(f"/payments/files/{file.pk}/download").status_code == 200


def test_H07_the_page_begins_no_download_without_a_proof(by_code, clara, bought, make):
    file = make(clara, bought())
    assert "http-equiv" not in by_code.get(f"/payments/files/{file.pk}/?download=1").text


def test_H07_a_key_is_shown_after_the_proof(by_code, bakery):
    page = f"/connections/companies/{bakery.pk}/keys/"
    answer = by_code.post(page, {"name": "Ledger", "scopes": ["read"]})
    assert not ApiKey.objects.exists()
    shown = prove_by_code(by_code, answer)
    assert shown.status_code == 200
    assert "schakel_" in shown.text
    assert f'action="{page}"' in shown.text  # not the address of the question
    assert ApiKey.objects.get().name == "Ledger"


def test_H07_the_third_access_of_others_in_an_hour(alice, purchases, sales, bob, clara, diane):
    alice.set_unusable_password()
    alice.save()
    client = signed_in(alice, ago=LONG_AGO)
    held = [Access.objects.create(connection=purchases, user=user) for user in (bob, clara, diane)]
    ends = [client.post(f"/connections/access/{each.pk}/end/") for each in held]
    assert Access.objects.active().count() == 1
    prove_by_code(client, ends[2])
    assert not Access.objects.active().exists()


def test_giving_up_ones_own_asks_nothing(by_code, held):
    by_code.post(f"/connections/access/{held.pk}/end/")
    assert not Access.objects.active().exists()


def test_H07_an_account_on_the_invoices(by_code, clara, sales, bakery):
    Access.objects.create(connection=sales, user=clara)
    answer = by_code.post(f"/sales/companies/{bakery.pk}/settings/", {"what": "account", "iban": OTHER})
    assert not bakery.seller_accounts.exists()
    prove_by_code(by_code, answer)
    assert [each.iban for each in bakery.seller_accounts.all()] == [OTHER]
    answer = by_code.post(f"/sales/companies/{bakery.pk}/settings/accounts", {"remove": OTHER})
    assert answer["Location"] == f"/sales/companies/{bakery.pk}/settings/"


def test_H07_a_statement_brings_no_first_account_without_a_proof(by_code, bakery):
    file = {"files": statement()}
    by_code.post(f"/payments/companies/{bakery.pk}/statements/", file)
    assert not bakery.accounts.exists()
    assert "Add it first" in by_code.get(f"/payments/companies/{bakery.pk}/statements/").text


def test_with_one_it_does(clara, held, bakery):
    signed_in(clara).post(f"/payments/companies/{bakery.pk}/statements/", {"files": statement()})
    assert [each.iban for each in bakery.accounts.all()] == [IBAN]


def statement():
    return SimpleUploadedFile("s.xml", camt(out("-7.00")))


def test_H07_a_proof_of_another_session_says_nothing(by_code, clara, bakery):
    signed_in(clara)
    assert by_code.post(f"/payments/companies/{bakery.pk}/", {"what": "account", "iban": OTHER}).url.startswith(
        "/me/again"
    )


def test_H07_a_proof_lasts_fifteen_minutes(clara, held, bakery):
    for ago, is_asked in ((14 * 60, False), (15 * 60 + 1, True), (-3600, True)):
        answer = signed_in(clara, ago=ago).post(f"/payments/companies/{bakery.pk}/", {"what": "remove", "iban": IBAN})
        assert answer.url.startswith("/account/reauthenticate/") is is_asked


def test_H07_the_sign_in_address(by_code):
    answer = by_code.post("/account/email/", {"email": "thief@evil.example", "action_add": ""})
    assert answer.url.startswith("/me/again")
    assert mail.outbox == []
    prove_by_code(by_code, answer)
    assert mail.outbox[-1].to == ["thief@evil.example"]
