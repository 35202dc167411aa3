"""The invoice as EN 16931 means it and Peppol BIS Billing 3 uses it: one type for invoice, credit note and self-billed.

Text, codes and references are `str`, with "" for absent (an empty element is not allowed in a document). Dates,
numbers and groups are None when absent. Amounts are in `Invoice.currency` (BT-5) unless a comment says otherwise;
amounts of lines and totals have at most 2 decimals, prices and quantities may have more. Everything is optional,
because a document with faults must still be readable; `schakel.einvoice.validation` tells what is missing or wrong.

Source: EN 16931-1:2017 (business terms BT, groups BG), Peppol BIS Billing 3.0.21.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from schakel.einvoice.attachment import Attachment

BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
BILLING_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
SELF_BILLING_PROCESS = "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"
SELF_BILLED_TYPES = frozenset({"389", "527", "261"})
SEPA_CREDITOR = "SEPA"  # the scheme that marks BT-90 among the identifiers of seller or payee


class Kind(Enum):
    """Which of the two UBL documents it is; the type code (BT-3) is finer."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number or code that means something within its scheme."""

    value: str
    scheme: str = ""  # ISO 6523 (ICD), EAS or UNCL 1153, according to the term; "" when not told

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}" if self.scheme else self.value


@dataclass(frozen=True, slots=True)
class Period:
    """BG-14 of the document, BG-26 of a line."""

    start: date | None = None  # BT-73, BT-134
    end: date | None = None  # BT-74, BT-135


@dataclass(frozen=True, slots=True)
class Address:
    """BG-5 seller, BG-8 buyer, BG-12 tax representative, BG-15 deliver to."""

    line_1: str = ""  # BT-35, BT-50, BT-64, BT-75
    line_2: str = ""  # BT-36, BT-51, BT-65, BT-76
    line_3: str = ""  # BT-162, BT-163, BT-164, BT-165
    city: str = ""  # BT-37, BT-52, BT-66, BT-77
    post_code: str = ""  # BT-38, BT-53, BT-67, BT-78
    subdivision: str = ""  # BT-39, BT-54, BT-68, BT-79
    country: str = ""  # BT-40, BT-55, BT-69, BT-80, ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class Contact:
    """BG-6 of the seller, BG-9 of the buyer."""

    name: str = ""  # BT-41, BT-56
    telephone: str = ""  # BT-42, BT-57
    email: str = ""  # BT-43, BT-58


@dataclass(frozen=True, slots=True)
class Party:
    """BG-4 seller, BG-7 buyer, BG-10 payee, BG-11 the seller's tax representative."""

    name: str = ""  # BT-27 seller, BT-44 buyer: the registered name
    trading_name: str = ""  # BT-28, BT-45; BT-59 for the payee and BT-62 for the representative, who have no other
    endpoint: Identifier | None = None  # BT-34, BT-49, the address on the network, scheme of the EAS list
    identifiers: tuple[Identifier, ...] = ()  # BT-29, BT-46, BT-60; BT-90 under the scheme SEPA
    legal_id: Identifier | None = None  # BT-30, BT-47, BT-61
    tax_ids: tuple[Identifier, ...] = ()  # BT-31, BT-48, BT-63 under the scheme VAT; BT-32 under another scheme
    legal_form: str = ""  # BT-33, additional legal information
    address: Address | None = None
    contact: Contact | None = None

    @property
    def display_name(self) -> str:
        return self.name or self.trading_name

    @property
    def vat_number(self) -> str:
        """BT-31, BT-48, BT-63."""
        return next((each.value for each in self.tax_ids if each.scheme == "VAT"), "")

    @property
    def creditor_id(self) -> str:
        """BT-90, the bank assigned creditor identifier for direct debit."""
        return next((each.value for each in self.identifiers if each.scheme == SEPA_CREDITOR), "")


@dataclass(frozen=True, slots=True)
class PrecedingInvoice:
    """BG-3, an earlier invoice that this one corrects or continues."""

    number: str  # BT-25
    issue_date: date | None = None  # BT-26


@dataclass(frozen=True, slots=True)
class SupportingDocument:
    """BG-24, a document behind the invoice: attached, or standing elsewhere."""

    reference: Identifier  # BT-122
    description: str = ""  # BT-123
    location: str = ""  # BT-124, an address elsewhere; never to be opened by a program
    attachment: Attachment | None = None  # BT-125
    type_code: str = ""  # not used by BIS; old documents carry 916 and the like


