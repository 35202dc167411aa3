"""Showing again that it is you, before what an unattended screen or a stolen session must not be enough for (H07).

allauth asks nothing again of a person with neither a password nor a second step; they get a code by mail.
"""

import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT as FRESH  # seconds
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.internal.ratelimit import consume
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from schakel.hub.people.models import User
from schakel.hub.people.throttle import count

WORKS = 15 * 60  # seconds that a mailed code works
LASTS = 15 * 60  # seconds that a proof is good for what `require` guards
TRIES = 3
KEY = "people.proof"


def require(request: HttpRequest) -> None:
    """For a view, just before it changes something: the person signed in or showed again who they are a short while ago.

    Raises ReauthenticationRequired, which allauth's middleware answers with the page that asks; what was sent is kept, and
    done when the person has shown it. Check a form first, so that what is done then ends in another page.
    """
    if not is_fresh(request):
        raise ReauthenticationRequired


def ask(request: HttpRequest, *, then: str) -> HttpResponse:
    """To the page that asks; the person then comes to `then`, a path here."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    return redirect(f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: then})}")


def is_fresh(request: HttpRequest) -> bool:
    """With password, code or passkey, in this session, not longer ago than LASTS."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    return any(0 <= time.time() - one["at"] < LASTS for one in records)


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
    request.session[KEY] = {"code": code, "at": time.time()}
    get_adapter().send_mail("people/mail/again", user.email, {"code": code})
    return True


def accept(request: HttpRequest, user: User, typed: str) -> bool:
    """Whether this is the code. The third wrong one ends it, also of several that come at once."""
    state: dict[str, Any] = request.session.get(KEY) or {"code": "", "at": 0}
    tries = count(f"proof:{user.pk}:{state['at']}", lasts=timedelta(seconds=WORKS))
    is_right = time.time() - state["at"] < WORKS and compare_user_code(actual=typed, expected=state["code"])
    if is_right or tries >= TRIES:
        request.session.pop(KEY, None)
    if is_right and tries <= TRIES:
        record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
        return True
    return False
