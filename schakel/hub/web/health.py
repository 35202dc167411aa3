"""Whether this process can keep what it is given, in tables that are as this version knows them."""

import secrets

from django.core.cache import cache
from django.db import DatabaseError

from schakel.hub.web.schema_changes import difference, is_changing

MUCH = "x" * 50_000  # as much as a message; one small row finds room on a disk that is full


def is_ready() -> bool:
    return is_up_to_date() and can_keep()


def is_up_to_date() -> bool:
    """Nobody changes the tables now, and none of this version's changes is missing (D18)."""
    try:
        return not is_changing() and not difference()[0]
    except (DatabaseError, OSError):
        return False


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
