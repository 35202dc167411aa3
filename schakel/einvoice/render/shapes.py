"""The readable page as data: everything in an invoice as text in the reader's language, in the order of reading.

A template or a PDF only lays it out. Every value is plain text to be escaped; money, numbers and dates are written as
the language writes them; invisible and direction-changing characters of the document are made visible.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    copy: str = (
        ""  # what a copy button takes, where it is not `value`: an IBAN or structured communication as bare characters
    )


@dataclass(frozen=True, slots=True)
class PartyView:
    role: str  # "Seller", "Buyer", "Payee", "Tax representative"
    name: str
    trading_name: str  # "" when it is the name
    address: tuple[str, ...]  # lines, the country's name last
    facts: tuple[Fact, ...]  # numbers, network address, contact, further legal information


@dataclass(frozen=True, slots=True)
class AdjustmentView:
    """An allowance or charge."""

    label: str  # "Allowance" or "Charge", with its reason
    basis: str  # "2 % of € 200.00", or ""
    vat: str  # "21 %"; "" on a line, which has its own
    amount: str  # an allowance with a minus sign
    is_charge: bool


@dataclass(frozen=True, slots=True)
class LineView:
    id: str
    name: str
    description: str
    note: str
    quantity: str  # with its unit in words
    price: str  # net, per base quantity
    vat: str  # "21 %" or "0 % reverse charge"
    amount: str
    facts: tuple[Fact, ...]  # period, references, numbers, classifications, attributes, origin
    adjustments: tuple[AdjustmentView, ...]


@dataclass(frozen=True, slots=True)
class VatRowView:
    category: str
    rate: str
    taxable: str
    tax: str
    reason: str  # why no VAT, in words


@dataclass(frozen=True, slots=True)
class TotalView:
    label: str
    amount: str
    is_payable: bool = False  # the one to print large


@dataclass(frozen=True, slots=True)
class PaymentView:
    means: str  # in words
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A supporting document: attached, elsewhere, or only named."""

    index: int  # in `Invoice.documents`
    reference: str
    description: str
    filename: str  # "" when nothing is attached
    media_type: str
    size: str
    is_readable: bool  # False: attached, but its base64 is damaged
    location: str  # an address elsewhere: to be shown as text, never as a link


@dataclass(frozen=True, slots=True)
class InvoiceView:
    language: str  # nl, fr, en or de
    kind: str  # "Invoice", "Credit note", "Self-billed invoice" …
    number: str
    is_money_back: bool
    money_back: str  # the sentence that says so, or ""
    payable_label: str  # "To pay", or "In favour of the buyer"
    payable: str
    facts: tuple[Fact, ...]  # dates, period, currency, type, process
    seller: PartyView
    buyer: PartyView
    other_parties: tuple[PartyView, ...]
    delivery: tuple[Fact, ...]
    references: tuple[Fact, ...]
    notes: tuple[str, ...]
    lines: tuple[LineView, ...]
    adjustments: tuple[AdjustmentView, ...]
    vat_breakdown: tuple[VatRowView, ...]
    totals: tuple[TotalView, ...]
    payment: tuple[PaymentView, ...]
    payment_terms: str
    documents: tuple[DocumentView, ...]
    unread: tuple[Fact, ...]  # what could not be taken in: place and text
    headings: Mapping[str, str]  # titles of sections and columns; the keys are those of `invoice.headings`
