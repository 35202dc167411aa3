"""A receiver's check of a webhook of Schakel, with nothing but Python's own library. Copy it.

Give it the body exactly as it came, before any parsing. It says no to what was not signed with your secret, and to what is
more than five minutes old or ahead of your clock: somebody may be replaying it. Keep the `webhook-id` of what you took, and
answer 200 without doing it again when the same id comes twice.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

TOLERANCE = 5 * 60  # seconds


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str, *, now: float | None = None) -> bool:
    """`headers` with names in lower case; `secret` as Schakel shows it, beginning with `whsec_`."""
    id_, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id_ or not stamp.isdecimal():
        return False
    if abs((time.time() if now is None else now) - int(stamp)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{id_}.{stamp}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(expected.encode(), each.encode()) for each in given)
