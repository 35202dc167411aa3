"""What the API says when something cannot be done: problem details, with a code for the program and a sentence for the reader.

Source: RFC 9457.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from schakel.hub import request_id
from schakel.hub.web.language import Sentence

MEDIA_TYPE = "application/problem+json"
KINDS: dict[str, "ProblemType"] = {}  # every one there is, by code: the reference and the documentation show them all


@dataclass(frozen=True)
class ProblemType:
    """One thing that can be wrong; each room names its own."""

    status: int
    code: str
    sentence: Sentence

    def __post_init__(self) -> None:
        KINDS[self.code] = self


NO_KEY = ProblemType(401, "no_key", _("Send an API key in the Authorization header: “Bearer” followed by the key."))
UNKNOWN_KEY = ProblemType(
    401,
    "unknown_key",
    _("This API key does not exist, was revoked, or the person who created it is no longer allowed to do this."),
)
KEY_IN_ADDRESS = ProblemType(
    400,
    "key_in_address",
    _("An API key does not belong in an address, because it ends up in logs. Revoke this one and create a new one."),
)
MISSING_SCOPE = ProblemType(403, "missing_scope", _("This API key does not allow this."))
MALFORMED = ProblemType(400, "malformed", _("This request cannot be read."))
NOT_FOUND = ProblemType(404, "not_found", _("This does not exist, or this API key has no access to it."))
NOT_ALLOWED = ProblemType(405, "method_not_allowed", _("You cannot do this at this address."))
INVALID = ProblemType(422, "invalid_request", _("Something in this request does not match the reference."))
EMPTY = ProblemType(422, "empty", _("There is no file in this request."))
TOO_LARGE = ProblemType(413, "too_large", _("This file is too large to send here."))
TOO_MANY = ProblemType(
    429, "too_many_calls", _("This API key sent too many requests this minute. Try again in a moment.")
)
UNAVAILABLE = ProblemType(503, "unavailable", _("We cannot read or save anything right now. Try again in a minute."))
FAILED = ProblemType(
    500, "failed", _("This is our fault, not yours. Nothing was changed. Please try again in a moment.")
)


class Problem(Exception):
    """Ends a call. What stands in `more` goes along, beside the members of the standard."""

    def __init__(
        self, kind: ProblemType, sentence: Sentence = "", *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(kind.code)
        self.kind, self.sentence, self.headers, self.more = kind, sentence, headers or {}, more

    def response(self) -> HttpResponse:
        said = {
            "type": f"{settings.URL}/api/v1/#{self.kind.code}",
            "title": HTTPStatus(self.kind.status).phrase,
            "status": self.kind.status,
            "code": self.kind.code,
            "detail": str(self.sentence or self.kind.sentence),
            **self.more,
            **({"request_id": mark} if self.kind.status >= 500 and (mark := request_id.current()) else {}),
        }
        return HttpResponse(
            json.dumps(said), status=self.kind.status, content_type=MEDIA_TYPE, headers=dict(self.headers)
        )
