"""The network's names: who (participant), what (document type), in which process, over which transport.

Values are kept as written. A participant compares without case in its value (it is lower-cased before it is
hashed for DNS), everything else compares exactly. Source: Peppol Policy for use of Identifiers 4.4.0.
"""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote

from schakel.peppol.errors import InvalidIdentifier

PARTICIPANT_SCHEME = "iso6523-actorid-upis"
DOCUMENT_TYPE_SCHEME = "busdox-docid-qns"
WILDCARD_SCHEME = "peppol-doctype-wildcard"
PROCESS_SCHEME = "cenbii-procid-ubl"

SEPARATOR = "::"


@dataclass(frozen=True)
class Identifier:
    """A value within a scheme; `scheme::value` when written on one line.

    Raises InvalidIdentifier (permanent) when a part is empty, too long, or holds white space or control characters.
    """

    value: str
    scheme: str

    MAX_LENGTH = 500
    MAX_SCHEME_LENGTH = 25

    def __post_init__(self) -> None:
        _require_text(self.scheme, what="scheme", limit=self.MAX_SCHEME_LENGTH)
        _require_text(self.value, what=type(self).__name__, limit=self.MAX_LENGTH)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `scheme::value` as it stands in logs and, once decoded, in SMP addresses."""
        scheme, separator, value = text.partition(SEPARATOR)
        if not separator:
            raise InvalidIdentifier(f"no '::' in {text!r:.200}")
        return cls(value, scheme)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read the percent-encoded form. Source: SMP 1.4.0, section on URLs."""
        return cls.parse(unquote(text, errors="strict"))

    def encode(self) -> str:
        """The form for a path segment: the whole `scheme::value` percent-encoded."""
        return quote(str(self), safe="")

    def __str__(self) -> str:
        return f"{self.scheme}{SEPARATOR}{self.value}"


def _require_text(text: str, *, what: str, limit: int) -> None:
    if not text or len(text) > limit:
        raise InvalidIdentifier(f"{what} must have 1 to {limit} characters, not {len(text)}")
    if not text.isprintable() or " " in text:
        raise InvalidIdentifier(f"{what} holds white space or control characters: {text!r:.200}")


@dataclass(frozen=True, eq=False)
class ParticipantId(Identifier):
    """Who: `0208:0407214017` in scheme iso6523-actorid-upis. Compares without case in the value."""

    scheme: str = PARTICIPANT_SCHEME

    MAX_LENGTH = 135  # ICD, colon and up to 130 characters

    @property
    def icd(self) -> str:
        """The four digits of ISO 6523 (or Peppol's own 99xx) that say whose numbering this is."""
        return self.value.partition(":")[0]

    @property
    def number(self) -> str:
        """The number within the ICD."""
        return self.value.partition(":")[2]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ParticipantId) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, str]:
        return self.scheme, self.value.lower()


@dataclass(frozen=True)
class DocumentTypeId(Identifier):
    """What: namespace, root, customization and version of a kind of document, as
    `namespace::root##customization::version`. What is not XML has no root: `namespace##customization::version`.
    """

    scheme: str = DOCUMENT_TYPE_SCHEME

    @classmethod
    def of(cls, namespace: str, root: str, *, customization: str, version: str, scheme: str | None = None) -> Self:
        """Put the four parts together. A customization of PINT goes into the wildcard scheme unless told otherwise."""
        default = WILDCARD_SCHEME if customization.startswith("urn:peppol:pint:") else DOCUMENT_TYPE_SCHEME
        return cls(f"{namespace}::{root}##{customization}::{version}", scheme or default)

    @property
    def namespace(self) -> str:
        return self._parts[0]

    @property
    def root(self) -> str:
        """Local name of the document's root element; empty for content that is not XML."""
        return self._parts[1]

    @property
    def customization(self) -> str:
        return self._parts[2]

    @property
    def version(self) -> str:
        return self._parts[3]

    @property
    def is_wildcard(self) -> bool:
        return self.scheme == WILDCARD_SCHEME

    def covers(self, other: "DocumentTypeId") -> bool:
        """Whether a receiver registered for this type takes `other`.

        The same, or in the wildcard scheme a customization ending in `*` in front of an `@` refinement:
        `…billing-1*` covers `…billing-1` and `…billing-1@be-1`.
        """
        if self == other:
            return True
        if not (self.is_wildcard and other.is_wildcard and self.customization.endswith("*")):
            return False
        base = self.customization[:-1]
        same_frame = (self.namespace, self.root, self.version) == (other.namespace, other.root, other.version)
        refined = other.customization == base or other.customization.startswith(base + "@")
        return same_frame and refined

    @property
    def _parts(self) -> tuple[str, str, str, str]:
        qualified, hashes, rest = self.value.partition("##")
        namespace, colons, root = qualified.partition(SEPARATOR)
        customization, more_colons, version = rest.rpartition(SEPARATOR)
        complete = hashes and more_colons and namespace and customization and version
        if not complete or (colons and not root):
            raise InvalidIdentifier(f"not namespace::root##customization::version: {self.value!r:.200}")
        return namespace, root, customization, version


@dataclass(frozen=True)
class ProcessId(Identifier):
    """In which process, for instance `urn:fdc:peppol.eu:2017:poacc:billing:01:1.0`."""

    scheme: str = PROCESS_SCHEME

    MAX_LENGTH = 200


@dataclass(frozen=True)
class TransportProfile:
    """Over which transport; one is active on the network."""

    value: str

    def __str__(self) -> str:
        return self.value


AS4_V2 = TransportProfile("peppol-transport-as4-v2_0")


def service_provider(seat_id: str) -> ParticipantId:
    """The id a service provider itself is addressed by, from its seat id: `POP000306` is `0242:000306`."""
    return ParticipantId(f"0242:{seat_id[-6:]}")
