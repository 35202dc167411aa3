"""Showing again that it is you (H07), for whoever has neither a password nor a second step: with a code by mail.

allauth asks nothing again of such a person, so that an unattended screen would be enough to take his account.
"""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT as FRESH  # seconds
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

from schakel.hub.people.models import User

WORKS = 15 * 60  # seconds
TRIES = 3
KEY = "people.proof"


def is_due(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or get_reauthentication_flows(request.user):
        return False
    records = get_authentication_records(request, request.user)
    return not any(one["method"] == "code" and time.time() - one["at"] < FRESH for one in records)


def is_sent(request: HttpRequest) -> bool:
    state = request.session.get(KEY)
    return state is not None and time.time() - state["at"] < WORKS


def send(request: HttpRequest, user: User) -> bool:
    """Mails a new code to the address of the account; says whether it did, for codes are limited."""
    if not consume(request, app="allauth.account", action="request_login_code", key=user.email, limit_get=True):
        return False
    code = get_adapter().generate_login_code()
    request.session[KEY] = {"code": code, "at": time.time(), "tries": 0}
    get_adapter().send_mail("people/mail/again", user.email, {"code": code})
    return True


def accept(request: HttpRequest, user: User, typed: str) -> bool:
    """Whether this is the code. The third wrong one ends it."""
    state: dict[str, Any] = request.session.pop(KEY, None) or {"code": "", "at": 0, "tries": TRIES}
    if time.time() - state["at"] < WORKS and compare_user_code(actual=typed, expected=state["code"]):
        record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
        return True
    if state["tries"] + 1 < TRIES:
        request.session[KEY] = {**state, "tries": state["tries"] + 1}
    return False
