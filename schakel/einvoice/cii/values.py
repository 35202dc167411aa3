"""Values as CII writes them."""

from datetime import date

from schakel.einvoice.model import Identifier, VatCategory
from schakel.einvoice.money import day
from schakel.einvoice.ubl.node import Node


def read_day(parent: Node, name: str) -> date | None:
    """A date inside its two wrappers: `20260131` in format 102, or in the notation of XML Schema."""
    wrapped = parent.child(name)
    for inner in ("udt:DateTimeString", "qdt:DateTimeString", "udt:DateString", "udt:DateTime"):
        if wrapped.has(inner):
            return wrapped.value(inner, _day, reason="not_a_date")
    return None


def read_flag(parent: Node) -> bool:
    """Whether an allowance or charge is a charge."""
    return parent.child("ram:ChargeIndicator").flag("udt:Indicator")


def read_vat(tax: Node) -> VatCategory | None:
    tax.expect("ram:TypeCode", "VAT")
    read = VatCategory(code=tax.text("ram:CategoryCode"), rate=tax.number("ram:RateApplicablePercent"))
    return read if read != VatCategory() else None


def read_identifiers(party: Node) -> tuple[Identifier, ...]:
    """Those without a scheme stand in ID, those with one in GlobalID."""
    plain = (Identifier(text) for text in party.texts("ram:ID"))
    return (*plain, *party.identifiers("ram:GlobalID"))


def _day(text: str) -> date | None:
    return day(f"{text[:4]}-{text[4:6]}-{text[6:]}") if len(text) == 8 else day(text)
