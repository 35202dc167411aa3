"""A parcel becomes one POST of its file, and nothing else. What an answer means is one table.

The file, its address and the Idempotency-Key are the same at each try (J06).
"""

from dataclasses import dataclass

from schakel.hub.forwarding.kinds.kind import Outcome, Parcel, Place, Result
from schakel.hub.forwarding.kinds.post import addresses
from schakel.hub.outside import TargetRefused, Web, retry_after
from schakel.peppol.doors import Answer
from schakel.peppol.errors import Unreachable

TIMEOUT = 30.0  # seconds for the whole exchange (F08)
LIMIT = 16 * 1024  # bytes of an answer that are read; what follows is left unread, since the status says it all
KEPT = 1024  # bytes of it in the log of attempts


@dataclass(frozen=True)
class Meaning:
    """Of an answer that is not 2xx. LATER is temporary; FAILED is permanent until a person changes something."""

    result: Result
    code: str
    is_down: bool = False  # the server, not this document: the others wait too
    stops: str = ""


LATER = Meaning(Result.LATER, "post_later")
DOWN = Meaning(Result.LATER, "post_later", is_down=True)
REFUSED = Meaning(Result.FAILED, "post_refused")
KEY = Meaning(Result.FAILED, "post_key")
ADDRESS = Meaning(Result.FAILED, "post_address")
GONE = Meaning(Result.FAILED, "post_gone", stops="gone")

BY_CLASS = {3: ADDRESS, 4: REFUSED, 5: LATER}
BY_STATUS = {
    401: KEY, 403: KEY, 407: ADDRESS,
    404: ADDRESS, 405: ADDRESS, 410: GONE, 421: ADDRESS,
    408: DOWN, 409: LATER, 423: LATER, 425: LATER, 429: DOWN,
    501: REFUSED, 502: DOWN, 503: DOWN, 504: DOWN,
}  # fmt: skip


def send(parcel: Parcel, to: Place) -> Outcome:
    url = to.options["url"]
    if "{address}" in url and not to.address:
        return Outcome(Result.FAILED, "no_address")
    target = addresses.fill_in(url, addresses.words_of(parcel, to.address))
    try:
        answer = Web(status_is_enough=True).post(
            target, body=parcel.files[0].data, headers=headers_of(parcel, to), limit=LIMIT, timeout=TIMEOUT
        )
    except TargetRefused as fault:
        return Outcome(Result.FAILED, "target_refused", detail=fault.detail[:500])
    except Unreachable as fault:
        return Outcome(Result.LATER, "no_answer", detail=fault.detail[:500], is_down=True)
    return outcome_of(answer)


def headers_of(parcel: Parcel, to: Place) -> dict[str, str]:
    headers = {
        "content-type": to.options.get("content_type") or parcel.files[0].type,
        "idempotency-key": parcel.id,
    }
    name, value = to.options.get("header_name"), to.secrets.get("header_value")
    return {**headers, name: value} if name and value else headers


def outcome_of(answer: Answer) -> Outcome:
    said = answer.body[:KEPT].decode(errors="replace").replace("\0", "")
    if answer.status // 100 == 2:
        return Outcome.sent(said, status=answer.status)
    meaning = BY_STATUS.get(answer.status) or BY_CLASS.get(answer.status // 100, LATER)
    return Outcome(
        meaning.result,
        meaning.code,
        status=answer.status,
        answer=said,
        rest=retry_after(answer) if meaning.result is Result.LATER else None,
        is_down=meaning.is_down,
        stops=meaning.stops,
    )
