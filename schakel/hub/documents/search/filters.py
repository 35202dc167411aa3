"""Search: what is asked for, read from the address. The names are those of the API too."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import ClassVar

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from schakel.base import digits
from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.models import Document
from schakel.hub.documents.search import order
from schakel.hub.documents.search.parts import Part
from schakel.hub.documents.search.query import cut, read_query
from schakel.hub.documents.search.states import states

DATED = ("issue", "due", "received")


@dataclass(frozen=True)
class Search:
    """What is asked for. Empty: everything. The names are those in the address and in the API."""

    text: str = ""
    connection: int | None = None
    company: int | None = None
    side: str = ""  # a Connection.Side
    kind: str = ""  # a Document.Kind
    counts_as: str = ""  # an Effect
    state: str = ""  # a code in `search.states`
    label: int | None = None
    party: str = ""
    number: str = ""  # exactly this one
    dated: str = "issue"  # which day the period is about: a DATED
    begin: date | None = None
    end: date | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    received_since: datetime | None = None
    order: str = ""  # a name in `search.order`; empty: by what is asked
    unclear: tuple[str, ...] = ()  # names of what was given and not understood

    NAMES: ClassVar = (
        "q", "connection", "company", "side", "kind", "counts_as", "state", "label", "party", "number", "dated", "begin", "end",
        "amount_from", "amount_to", "received_since", "order",
    )  # fmt: skip

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Search":
        """From the address; what is not understood counts as not asked, but for connection, company and label: that would
        show too much."""
        reader = Reader(query)
        return cls(
            text=cut(query.get("q", "")),
            connection=reader.key("connection"),
            company=reader.key("company"),
            side=reader.one_of("side", Connection.Side),
            kind=reader.one_of("kind", Document.Kind),
            counts_as=reader.one_of("counts_as", Effect),
            state=reader.one_of("state", states),
            label=reader.key("label"),
            party=cut(query.get("party", "")),
            number=cut(query.get("number", "")),
            dated=reader.one_of("dated", DATED) or "issue",
            begin=reader.day("begin"),
            end=reader.day("end"),
            amount_from=reader.amount("amount_from"),
            amount_to=reader.amount("amount_to"),
            received_since=reader.moment("received_since"),
            order=reader.one_of("order", order.ORDERS),
            unclear=tuple(reader.unclear),
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return read_query(self.text, today=timezone.localdate())

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for beside the connection."""
        return replace(self, order="", unclear=()) != Search(connection=self.connection)


class Reader:
    """Values of an address, and the names of those that say nothing."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.query = query
        self.unclear: list[str] = []

    def key(self, name: str) -> int | None:
        given = self.query.get(name, "")
        number = int(given) if digits.is_digits(given) and len(given) < 19 else 0
        return number if given else None

    def one_of(self, name: str, known: Container[str]) -> str:
        given = self.query.get(name, "")
        if given and given not in known:
            self.unclear.append(name)
            return ""
        return given

    def day(self, name: str) -> date | None:
        given = self.query.get(name, "").strip()
        try:
            day = digits.day(given) if given else None
        except ValueError:
            day = None
        if given and (day is None or not order.FIRST_DAY <= day <= order.LAST_DAY):
            self.unclear.append(name)
            return None
        return day

    def moment(self, name: str) -> datetime | None:
        given = self.query.get(name, "").strip()
        moment = parse_datetime(given[:40]) if given else None
        if given and (moment is None or is_naive(moment)):
            self.unclear.append(name)
            return None
        return moment

    def amount(self, name: str) -> Decimal | None:
        given = self.query.get(name, "").strip()
        try:
            amount = Decimal(given.replace(",", ".")[:20]).quantize(Decimal("0.01")) if given else None
        except InvalidOperation:
            amount = None
        if given and (amount is None or not amount.is_finite()):  # "NaN" is a Decimal, and no amount
            self.unclear.append(name)
            return None
        return amount
