"""Questions to DNS beyond the address of a host: the network's NAPTR records."""

from collections.abc import Sequence
from dataclasses import dataclass

import dns.exception
import dns.resolver
from dns.rdtypes.IN.NAPTR import NAPTR

from schakel.peppol.doors import Naptr
from schakel.peppol.errors import Unreachable

NEGATIVE = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)


@dataclass(frozen=True)
class Dns:
    """The `Resolver` of the network. Asks the system's name servers, or those given (`address` or `address#port`)."""

    servers: tuple[str, ...] = ()

    def naptr(self, name: str, *, timeout: float) -> Sequence[Naptr]:
        """Empty only on a definite negative; anything else raises Unreachable (temporary) (F07)."""
        try:
            found = self._resolver().resolve(name.rstrip(".") + ".", "NAPTR", lifetime=timeout)
        except NEGATIVE:
            return []
        except dns.exception.DNSException as fault:
            raise Unreachable(f"{name}: {type(fault).__name__}") from fault
        return [read(record) for record in found]

    def _resolver(self) -> dns.resolver.Resolver:
        if not self.servers:
            return dns.resolver.Resolver()
        resolver = dns.resolver.Resolver(configure=False)
        pairs = [server.partition("#") for server in self.servers]
        resolver.nameservers = [address for address, _hash, _port in pairs]
        resolver.nameserver_ports = {address: int(port or 53) for address, _hash, port in pairs}
        return resolver


def read(record: NAPTR) -> Naptr:
    flags, service, regexp = (text.decode("utf-8", "replace") for text in (record.flags, record.service, record.regexp))
    return Naptr(record.order, record.preference, flags, service, regexp, record.replacement.to_text())
