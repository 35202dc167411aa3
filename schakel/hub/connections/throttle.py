"""How often one place may try links that lead nowhere (H01): per address, and for all suspect addresses together.

A token has 256 bits, so guessing is hopeless anyway; this keeps it cheap for us. Who never tried a wrong link is not held
up by those who do.
"""

import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from schakel.hub.people.throttle import count, counted

WINDOW = 600  # seconds
PER_ADDRESS = 20  # wrong links in a window
IN_TOTAL = 1000


def is_throttled(request: HttpRequest) -> bool:
    own = counted(key(address(request)))
    return own >= PER_ADDRESS or (own > 0 and counted(key("all")) >= IN_TOTAL)


def count_wrong(request: HttpRequest) -> None:
    for name in (address(request), "all"):
        count(key(name), lasts=timedelta(seconds=2 * WINDOW))


def address(request: HttpRequest) -> str:
    """The client's, as far as the operator's proxies vouch for it (H12)."""
    return str(get_adapter(request).get_client_ip(request))


def key(name: str) -> str:
    return f"wrong-links:{name}:{int(time.time()) // WINDOW}"
