"""A provider's API over the one door out: JSON in and out, errors as ours."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schakel.hub.network.access_points.provider import OutcomeUnknown, ProviderRefused, ProviderUnavailable
from schakel.hub.outside import Web
from schakel.peppol.doors import Answer
from schakel.peppol.errors import Unreachable

JSON = "application/json"
LIMIT = 150_000_000  # bytes of an answer: a document of 100 MB in Base64
TIMEOUT = 60.0  # seconds
PASSING = {401, 403, 408, 425, 429}  # a key that is being changed, or too many at once
BEFORE_SENDING = ("ConnectError", "ConnectTimeout", "ADDRESS_REFUSED")  # nothing of the request has left


@dataclass(frozen=True)
class ApiClient:
    base: str  # without a final slash
    headers: Mapping[str, str]
    secrets: Collection[str] = ()  # that an error may repeat
    web: Web = field(default_factory=Web)

    def call(self, method: str, path: str, body: Any = None, *, kind: str = JSON, once: bool = False) -> Answer:
        """The answer, when it is a good one. A body that is JSON is given as values, any other as bytes.

        `once`: asking again would do it again. Raises Refused (permanent), Unavailable (temporary), and with `once`
        OutcomeUnknown (temporary) when the request left and nothing came back.
        """
        content = b"" if body is None else body if kind != JSON else json.dumps(body).encode()
        headers = {"accept": JSON, "content-type": kind, **self.headers}
        try:
            answer = self.web.request(
                method, f"{self.base}{path}", headers=headers, limit=LIMIT, timeout=TIMEOUT, body=content
            )
        except Unreachable as error:
            if once and not any(word in str(error) for word in BEFORE_SENDING):
                raise OutcomeUnknown(error.detail) from error
            raise ProviderUnavailable(error.detail) from error
        return require_success(self.without_secrets(answer), once=once)

    def without_secrets(self, answer: Answer) -> Answer:
        """What a provider repeats of a key when it refuses would be kept with the document or the inbox (L06)."""
        if 200 <= answer.status < 300:
            return answer
        sent, body = {value.rpartition(" ")[2] for value in self.headers.values()}, answer.body
        for secret in sorted({*self.secrets, *sent} - {""}, key=len, reverse=True):
            body = body.replace(secret.encode(), "…".encode())
        return replace(answer, body=body)

    def ask(self, method: str, path: str, body: Any = None, *, once: bool = False) -> Any:
        """What the good answer says, as values."""
        return read_json(self.call(method, path, body, once=once), once=once)


def require_success(answer: Answer, *, once: bool) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    body = answer.body[:500].decode(errors="replace")
    if answer.status >= 500 and once:
        raise OutcomeUnknown(f"HTTP {answer.status}: {body}")
    if answer.status in PASSING or answer.status >= 500:
        raise ProviderUnavailable(f"HTTP {answer.status}: {body}", code=f"PROVIDER_{answer.status}")
    raise ProviderRefused(body, code=f"PROVIDER_{answer.status}")


def read_json(answer: Answer, *, once: bool = False) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError as error:
        kind = OutcomeUnknown if once else ProviderUnavailable
        raise kind(f"no JSON: {answer.body[:100]!r}") from error
