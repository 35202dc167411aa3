"""What another server asks of us (password, key, webhook secret), encrypted: a stolen database opens nothing (L06).

The key is made from the installation's secret, which stands in a file or an environment variable, never in the database.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """Permanent until it is filled in again: it was encrypted with another secret key."""


def encrypt(values: dict[str, Any]) -> str:
    return cipher().encrypt(json.dumps(values).encode()).decode()


def decrypt(text: str) -> dict[str, Any]:
    """Raises Unreadable."""
    try:
        values: dict[str, Any] = json.loads(cipher().decrypt(text.encode()))
    except InvalidToken as fault:
        raise Unreadable from fault
    return values


def fingerprint(values: dict[str, Any]) -> str:
    """By which equal values are found again without being read: 64 hex digits that nobody makes without our secret."""
    return hmac.new(
        key_for(b"schakel.fingerprint"), json.dumps(values, sort_keys=True).encode(), hashlib.sha256
    ).hexdigest()


def cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for(b"schakel.forwarding")))  # the name of the first room that asked


def key_for(purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(settings.SECRET_KEY.encode())
