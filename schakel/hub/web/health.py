"""Whether this process can keep what it is given, in tables that are as this version knows them."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.core.cache import cache
from django.db import DatabaseError

from schakel.hub.web.schema_changes import difference, is_changing

PATIENCE = 5.0  # seconds for each check of a room above: a store that hangs is not ready, and holds up no page
MUCH = "x" * 50_000  # as much as a message; one small row finds room on a disk that is full

checks: list[Callable[[], bool]] = []  # of rooms above: whether what they keep things in works
looking = ThreadPoolExecutor(1, "ready")


def is_ready() -> bool:
    return is_up_to_date() and can_keep() and all(holds_in_time(check) for check in checks)


def holds_in_time(check: Callable[[], bool]) -> bool:
    """Behind one that hangs the others are not begun."""
    asked = looking.submit(check)
    try:
        return asked.result(PATIENCE)
    except TimeoutError:
        asked.cancel()
        return False


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
