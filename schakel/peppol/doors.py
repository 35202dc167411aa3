"""What this package asks of the outside: HTTP, DNS, the clock, private keys, revocation. Nothing else is ever called.

Whoever uses the package hands in objects that answer these Protocols; tests hand in fakes. Every door that
goes out raises `errors.Unreachable` when no answer came in time or the answer was larger than asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from cryptography import x509


@dataclass(frozen=True)
class Answer:
    """What an HTTP server said, whatever the status; header names in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Http(Protocol):
    """Web requests. Redirects are never followed, TLS is always checked, at most `limit` bytes are read.

    `limit` is in bytes, `timeout` in seconds for the whole exchange. Raises Unreachable (temporary).
    """

    def get(self, url: str, *, limit: int, timeout: float) -> Answer: ...

    def post(
        self, url: str, *, body: bytes | Iterable[bytes], headers: Mapping[str, str], limit: int, timeout: float
    ) -> Answer: ...


@dataclass(frozen=True)
class Naptr:
    """One NAPTR record, RFC 3403 section 4.1; texts without quotes."""

    order: int
    preference: int
    flags: str
    service: str
    regexp: str
    replacement: str = "."


class Resolver(Protocol):
    """DNS questions."""

    def naptr(self, name: str, *, timeout: float) -> Sequence[Naptr]:
        """The NAPTR records of a name; empty only on a definite negative (NXDOMAIN, or a name without such records).

        Raises Unreachable (temporary) on SERVFAIL, time-out, truncation or a loop of aliases.
        """
        ...


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class Key(Protocol):
    """One RSA private key and the certificate that goes with it. The key may sit in a file or in a vault."""

    @property
    def certificate(self) -> x509.Certificate: ...

    def sign(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256 over `data`."""
        ...

    def decrypt(self, wrapped: bytes) -> bytes:
        """RSA-OAEP with SHA-256 and MGF1-SHA-256, no label. Raises ValueError on anything wrong, never saying what."""
        ...


class Keys(Protocol):
    """Our own keys: one, or two while a certificate is being rolled over."""

    def newest(self) -> Key:
        """The one to sign with."""
        ...

    def all(self) -> Sequence[Key]:
        """Those a message may still be encrypted to, newest first."""
        ...


class RevocationStatus(Enum):
    """What an issuer says about a certificate it gave out."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # nobody could be asked, or the last answer is out of date


class Revocation(Protocol):
    """Whether a certificate has been withdrawn."""

    def status(self, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> RevocationStatus: ...
