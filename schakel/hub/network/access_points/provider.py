"""A provider's access point behind its API: what every kind of provider can do, and what passes between.

A provider says itself who is who and what arrived: its answer is the evidence, where an own access point has a signed receipt.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Protocol

from schakel.hub.network.models import Registration
from schakel.peppol.errors import RegistrationRefused, RegistrationUnavailable
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.sbdh import Header

UNKNOWN = "OUTCOME_UNKNOWN"


class ProviderRefused(RegistrationRefused):
    """Permanent: the provider does not do it; `code` is PROVIDER_ and the HTTP status."""


class ProviderUnavailable(RegistrationUnavailable):
    """Temporary: no answer, an answer that is none, too many requests, a key that does not count (now)."""


class OutcomeUnknown(ProviderUnavailable):
    """Temporary: the provider may have sent it. It is asked before anything is sent again; `reference` is its own id of it."""

    def __init__(self, detail: str, *, code: str | None = None, reference: str = "") -> None:
        super().__init__(detail, code=code or UNKNOWN)
        self.reference = reference


class CannotTell(ProviderRefused):
    """Permanent until a person looked: the provider does not say whether it sent it, and sending again may send it twice."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, code=UNKNOWN)


class DeliveryStatus(Enum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Submission:
    """What the provider said when it took a document."""

    id: str  # the provider's own
    evidence: bytes  # its answer, as it came


@dataclass(frozen=True)
class InboxItem:
    """A document that waits in the provider's inbox, not fetched yet: one that nobody can read holds up no other."""

    id: str
    token: str = ""  # by which it is acknowledged; empty: its id


@dataclass(frozen=True)
class InboxDocument:
    """What is in it."""

    id: str
    header: Header
    document: bytes
    evidence: bytes  # what the provider told of it, as it came


@dataclass(frozen=True)
class StatusUpdate:
    """What became of something that was handed over, told through the inbox."""

    id: str  # the provider's own
    status: DeliveryStatus
    evidence: bytes
    token: str  # by which it is acknowledged
    own: str = ""  # the id of our envelope, where the provider gives it back


@dataclass(frozen=True)
class Capabilities:
    """What a provider's API does for many companies; the rest people do in its own pages. docs/operating/providers.md names
    the sources."""

    has_many_companies: bool  # one account for many; else one account is one company
    registers: bool  # adds and removes a company's addresses; else it only says whether they are there
    has_webhook: bool  # calls us; else its inbox is looked into


class Provider(Protocol):
    """One account. Everything raises Refused or Unavailable, except as said.

    A new provider is a folder beside this file: its `provider` module has the class, and names it PROVIDER.
    """

    code: ClassVar[str]  # `kind` in the file of accounts, such as `e-invoice.be`
    title: ClassVar[str]  # as it calls itself
    capabilities: ClassVar[Capabilities]
    usual_address: ClassVar[str]  # of its API, without a final slash
    credentials: ClassVar[Mapping[str, bool]]  # what an account's entry says, and whether it must
    leaves_waiting: ClassVar[bool]  # what is not acknowledged stays, and the others come all the same

    def __init__(self, credentials: Mapping[str, str], *, base: str = "") -> None:
        """All of `credentials`, the missing ones as empty text; `base` is another address than the usual one."""
        ...

    def verify(self, participant: ParticipantId | None) -> None:
        """Asks what changes nothing: the key counts, and the company with this address is there. None: the key alone."""
        ...

    def link(self, registration: Registration) -> None:
        """Everything is done there for this participant to receive; also when asked again."""
        ...

    def unlink(self, registration: Registration) -> None: ...

    def send(self, header: Header, document: bytes) -> Submission:
        """Raises NotRegistered (permanent) for a receiver who is not on the network, OutcomeUnknown when no answer came."""
        ...

    def resume(self, header: Header, document: bytes, reference: str) -> Submission:
        """After an OutcomeUnknown, with the reference it gave: hands it over unless that was done.

        Raises CannotTell (permanent) when the provider does not say, and as `send`.
        """
        ...

    def waiting(self, is_kept: Callable[[str], bool]) -> Iterator[InboxItem | StatusUpdate]:
        """What was not acknowledged yet, the oldest first where the provider tells; `is_kept` knows the ids that are here."""
        ...

    def fetch_document(self, id_: str) -> InboxDocument:
        """One that was waiting, by its id; also after it was acknowledged. Raises InvalidXml and InvalidIdentifier too
        (permanent): it says not who sent it to whom, or what it is."""
        ...

    def acknowledge(self, token: str) -> None:
        """It is kept here; also when asked again."""
        ...

    def delivery_status(self, id_: str) -> tuple[DeliveryStatus, bytes]:
        """Of what was handed over, with the provider's answer as evidence."""
        ...

    def is_genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a call to our webhook comes from the provider; header names in lower case. It is only a hint to look."""
        ...
