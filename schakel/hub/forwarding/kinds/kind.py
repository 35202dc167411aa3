"""What every kind of forwarder says of itself: its words, its form, what it needs, and how it sends a parcel."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise

from schakel.hub.connections.models import Connection
from schakel.hub.forwarding.kinds.form import OptionsForm

if TYPE_CHECKING:  # a forwarder knows its kind
    from schakel.hub.forwarding.models import Forwarder

Sentence = str | Promise


@dataclass(frozen=True)
class ParcelFile:
    name: str  # safe, with its ending
    type: str  # media type
    data: bytes


@dataclass(frozen=True)
class Parcel:
    """One document, made ready to leave."""

    id: str  # the same at each try (J06); another one when a person asks for it again
    event: str  # of the forward: the same then too (J05)
    subject: str
    text: str
    link: str  # to the document's page, which asks to sign in
    files: tuple[ParcelFile, ...]
    facts: Mapping[str, Any]  # of the document, as JSON takes them
    is_sample: bool = False
    is_notice: bool = False  # no document: that one which is there counts for something else now

    @property
    def size(self) -> int:
        return sum(len(each.data) for each in self.files)


@dataclass(frozen=True)
class Place:
    """Where it goes."""

    forwarder: "Forwarder"
    address: str  # of the connection there; empty where the kind has none
    secrets: Mapping[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> Mapping[str, Any]:
        options: dict[str, Any] = self.forwarder.options
        return options


class Result(Enum):
    SENT = "sent"
    LATER = "later"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What came of one try."""

    result: Result
    code: str = ""  # of the error, see words.py
    detail: str = ""  # what went wrong, technically
    status: int | None = None  # HTTP
    answer: str = ""  # the first of what the other side said
    rest: timedelta | None = None  # how long it wants to be left alone
    is_down: bool = False  # the server itself did not answer: whoever has something for it waits
    is_try: bool = True  # False: it was not even tried, and does not count
    stops: str = ""  # a Forwarder.Stopped: nothing more goes there until a person looked

    @classmethod
    def sent(cls, answer: str = "", *, status: int | None = None) -> "Outcome":
        return cls(Result.SENT, answer=answer, status=status)


class ForwarderKind:
    """A kind is a folder beside this file: one class of this shape, and `KIND`, the one object of it.

    All that the rest of the room knows of a kind is what it says here of itself.
    """

    code: ClassVar[str]  # in the database, in packages.toml and in addresses; 10 characters at most
    position: ClassVar[int] = 100  # among those that are offered, the lowest first
    name: ClassVar[Sentence]  # as a heading
    word: ClassVar[Sentence]  # in a sentence: "by e-mail"
    guide: ClassVar[Sentence]  # what to fill in, for the person who sets it up
    form: ClassVar[type[OptionsForm]] = OptionsForm
    address_label: ClassVar[Sentence] = ""  # of what each connection has of its own there; empty: nothing
    is_address_needed: ClassVar[bool] = False
    is_fetched: ClassVar[bool] = False  # True: nothing leaves, a forward waits until a package fetched it
    takes_two_files: ClassVar[bool] = True  # False: a forwarder of it never sends the XML and a PDF together
    takes_notices: ClassVar[bool] = False  # `send` also takes a parcel that `is_notice`
    switched_off_after: ClassVar[timedelta | None] = None  # so long without a success; None: it goes on trying
    page_panel: ClassVar[str] = (
        ""  # template of its part of the page, which shows its secrets; empty: nobody sees them again
    )
    sentences: ClassVar[Mapping[str, Sentence]] = {}  # for the codes of its outcomes that words.py does not know

    def is_offered(self) -> bool:
        """Whether this installation can do it."""
        return True

    @property
    def sender(self) -> str:
        """By which address a package knows that something comes from here; empty: by none."""
        return ""

    def destination(self, options: Mapping[str, Any]) -> str:
        """The server, which is left alone when it does not answer."""
        raise NotImplementedError

    def turn(self, forwarder: "Forwarder") -> str:
        """Whose turn its forwards take: one worker at a time is busy with a turn, so that none waits for another's."""
        return self.destination(forwarder.options)

    def check_address(self, text: str) -> str:
        """The address as it is kept. Raises ValidationError."""
        return text.strip()

    def usual_address(self, connection: Connection) -> str:
        """What is filled in before somebody says otherwise."""
        return ""

    def prepare(self, forwarder: "Forwarder") -> None:
        """What a forwarder needs before it is kept and that nobody fills in."""

    def shown_key(self, options: Mapping[str, Any]) -> tuple[str, str] | None:
        """The key that the server shows now and its fingerprint, for a person to compare. None: there is no such thing.

        Raises Unreachable.
        """
        return None

    def accept_key(self, options: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The options with this key, which a person compared and accepted."""
        raise NotImplementedError

    def roll_over(self, secrets: Mapping[str, Any], *, is_ended: bool) -> dict[str, Any]:
        """New secrets beside the old ones; with `is_ended`, the old ones end. Of a kind that shows its secrets."""
        raise NotImplementedError

    def batch(self) -> AbstractContextManager[None]:
        """Around the parcels of one batch, for what they share."""
        return nullcontext()

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        """One try, whatever becomes of it; raises only what nobody expected. Never asked where `is_fetched`."""
        raise NotImplementedError
