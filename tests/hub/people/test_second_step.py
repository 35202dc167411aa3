import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from tests.hub.people.conftest import PASSWORD, code, sign_in, who

SECRET = "JBSWY3DPEHPK3PXP"


def six_digits(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def protected(clara):
    TOTP.activate(clara, SECRET)
    RecoveryCodes.activate(clara)
    return clara


def test_it_is_switched_on_with_a_code_of_the_app_and_gives_recovery_codes(
    visitor, clara, mailoutbox, django_capture_on_commit_callbacks
):
    sign_in(visitor, clara)
    visitor.post("/account/reauthenticate/", {"password": PASSWORD})
    page = visitor.get("/account/2fa/totp/activate/").content.decode()
    secret = visitor.session["mfa.totp.secret"]
    assert secret in page
    assert "data:image/svg+xml" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = visitor.post("/account/2fa/totp/activate/", {"code": six_digits(secret)})
    assert answer.url == "/account/2fa/recovery-codes/"
    assert "Print these codes" in visitor.get(answer.url).content.decode()
    assert "asks for a second step" in mailoutbox[0].subject


def test_a_password_alone_does_not_open(visitor, protected):
    assert sign_in(visitor, protected).url == "/account/2fa/authenticate/"
    assert who(visitor) is None
    assert visitor.get("/connections/").status_code == 302
    visitor.post("/account/2fa/authenticate/", {"code": six_digits()})
    assert who(visitor) == str(protected.pk)


def test_a_code_by_mail_alone_does_not_open_either(visitor, protected):
    visitor.post("/account/login/code/", {"email": protected.email})
    assert visitor.post("/account/login/code/confirm/", {"code": code()}).url == "/account/2fa/authenticate/"
    assert who(visitor) is None


def test_a_forgotten_password_does_not_go_round_it(visitor, protected):
    visitor.post("/account/password/reset/", {"email": protected.email})
    visitor.post("/account/password/reset/confirm/", {"code": code()})
    visitor.post("/account/password/reset/complete/", {"password1": "another long one"})
    assert sign_in(visitor, protected, "another long one").url == "/account/2fa/authenticate/"


def test_with_another_secret_key_no_code_fits(visitor, protected, settings, caplog):
    settings.SECRET_KEY = "another secret key, of another installation, long enough"
    spare = "00000000"
    sign_in(visitor, protected)
    for typed in (six_digits(), format_hotp_value(hotp_value("", int(time.time()) // 30)), spare):
        visitor.post("/account/2fa/authenticate/", {"code": typed})
    assert who(visitor) is None
    assert "sealed with another secret key" in caplog.text


def test_a_recovery_code_works_once(visitor, protected):
    spare = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    sign_in(visitor, protected)
    visitor.post("/account/2fa/authenticate/", {"code": spare})
    assert who(visitor)
    visitor.post("/account/logout/")
    sign_in(visitor, protected)
    visitor.post("/account/2fa/authenticate/", {"code": spare})
    assert who(visitor) is None


def test_switching_off_asks_again_who_it_is(visitor, protected, mailoutbox):
    sign_in(visitor, protected)
    visitor.post("/account/2fa/authenticate/", {"code": six_digits()})
    assert "reauthenticate" in visitor.post("/account/2fa/totp/deactivate/").url
    visitor.post("/account/reauthenticate/", {"password": PASSWORD})
    visitor.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert "no longer asks for a code from an app" in mailoutbox[0].subject
