"""L05: how somebody signs in, and each change of it, is in the log: of the office they work in, else of the installation."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from schakel.hub.audit.models import INSTALLATION, AuditEntry
from tests.hub.people.conftest import PASSWORD, code, sign_in

SECRET = "JBSWY3DPEHPK3PXP"
NEW = "another long password"


def recorded(user=None) -> list[tuple[str, str]]:
    """What the log says of a person, oldest first: action and detail."""
    rows = AuditEntry.objects.filter(user=user.pk if user else None)
    return list(rows.order_by("id").values_list("action", "detail"))


def six_digits() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def test_L05_who_signs_in_and_how(visitor, clara):
    sign_in(visitor, clara)
    visitor.post("/account/logout/")
    visitor.post("/account/login/code/", {"email": clara.email})
    visitor.post("/account/login/code/confirm/", {"code": code()})
    actions = [action for action, _detail in recorded(clara)]
    assert actions == ["signed_in", "signed_out", "signed_in"]
    assert len({detail for action, detail in recorded(clara) if action == "signed_in"}) == 2


def test_L05_a_wrong_password_is_told_of_the_person_whose_account_it_is(visitor, clara):
    sign_in(visitor, clara, "not the password")
    assert recorded(clara) == [("sign_in_failed", "password")]
    visitor.post("/account/login/", {"login": "nobody@nowhere.example", "password": "x"})
    assert recorded() == [("sign_in_failed", "password")]  # and not which address was tried
    assert not AuditEntry.objects.filter(detail__contains="nowhere").exists()


def test_L05_a_wrong_code_of_the_second_step(visitor, clara):
    TOTP.activate(clara, SECRET)
    sign_in(visitor, clara)
    visitor.post("/account/2fa/authenticate/", {"code": "000000"})
    assert ("sign_in_failed", "code") in recorded(clara)
    assert ("signed_in", "password") not in recorded(clara)
    visitor.post("/account/2fa/authenticate/", {"code": six_digits()})
    assert [action for action, _detail in recorded(clara)][-1] == "signed_in"


def test_L05_a_new_password(visitor, clara):
    sign_in(visitor, clara)
    visitor.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert ("account_changed", "password_changed") in recorded(clara)
    assert not AuditEntry.objects.filter(detail__contains=NEW).exists()


def test_L05_a_password_by_a_code_to_the_address(visitor, clara):
    visitor.post("/account/password/reset/", {"email": clara.email})
    visitor.post("/account/password/reset/confirm/", {"code": code()})
    visitor.post("/account/password/reset/complete/", {"password1": NEW})
    assert ("account_changed", "password_reset") in recorded(clara)


def test_L05_a_second_step_on_and_off(visitor, clara, django_capture_on_commit_callbacks):
    sign_in(visitor, clara)
    visitor.post("/account/reauthenticate/", {"password": PASSWORD})
    visitor.get("/account/2fa/totp/activate/")
    secret = visitor.session["mfa.totp.secret"]
    now = int(time.time()) // 30
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/account/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, now))})
        visitor.post("/account/2fa/totp/deactivate/")
    details = [detail for action, detail in recorded(clara) if action == "account_changed"]
    assert {"totp_activated", "totp_deactivated"} <= set(details)
    assert not AuditEntry.objects.filter(detail__contains=secret).exists()


def test_L05_new_recovery_codes(visitor, clara, django_capture_on_commit_callbacks):
    TOTP.activate(clara, SECRET)
    RecoveryCodes.activate(clara)
    sign_in(visitor, clara)
    visitor.post("/account/2fa/authenticate/", {"code": six_digits()})
    visitor.post("/account/reauthenticate/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/account/2fa/recovery-codes/generate/")
    assert ("account_changed", "recovery_codes_generated") in recorded(clara)


@pytest.mark.parametrize(("name", "place"), [("alice", "office"), ("clara", "")])
def test_L05_an_office_sees_its_people_and_not_its_clients(visitor, office, request, name, place):
    user = request.getfixturevalue(name)
    sign_in(visitor, user)
    (row,) = AuditEntry.objects.filter(action="signed_in", user=user.pk)
    assert row.office == (office.pk if place else INSTALLATION)
    assert row.via == "page"
    assert row.address
