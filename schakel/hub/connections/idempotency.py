"""A deed asked for by a program happens once, however often it is asked under the same Idempotency-Key (E09)."""

import hmac
import json
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel

from schakel.hub.connections.key_authentication import Entered
from schakel.hub.connections.models.once import KEPT, LONGEST, IdempotencyKey
from schakel.hub.web.problems import INVALID, Problem, ProblemType

HEADER = "Idempotency-Key"
ALREADY_USED = ProblemType(
    422, "idempotency_key_reused", _("This Idempotency-Key was already used for another request.")
)
PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"^[!-~]+$"},
    "description": "Your own name for this deed: asked again under the same one within a day, it gets the same answer "
    "and is not done again.",
}


def once(request: Entered, body: bytes, deed: Callable[[], HttpResponse]) -> HttpResponse:
    """Does it in one transaction with the note that it was done. Under the same key: the same answer.

    Raises Problem: the same key for something else; and whatever the deed raises, which leaves no note.
    """
    if HEADER not in request.headers:
        with transaction.atomic():
            return deed()
    name, mark = named(request), fingerprint(request, body)
    of_key = IdempotencyKey.objects.filter(api_key=request.auth)
    of_key.filter(at__lt=timezone.now() - KEPT).delete()
    with transaction.atomic():
        kept, is_first = of_key.get_or_create(api_key=request.auth, value=name, defaults={"fingerprint": mark})
        if is_first:
            answer = deed()
            kept.keep(answer)
            return answer
    if kept.fingerprint != mark:
        raise Problem(ALREADY_USED)
    return kept.answer()


def named(request: Entered) -> str:
    name = request.headers[HEADER]
    if not 0 < len(name) <= LONGEST or not all("!" <= c <= "~" for c in name):
        raise Problem(INVALID, errors=[{"at": f"header.{HEADER}", "why": f"1 to {LONGEST} visible ASCII characters"}])
    return name


def fingerprint(request: Entered, body: bytes) -> str:
    """With the installation's key: a body may hold a password, which nobody should guess from a copy of the database."""
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"idempotency\n" + asked + body, "sha256").hexdigest()


def made(what: BaseModel, *, at: str = "", status: int = 201) -> HttpResponse:
    """The answer to a deed: what came of it, and where it stands."""
    told = json.dumps(what.model_dump(), cls=NinjaJSONEncoder)
    answer = HttpResponse(told, status=status, content_type="application/json")
    if at:
        answer["Location"] = at
    return answer
