"""A draft as programs write it: the invoice of EN 16931, as far as the form knows it, in numbers and days instead of text."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from schakel.hub.sales.drafts.content import BLANK_ADJUSTMENT, BLANK_LINE, Content, Row, clean
from schakel.hub.sales.drafts.parse_input import typed, typed_price
from schakel.hub.web.api import LARGEST_ID

DECIMAL = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,8})?$"}]}
Number = Annotated[Decimal, Field(max_digits=20, decimal_places=8), WithJsonSchema(DECIMAL)]
Vat = Literal["21", "12", "6", "0", "reverse", "works", "exempt", "small", "intra", "export"]
MOST_LINES = 500
VAT = "21, 12, 6 or 0 percent; or reverse, works, exempt, small, intra, export"


class StrictModel(BaseModel):
    """What is not known is refused: a field that is misspelt would be missing from the invoice."""

    model_config = ConfigDict(extra="forbid")


class CustomerIn(StrictModel):
    """BG-7; the seller (BG-4) when you bill in their name."""

    name: str = Field("", description="BT-44")
    number: str = Field("", description="enterprise number or VAT number: BT-47, BT-48")
    is_vat_payer: bool = True
    street: str = Field("", description="BT-50")
    street_2: str = Field("", description="BT-51")
    post_code: str = Field("", description="BT-53")
    city: str = Field("", description="BT-52")
    country: str = Field("BE", description="BT-55")
    endpoint: str = Field("", description="BT-49, such as 0208:0738401154, where it is another than that of the number")
    email: str = Field("", description="BT-58")


class PrecedingIn(StrictModel):
    """BG-3."""

    number: str = Field(description="BT-25")
    issue_date: date | None = Field(None, description="BT-26")


class LineIn(StrictModel):
    """BG-25."""

    name: str = Field("", description="BT-153")
    description: str = Field("", description="BT-154")
    quantity: Number = Field(Decimal(1), description="BT-129")
    unit: str = Field("C62", description="BT-130, UN/ECE Recommendation 20")
    price: Number | None = Field(None, description="BT-146, without VAT")
    discount: Number | None = Field(None, description="BT-136, an amount off the line")
    discount_percentage: Number | None = Field(None, description="BT-138, instead of an amount")
    vat: Vat | None = Field(None, description=f"{VAT}; left out: what is usual for the company")

    def row(self, *, usual_vat: str) -> Row:
        share = "" if self.discount_percentage is None else f"{typed(self.discount_percentage)} %"
        values = {
            "name": self.name,
            "description": self.description,
            "quantity": typed(self.quantity),
            "unit": self.unit,
            "price": typed_price(self.price),
            "discount": share or typed(self.discount),
            "vat": self.vat or usual_vat,
        }
        return BLANK_LINE | {name: clean(name, value) for name, value in values.items()}


class AdjustmentIn(StrictModel):
    """BG-20 or BG-21: an allowance or charge on the whole document."""

    what: Literal["allowance", "charge"] = "allowance"
    amount: Number | None = Field(None, description="BT-92 or BT-99")
    percentage: Number | None = Field(None, description="BT-94 or BT-101, instead of an amount")
    reason: str = Field("", description="BT-97 or BT-104")
    vat: Vat = Field("21", description=VAT)

    def row(self) -> Row:
        share = "" if self.percentage is None else f"{typed(self.percentage)} %"
        values = {"what": self.what, "amount": share or typed(self.amount), "reason": self.reason, "vat": self.vat}
        return BLANK_ADJUSTMENT | {name: clean(name, value) for name, value in values.items()}


class DraftBody(StrictModel):
    kind: Literal["invoice", "credit_note", "advance"] = "invoice"
    language: Literal["nl", "fr", "en", "de"] | None = None
    issue_date: date | None = Field(None, description="BT-2; left out: the day on which it is issued")
    due_date: date | None = Field(None, description="BT-9")
    payment_days: int | None = Field(None, ge=0, le=3650, description="instead of a due date")
    delivered_on: date | None = Field(None, description="BT-72")
    order_reference: str | None = Field(None, description="BT-13")
    buyer_reference: str | None = Field(None, description="BT-10; this or the order reference is compulsory")
    preceding_invoice: PrecedingIn | None = None
    iban: str | None = Field(None, description="BT-84")
    communication: str | None = Field(None, description="BT-83; left out: a structured one is made")
    payment_terms: str | None = Field(None, description="BT-20")
    note: str | None = Field(None, description="BT-22")
    prepaid: Number | None = Field(None, description="BT-113")
    customer: CustomerIn = Field(default_factory=lambda: CustomerIn.model_validate({}))
    lines: list[LineIn] = Field([], max_length=MOST_LINES)
    adjustments: list[AdjustmentIn] = Field([], max_length=MOST_LINES)

    def content(self, *, usual_vat: str) -> Content:
        """What was given, as the form would hold it; what was not is missing."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in PLAIN}
        if self.preceding_invoice:
            plain["preceding_number"] = self.preceding_invoice.number
            plain["preceding_date"] = self.preceding_invoice.issue_date
        given = {name: clean(name, text_of(value)) for name, value in plain.items() if value is not None}
        return given | self.customer_content() | {
            "lines": [line.row(usual_vat=usual_vat) for line in self.lines],
            "adjustments": [each.row() for each in self.adjustments],
        }  # fmt: skip

    def customer_content(self) -> Content:
        fields = self.customer.model_dump()
        fields["vat"] = "" if fields.pop("is_vat_payer") else "no"
        return {f"customer_{name}": clean(f"customer_{name}", value) for name, value in fields.items()}


class DraftIn(DraftBody):
    connection: int = Field(
        ge=1, le=LARGEST_ID, description="id of the sales connection; of the purchases, to bill in a supplier's name"
    )


PLAIN = (
    "kind", "language", "issue_date", "due_date", "payment_days", "delivered_on", "order_reference", "buyer_reference",
    "iban", "communication", "payment_terms", "note", "prepaid",
)  # fmt: skip


def text_of(value: Any) -> str:
    if isinstance(value, Decimal):
        return typed(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def place_of(field: str) -> str:
    """The form's name of a field, as programs know it: `lines-0-price` → `lines.0.price`, `customer_city` → `customer.city`."""
    if found := re.fullmatch(r"(lines|adjustments)-([0-9]+)-(\w+)", field):
        return ".".join(found.groups())
    for prefix, name in (("customer_", "customer."), ("preceding_", "preceding_invoice.")):
        if field.startswith(prefix):
            return field.replace(prefix, name, 1)
    return field
