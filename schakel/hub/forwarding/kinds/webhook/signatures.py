"""Signatures and secrets of webhooks. While a secret is rolled over, both sign, so that the receiver can change in their own time.

Source: Standard Webhooks specification, 1.0.0: headers webhook-id, webhook-timestamp, webhook-signature (`v1,` and base64 of
an HMAC-SHA256 over `id.timestamp.body`); secrets are `whsec_` and base64 of 24 to 64 bytes.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

PREFIX = "whsec_"
BYTES = 32
ROLL_OVER = timedelta(days=7)  # so long the old secret signs too, unless it is ended sooner

Secrets = dict[str, Any]  # secret; and while rolling over old, old_until


def new_secrets() -> Secrets:
    return {"secret": new_secret()}


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def roll_over(known: Mapping[str, Any]) -> Secrets:
    """A new one; the one before signs beside it for a while."""
    return {"secret": new_secret(), "old": known["secret"], "old_until": (timezone.now() + ROLL_OVER).isoformat()}


def end_old(known: Mapping[str, Any]) -> Secrets:
    """The old one signs no more."""
    return {"secret": known["secret"]}


def active_secrets(known: Mapping[str, Any]) -> list[str]:
    """Those that sign now, the newest first."""
    found = [known["secret"]]
    if known.get("old") and datetime.fromisoformat(known["old_until"]) > timezone.now():
        found.append(known["old"])
    return found


def headers(body: bytes, known: Mapping[str, Any], *, id_: str, at: datetime) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    signed = f"{id_}.{stamp}.".encode() + body
    signatures = [f"v1,{signature(signed, secret)}" for secret in active_secrets(known)]
    return {"webhook-id": id_, "webhook-timestamp": stamp, "webhook-signature": " ".join(signatures)}


def signature(signed: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
