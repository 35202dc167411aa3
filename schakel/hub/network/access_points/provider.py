"""A provider's access point behind its API: what every kind of provider can do, and what passes between.

A provider says itself who is who and what arrived: its answer is the evidence, where an own access point has a signed receipt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from schakel.hub.network.models import Registration
from schakel.peppol.errors import RegistrationRefused, RegistrationUnavailable
from schakel.peppol.sbdh import Header


class Refused(RegistrationRefused):
    """Permanent: the provider does not do it; `code` is PROVIDER_ and the HTTP status."""


class Unavailable(RegistrationUnavailable):
    """Temporary: no answer, an answer that is none, too many requests, a key that does not count (now)."""


class OutcomeUnknown(Refused):
    """Permanent until a person looked: the provider may have sent it, and sending again would send it twice."""


class Fate(Enum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Handed:
    """What the provider said when it took a document."""

    id: str  # the provider's own
    evidence: bytes  # its answer, as it came


@dataclass(frozen=True)
class Collected:
    """A document that waits in the provider's inbox."""

    id: str
    header: Header
    document: bytes
    evidence: bytes  # what the provider told of it, as it came


class Provider(Protocol):
    """One account. Everything raises Refused or Unavailable, except as said."""

    def link(self, registration: Registration) -> None:
        """Everything is done there for this participant to receive; also when asked again."""
        ...

    def unlink(self, registration: Registration) -> None: ...

    def send(self, header: Header, document: bytes) -> Handed:
        """Raises NotRegistered (permanent) for a receiver who is not on the network, OutcomeUnknown when no answer came."""
        ...

    def waiting(self) -> Iterator[Collected]:
        """What was not acknowledged yet, the oldest first where the provider tells."""
        ...

    def acknowledge(self, id_: str) -> None:
        """It is kept here; also when asked again."""
        ...

    def fate(self, id_: str) -> tuple[Fate, bytes]:
        """Of what was handed over, with the provider's answer as evidence."""
        ...

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a call to our webhook comes from the provider; header names in lower case. It is only a hint to look."""
        ...
