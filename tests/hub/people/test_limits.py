"""H11, H12: guessing is slow, and nobody is shut out for long by a stranger."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from tests.hub.people.conftest import code, later, sign_in, visitor_of, who

OFTEN = "Too many attempts"


def test_H11_one_account_takes_five_wrong_passwords_in_five_minutes(visitor, clara):
    for _try in range(5):
        assert "incorrect" in sign_in(visitor, clara, "wrong").content.decode()
    assert OFTEN in sign_in(visitor, clara).content.decode()
    later()
    assert sign_in(visitor, clara).status_code == 302


def test_H11_a_stranger_cannot_shut_one_out_of_signing_in_by_code(visitor, settings, clara):
    for _try in range(6):
        sign_in(visitor, clara, "wrong")
    owner = visitor_of(settings)
    owner.post("/account/login/code/", {"email": clara.email})
    owner.post("/account/login/code/confirm/", {"code": code()})
    assert who(owner) == str(clara.pk)


def spray(client, number: int, **where: str) -> str:
    """The answer to the last of so many wrong passwords, each for another account."""
    for place in range(number):
        answer = client.post("/account/login/", {"login": f"no{place}@x.test", "password": "wrong"}, **where)
    return answer.content.decode()


def test_H11_one_machine_takes_ten_wrong_passwords_in_a_minute(visitor):
    assert OFTEN not in spray(visitor, 10)
    assert OFTEN in spray(visitor, 1)


def test_H11_after_thirty_tries_a_page_asks_for_patience(visitor):
    for _try in range(30):
        visitor.post("/account/login/", {"login": "", "password": ""})
    answer = visitor.post("/account/login/", {"login": "", "password": ""})
    assert answer.status_code == 429
    assert "One moment, please" in answer.content.decode()


def test_H12_a_forged_forwarded_address_dodges_nothing(visitor):
    spray(visitor, 10)
    assert OFTEN in spray(visitor, 1, HTTP_X_FORWARDED_FOR="203.0.113.7")


def test_H12_behind_a_proxy_each_machine_counts_for_itself_and_only_the_proxys_word_counts(visitor, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    spray(visitor, 10, HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert OFTEN not in spray(visitor, 1, HTTP_X_FORWARDED_FOR="203.0.113.8")
    assert OFTEN in spray(visitor, 1, HTTP_X_FORWARDED_FOR="198.51.100.9, 203.0.113.7")


def test_H11_the_second_step_takes_five_wrong_codes(visitor, clara):
    TOTP.activate(clara, "JBSWY3DPEHPK3PXP")
    sign_in(visitor, clara)
    for _try in range(5):
        assert "incorrect" in visitor.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert OFTEN in visitor.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert who(visitor) is None


def test_H11_mails_with_codes_are_limited(settings, clara, mailoutbox):
    for _try in range(5):
        visitor_of(settings).post("/account/login/code/", {"email": clara.email})
    assert len(mailoutbox) == 3


def test_the_secret_of_the_second_step_is_sealed(clara):
    TOTP.activate(clara, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)


@pytest.mark.django_db
def test_H11_the_counts_of_a_spray_do_not_push_one_another_out(settings):
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 10_000 * 3