@dataclass(frozen=True, slots=True)
class Delivery:
    """BG-13, where and when the goods or services went."""

    delivered_on: date | None = None  # BT-72
    location: Identifier | None = None  # BT-71
    party_name: str = ""  # BT-70
    address: Address | None = None  # BG-15


@dataclass(frozen=True, slots=True)
class Account:
    """BG-17, the account to pay to."""

    id: str = ""  # BT-84, an IBAN mostly
    name: str = ""  # BT-85
    bank: str = ""  # BT-86, a BIC mostly


@dataclass(frozen=True, slots=True)
class Card:
    """BG-18, the card that paid."""

    number: str = ""  # BT-87, the last 4 to 6 digits
    network: str = ""  # required by UBL, no business term
    holder: str = ""  # BT-88


@dataclass(frozen=True, slots=True)
class Mandate:
    """BG-19, the direct debit."""

    reference: str = ""  # BT-89
    debited_account: str = ""  # BT-91


@dataclass(frozen=True, slots=True)
class PaymentMeans:
    """BG-16, one way to pay or in which was paid."""

    code: str = ""  # BT-81, UNCL 4461
    text: str = ""  # BT-82
    remittance: str = ""  # BT-83, structured communication or other reference to quote
    account: Account | None = None
    card: Card | None = None
    mandate: Mandate | None = None


@dataclass(frozen=True, slots=True)
class VatCategory:
    """The VAT treatment of a line, an allowance, a charge or a row of the breakdown."""

    code: str = ""  # BT-95, BT-102, BT-118, BT-151: S Z E AE K G O L M B
    rate: Decimal | None = None  # BT-96, BT-103, BT-119, BT-152, in percent; None for O


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """BG-20 allowance and BG-21 charge of the document; BG-27 and BG-28 of a line."""

    is_charge: bool
    amount: Decimal | None = None  # BT-92, BT-99, BT-136, BT-141, without VAT
    base_amount: Decimal | None = None  # BT-93, BT-100, BT-137, BT-142
    percentage: Decimal | None = None  # BT-94, BT-101, BT-138, BT-143
    reason: str = ""  # BT-97, BT-104, BT-139, BT-144
    reason_code: str = ""  # BT-98, BT-105, BT-140, BT-145; UNCL 5189 for allowances, 7161 for charges
    vat: VatCategory | None = None  # of the document's only; those of a line share its category


@dataclass(frozen=True, slots=True)
class VatBreakdown:
    """BG-23, the sums for one VAT category and rate."""

    vat: VatCategory
    taxable_amount: Decimal | None = None  # BT-116
    tax_amount: Decimal | None = None  # BT-117
    exemption_reason: str = ""  # BT-120
    exemption_code: str = ""  # BT-121, VATEX


@dataclass(frozen=True, slots=True)
class Totals:
    """BG-22."""

    lines: Decimal | None = None  # BT-106
    allowances: Decimal | None = None  # BT-107
    charges: Decimal | None = None  # BT-108
    without_vat: Decimal | None = None  # BT-109
    vat: Decimal | None = None  # BT-110
    vat_in_vat_currency: Decimal | None = None  # BT-111, in BT-6
    with_vat: Decimal | None = None  # BT-112
    paid: Decimal | None = None  # BT-113
    rounding: Decimal | None = None  # BT-114
    payable: Decimal | None = None  # BT-115


@dataclass(frozen=True, slots=True)
class Classification:
    """BT-158, the item's place in a classification."""

    code: str
    scheme: str = ""  # UNCL 7143, such as STI for CPV
    version: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """BG-32, a property of the item."""

    name: str  # BT-160
    value: str  # BT-161


@dataclass(frozen=True, slots=True)
class Item:
    """BG-31, what was sold."""

    name: str = ""  # BT-153
    description: str = ""  # BT-154
    seller_id: str = ""  # BT-155
    buyer_id: str = ""  # BT-156
    standard_id: Identifier | None = None  # BT-157, such as a GTIN (0160)
    classifications: tuple[Classification, ...] = ()  # BT-158
    origin_country: str = ""  # BT-159
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """BG-29, without VAT."""

    net: Decimal | None = None  # BT-146
    discount: Decimal | None = None  # BT-147
    gross: Decimal | None = None  # BT-148
    base_quantity: Decimal | None = None  # BT-149, the number of units the price is for; 1 when absent
    base_unit: str = ""  # BT-150


