"""Where a person is signed in, and for how long (I03): until one was away for long, and never longer than the longest.

allauth's rows tell the device and when it was last seen. They name a session by the hash of its key, as its own row does
(ADR 0191); allauth would write the key itself, so what it does with these rows is done here.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.people.session_store import hashed

NOTED = 5 * 60  # seconds between two notes of when someone was last seen: not every page is a write


class SessionLimits:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.keep(request)
        return self.get_response(request)

    def keep(self, request: HttpRequest) -> None:
        now = time.time()
        began, seen = request.session.get("began", now), request.session.get("seen", 0)
        if now - began > settings.SESSION_COOKIE_AGE or (seen and now - seen > settings.SESSION_IDLE):
            logout(request)
        elif now - seen > NOTED:
            request.session.update({"began": began, "seen": now})
            note(request)


def sessions_of(user: Any) -> Any:
    """The rows of a person, also of sessions that have ended of themselves."""
    return UserSession.objects.filter(user=user)


def note(request: HttpRequest) -> None:
    """Writes on which device this session is, and that it was seen just now."""
    if not request.session.session_key:
        request.session.save()
    seen = {
        "user": request.user,
        "ip": get_adapter().get_client_ip(request),
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[: UserSession._meta.get_field("user_agent").max_length],
        "last_seen_at": timezone.now(),
    }
    UserSession.objects.update_or_create(session_key=name_of(request), defaults=seen)


def note_sign_in(sender: Any, *, request: HttpRequest, user: User, **_more: Any) -> None:
    """Django's signal when somebody signed in."""
    for session in sessions_of(user):
        if not is_alive(session, user):
            session.delete()
    note(request)
    record_of_person(Action.SIGNED_IN, user.pk, detail=ways_of(request, user))


def ways_of(request: HttpRequest, user: User) -> str:
    """How they showed who they are: `password,mfa`."""
    return ",".join(str(each.get("method", "")) for each in get_authentication_records(request, user))


def name_of(request: HttpRequest) -> str:
    """Of the row of this session; empty when there is none yet."""
    return hashed(request.session.session_key) if request.session.session_key else ""


def is_alive(session: UserSession, user: User) -> bool:
    """Whether its cookie still opens it: a new password, for one, ends all sessions."""
    row = Session.objects.filter(pk=session.session_key, expire_date__gt=timezone.now()).first()
    kept = row.get_decoded() if row else {}
    if kept.get(SESSION_KEY) != str(user.pk):
        return False
    proofs = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(kept.get(HASH_SESSION_KEY, ""), proof) for proof in proofs)


def end(session: UserSession) -> None:
    Session.objects.filter(pk=session.session_key).delete()
    session.delete()


def end_others(request: HttpRequest, user: User) -> None:
    for session in sessions_of(user).exclude(session_key=name_of(request)):
        end(session)
    record_of_person(Action.SESSIONS_ENDED, user.pk)


def end_every(user: User) -> None:
    for session in sessions_of(user):
        end(session)
    record_of_person(Action.SESSIONS_ENDED, user.pk)


def end_all(request: SignedIn) -> None:
    """Signs out everywhere, here too."""
    end_every(request.user)
    logout(request)
