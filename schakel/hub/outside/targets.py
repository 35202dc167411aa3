"""Where we go at all: which addresses, schemes and ports; what is inside the operator's walls only when the operator says so.

What counts is the address a name resolves to, never the text (F02), and every address of the name must pass (F04).
"""

import socket
from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings

from schakel.peppol.errors import Unreachable

Address = IPv4Address | IPv6Address
PORTS = {"https": 443, "http": 80}
RESOLVING = 10.0  # seconds

# On top of what Python calls global: it lets several of these through (F03).
DENIED = [
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip
NAT64 = IPv6Network("64:ff9b::/96")  # a public IPv4 address in it is as public as that address

resolving = ThreadPoolExecutor(8, "resolving")  # the system's resolver knows no time-out


class TargetRefused(Unreachable):
    """Permanent: an address we do not go to."""

    permanent: ClassVar[bool] = True
    default_code = "ADDRESS_REFUSED"


@dataclass(frozen=True)
class Target:
    """A checked address on the face of it."""

    scheme: str
    host: str
    port: int
    path: str  # with the query
    is_allowed: bool  # the operator named it, so it may be inside their walls, and speak without TLS (F11)


def read_target(url: str, *, plain: bool = False, also: Set[str] = frozenset()) -> Target:
    """The parts of an address: https on port 443, or http on port 80 when `plain`; any port that the operator
    allows, or that is in `also` (`host:port`).

    Raises TargetRefused (permanent).
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise TargetRefused(f"{url!r:.200} cannot be read") from error
    if not host or not url.isascii() or any(c <= " " for c in url) or "@" in parts.netloc or "\\" in url:
        raise TargetRefused(f"{url!r:.200} is no address we go to")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    allowed = f"{host}:{port}" in settings.ALLOWED_TARGETS or f"{host}:{port}" in also
    target = Target(parts.scheme, host, port, path, allowed)
    usual = PORTS.get(target.scheme) == port and (plain or target.scheme == "https")
    if target.scheme not in PORTS or not (usual or target.is_allowed):
        raise TargetRefused(f"{url!r:.200} is not https on port 443")
    return target


def require_target(url: str, *, plain: bool = False) -> None:
    """To be asked when somebody fills in an address (F01); asked again at every connection.

    Raises TargetRefused (permanent), or Unreachable (temporary) when its name does not resolve now.
    """
    target = read_target(url, plain=plain)
    pinned(target.host, target.port, allowed=target.is_allowed, timeout=RESOLVING)


def pinned(host: str, port: int, *, allowed: bool, timeout: float) -> list[str]:
    """The addresses to connect to, in turn, once all of the host have passed."""
    addresses = resolved(host, port, timeout=timeout)
    refused = [] if allowed else [address for address in addresses if not is_public(address)]
    if refused:
        raise TargetRefused(f"{host} is {refused[0]}, inside somebody's walls")
    return list(dict.fromkeys(str(address) for address in addresses))


def resolved(host: str, port: int, *, timeout: float) -> Sequence[Address]:
    """By the system's own resolver, so that its files and its domains count. Raises Unreachable (temporary)."""
    try:
        answers = resolving.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(timeout)
    except (OSError, UnicodeError, TooSlow) as error:
        raise Unreachable(f"{host} does not resolve: {type(error).__name__}") from error
    return [ip_address(str(sockaddr[0]).partition("%")[0]) for *_rest, sockaddr in answers]


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could be there."""
    if isinstance(address, IPv6Address) and address in NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if any(address.version == one.version and address in one for one in DENIED):
        return False
    return address.is_global and not address.is_multicast
