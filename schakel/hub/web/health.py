"""Whether this process can keep what it is given."""

import secrets

from django.core.cache import cache
from django.db import DatabaseError

MUCH = "x" * 50_000  # as much as a message; one small row finds room on a disk that is full


def can_keep() -> bool:
    """Something is really written and read back (D04, L12)."""
    token = f"ready-{secrets.token_hex(16)}"  # its own, so that an earlier answer does not speak for this one
    try:
        cache.set(token, MUCH, 60)
        kept = cache.get(token) == MUCH
        cache.delete(token)
    except (DatabaseError, OSError):
        kept = False
    return bool(kept)
