"""Entering with an API key: in the header only, with the scope the route asks for."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from schakel.hub.audit.origin import enter_with_key
from schakel.hub.connections.models import ApiKey, Office, Scope
from schakel.hub.web.api import require_known_query
from schakel.hub.web.logs import KEY_LIKE
from schakel.hub.web.problems import KEY_IN_ADDRESS, MISSING_SCOPE, NO_KEY, TOO_MANY, UNKNOWN_KEY, Problem, ProblemType

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Schakel"'}
OFFICE_KEY_NEEDED = ProblemType(403, "office_key_needed", _("This needs a key for the whole office."))


class Entered(HttpRequest):
    """A request behind a Key, so that the types know which."""

    auth: ApiKey


class Key(HttpBearer):
    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiKey:
        if KEY_LIKE.search(request.META.get("QUERY_STRING", "")):
            raise Problem(KEY_IN_ADDRESS)
        entered: ApiKey | None = super().__call__(request)
        if entered is None:
            raise Problem(NO_KEY, headers=CHALLENGE)
        require_known_query(request)
        return entered

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        key = ApiKey.find_by_secret(token.strip())
        if key is None:
            raise Problem(UNKNOWN_KEY, headers=CHALLENGE)
        if not key.count_call(settings.API_CALLS_PER_MINUTE):
            raise Problem(TOO_MANY, headers={"Retry-After": str(60 - int(time.time()) % 60)})
        if self.scope and self.scope not in key.scopes:
            raise Problem(MISSING_SCOPE, scope=self.scope)
        key.note_use()
        enter_with_key(key.pk, user=key.responsible_id)
        return key


def office_of(key: ApiKey) -> Office:
    """Raises Problem: it is a key of one company."""
    if key.office is None:
        raise Problem(OFFICE_KEY_NEEDED)
    return key.office