@dataclass(frozen=True, slots=True)
class Line:
    """BG-25."""

    id: str = ""  # BT-126
    item: Item = field(default_factory=Item)
    vat: VatCategory | None = None  # BG-30
    quantity: Decimal | None = None  # BT-129
    unit: str = ""  # BT-130, UN/ECE Recommendation 20 or 21
    price: Price | None = None
    net_amount: Decimal | None = None  # BT-131, without VAT, allowances and charges of the line included
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    note: str = ""  # BT-127
    object: Identifier | None = None  # BT-128, scheme of UNCL 1153
    order_line: str = ""  # BT-132
    accounting_reference: str = ""  # BT-133
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that stands in the document but could not be taken into the model: shown, never dropped in silence."""

    place: str  # such as `Invoice/InvoiceLine[3]/Price/PriceAmount`
    text: str
    reason: str  # not_a_number | not_a_date | not_a_boolean | other_currency | not_in_model


@dataclass(frozen=True, slots=True)
class Invoice:
    kind: Kind = Kind.INVOICE
    number: str = ""  # BT-1
    issue_date: date | None = None  # BT-2
    type_code: str = ""  # BT-3, UNCL 1001
    currency: str = ""  # BT-5, ISO 4217
    vat_currency: str = ""  # BT-6, only when it differs from BT-5
    vat_point_date: date | None = None  # BT-7
    vat_point_code: str = ""  # BT-8, UNCL 2005
    due_date: date | None = None  # BT-9
    buyer_reference: str = ""  # BT-10
    project_reference: str = ""  # BT-11
    contract_reference: str = ""  # BT-12
    order_reference: str = ""  # BT-13
    sales_order_reference: str = ""  # BT-14
    receipt_reference: str = ""  # BT-15
    despatch_reference: str = ""  # BT-16
    tender_reference: str = ""  # BT-17
    invoiced_object: Identifier | None = None  # BT-18, scheme of UNCL 1153
    accounting_reference: str = ""  # BT-19
    payment_terms: str = ""  # BT-20
    notes: tuple[str, ...] = ()  # BT-22; BIS allows one
    process: str = BILLING_PROCESS  # BT-23
    specification: str = BILLING  # BT-24
    preceding_invoices: tuple[PrecedingInvoice, ...] = ()
    seller: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    payee: Party | None = None
    tax_representative: Party | None = None
    delivery: Delivery | None = None
    period: Period | None = None
    payment_means: tuple[PaymentMeans, ...] = ()
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    totals: Totals = field(default_factory=Totals)
    vat_breakdown: tuple[VatBreakdown, ...] = ()
    documents: tuple[SupportingDocument, ...] = ()
    lines: tuple[Line, ...] = ()
    unread: tuple[Unread, ...] = field(default=(), compare=False)

    @property
    def is_credit_note(self) -> bool:
        return self.kind is Kind.CREDIT_NOTE

    @property
    def is_self_billed(self) -> bool:
        """Whether the buyer wrote it. The roles stay: the seller still is who sold."""
        return self.type_code in SELF_BILLED_TYPES or "selfbilling" in self.specification

    @property
    def is_prepaid_before_due(self) -> bool:
        """Whether it says that all is paid, while it is still to fall due: some programs write that on unpaid invoices.

        Source: Tryton 8.2, every invoice that is not paid.
        """
        totals = self.totals
        in_full = bool(
            totals.with_vat and totals.with_vat > 0 and totals.paid == totals.with_vat and totals.payable == 0
        )
        to_fall_due = bool(self.due_date and self.issue_date and self.due_date > self.issue_date)
        return in_full and to_fall_due and not self.is_credit_note

    @property
    def amount_to_pay(self) -> Decimal | None:
        """What is left to pay, in BT-5; all of it when nobody can be sure that it is paid."""
        return self.totals.with_vat if self.is_prepaid_before_due else self.totals.payable

    @property
    def is_unclear_credit(self) -> bool:
        """A credit note below zero: by the rules it is to be paid, but its writer mostly means the contrary.

        Source: ConnectingEurope/eInvoicing-EN16931 issue 478.
        """
        return self.is_credit_note and (self.totals.payable or self.totals.with_vat or Decimal(0)) < 0

    @property
    def is_money_back(self) -> bool:
        """Whether the seller owes the buyer: a credit note or a negative invoice, but not both at once."""
        amount = self.totals.payable or self.totals.with_vat or Decimal(0)
        return self.is_credit_note if amount >= 0 else not self.is_credit_note
