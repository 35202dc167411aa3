"""An invoice in which every field of the model has a value of its own, so that a test sees what gets lost."""

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.model import Invoice, Kind, Party


def full_invoice(kind: Kind = Kind.INVOICE) -> Invoice:
    invoice = _filled(Invoice, count(1))
    object.__setattr__(invoice, "kind", kind)
    object.__setattr__(invoice, "currency", "EUR")
    object.__setattr__(invoice, "unread", ())
    return invoice


def full_party() -> Party:
    return _filled(Party, count(1))


def values(thing: object) -> list[object]:
    """Every text, number and date in it."""
    if isinstance(thing, tuple):
        return [value for each in thing for value in values(each)]
    if isinstance(thing, Attachment):
        return [thing.filename, thing.media_type]
    if is_dataclass(thing):
        return [value for field in fields(thing) for value in values(getattr(thing, field.name))]
    return [thing] if isinstance(thing, str | Decimal | date) and thing else []


def _filled(cls: type, number: "count[int]"):
    hints = typing.get_type_hints(cls)
    return cls(**{field.name: _value(hints[field.name], number) for field in fields(cls)})


def _value(hint: object, number: "count[int]"):
    if typing.get_origin(hint) is tuple:
        return tuple(_value(typing.get_args(hint)[0], number) for _ in range(2))
    if isinstance(hint, types.UnionType):
        hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
    if hint is Attachment:
        return Attachment.of(b"%d" % next(number), filename=f"f{next(number)}.pdf", media_type="application/pdf")
    if is_dataclass(hint):
        return _filled(hint, number)
    made = {str: _text, Decimal: _decimal, date: _day, bool: lambda n: n % 2 == 0, Kind: lambda _: Kind.INVOICE}
    return made[hint](next(number))


def _text(number: int) -> str:
    return f"t{number:03d}"


def _decimal(number: int) -> Decimal:
    return Decimal(number) + Decimal("0.25")


def _day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


def plain(text: str) -> str:
    """With ordinary spaces for the unbreakable ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
