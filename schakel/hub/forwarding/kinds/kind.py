"""What every kind of forwarder is: a form, a guide, and one deed that sends a parcel."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
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

    @property
    def size(self) -> int:
        return sum(len(each.data) for each in self.files)


@dataclass(frozen=True)
class Place:
    """Where it goes."""

    forwarder: Forwarder
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


class OptionsForm(forms.Form):
    """The settings of a kind. Fields named in SECRET are sealed; left empty they stay as they were."""

    SECRET: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any] | None = None, has_secrets: bool = False
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.has_secrets = has_secrets
        for name in self.SECRET if has_secrets else ():
            self.fields[name].required = False
            self.fields[name].help_text = _("Leave empty to keep what was filled in before.")

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.SECRET}

    def secrets(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.SECRET if self.cleaned_data.get(name)}


class ForwarderKind:
    """A kind is a folder beside this file with one class of this shape."""

    code: ClassVar[str]
    name: ClassVar[Sentence]
    guide: ClassVar[Sentence]  # what to fill in, for whoever sets it up
    form: ClassVar[type[OptionsForm]] = OptionsForm
    address_label: ClassVar[Sentence] = ""  # of what each connection has of its own there; empty: nothing
    is_address_needed: ClassVar[bool] = False
    goes_out: ClassVar[bool] = True  # False: it waits to be fetched

    def is_offered(self) -> bool:
        """Whether this installation can do it."""
        return True

    def destination(self, options: Mapping[str, Any]) -> str:
        """The server, which is left alone when it does not answer."""
        raise NotImplementedError

    def turn(self, forwarder: Forwarder) -> str:
        """Whose turn its forwards take: one worker at a time is busy with a turn, so that none waits for another's."""
        return self.destination(forwarder.options)

    def check_address(self, text: str) -> str:
        """The address as it is kept. Raises ValidationError."""
        return text.strip()

    def usual_address(self, connection: Connection) -> str:
        """What is filled in before somebody says otherwise."""
        return ""

    def prepare(self, forwarder: Forwarder) -> None:
        """What a forwarder needs before it is kept and that nobody fills in."""

    def shown_key(self, options: Mapping[str, Any]) -> tuple[str, str] | None:
        """The key that the server shows now and its fingerprint, for a person to compare. None: there is no such thing.

        Raises Unreachable.
        """
        return None

    def batch(self) -> AbstractContextManager[None]:
        """Around the parcels of one batch, for what they share."""
        return nullcontext()

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        """One try, whatever becomes of it; raises only what nobody expected."""
        raise NotImplementedError
