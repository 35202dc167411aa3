"""A parcel becomes one signed POST. 2xx is taken, 410 is gone for good, all else is tried again.

The body is the same at each try, and so is the webhook-id, also when a person sends it again (J05, J06).
"""

import base64
import hashlib
import json

from django.utils import timezone

from schakel.hub.forwarding.kinds.kind import Outcome, Parcel, ParcelFile, Place, Result
from schakel.hub.forwarding.kinds.webhook import signatures
from schakel.hub.outside import TargetRefused, Web, retry_after
from schakel.peppol.doors import Answer
from schakel.peppol.errors import Unreachable

TIMEOUT = 20.0  # seconds for the whole exchange (F08)
LIMIT = 64 * 1024  # bytes of an answer that are read
KEPT = 1024  # bytes of it in the log of attempts
LARGEST = 20 * 1024 * 1024  # bytes of the files in a body; what is larger is fetched by its url
GONE = 410


def send(parcel: Parcel, to: Place) -> Outcome:
    body = body_of(parcel)
    headers = signatures.headers(body, to.secrets, id_=f"msg_{parcel.event}", at=timezone.now())
    headers["content-type"] = "application/json"
    try:
        answer = Web().post(to.options["url"], body=body, headers=headers, limit=LIMIT, timeout=TIMEOUT)
    except TargetRefused as fault:
        return Outcome(Result.FAILED, "target_refused", detail=fault.detail[:500])
    except Unreachable as fault:
        return Outcome(Result.LATER, "no_answer", detail=fault.detail[:500], is_down=True)
    return outcome_of(answer)


def outcome_of(answer: Answer) -> Outcome:
    said = answer.body[:KEPT].decode(errors="replace").replace("\0", "")
    if answer.status // 100 == 2:
        return Outcome.sent(said, status=answer.status)
    if answer.status == GONE:
        return Outcome(Result.FAILED, "gone", status=GONE, answer=said, stops="gone")
    rest = retry_after(answer)
    return Outcome(Result.LATER, "not_taken", status=answer.status, answer=said, rest=rest, is_down=True)


def body_of(parcel: Parcel) -> bytes:
    is_small = parcel.size <= LARGEST
    told = {
        "type": type_of(parcel),
        "timestamp": parcel.facts.get("changed_at") or parcel.facts.get("received_at"),
        "data": {**parcel.facts, "files": [file_entry(file, is_small=is_small) for file in parcel.files]},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def type_of(parcel: Parcel) -> str:
    if parcel.is_sample:
        return "test"
    return "document.changed" if parcel.is_notice else "document.filed"


def file_entry(file: ParcelFile, *, is_small: bool) -> dict[str, object]:
    return {
        "name": file.name,
        "type": file.type,
        "size": len(file.data),
        "sha256": hashlib.sha256(file.data).hexdigest(),
        "content": base64.b64encode(file.data).decode() if is_small else None,
    }
