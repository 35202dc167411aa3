"""A draft from a document: a credit note about it, a copy, or the invoice that follows on an advance.

Where the document was written here, the draft has what was typed then; one made elsewhere is read.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import Http404

from schakel.einvoice.model import AllowanceCharge, Invoice, Line
from schakel.hub.connections.models import Connection
from schakel.hub.documents.addressing import fillable_by
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.people.models import User
from schakel.hub.sales import drafting
from schakel.hub.sales.composing import CREDIT_NOTE, INVOICE
from schakel.hub.sales.content import ADJUSTMENT, CUSTOMER, LINE, Content, Row
from schakel.hub.sales.models import Draft
from schakel.hub.sales.typed import typed
from schakel.hub.sales.vat import treatment_of

KEPT = (*CUSTOMER, "language", "buyer_reference", "order_reference", "note", "payment_terms", "lines", "adjustments")
PERCENT = "{} %"


def may(user: User, document: Document) -> bool:
    """Of what the company wrote itself, by who may do more than read."""
    return document.is_own and not document.fault and fillable_by(user).filter(pk=document.connection_id).exists()


def credit(document: Document, *, by: User) -> Draft:
    """All of it; who credits a part takes lines or quantities away."""
    kept = content_of(document)
    kept |= {"payment_terms": "", "payment_days": "", "iban": "", "communication": ""}
    return begun(document, kept, by=by, kind=CREDIT_NOTE, note="")


def copy(document: Document, *, by: User) -> Draft:
    made = drafting.new(document.connection, by=by, **content_of(document))
    if document.kind == Document.Kind.CREDIT_NOTE:
        made.content |= {"kind": CREDIT_NOTE}
        made.save(update_fields=["content"])
    return made


def follow(document: Document, *, by: User) -> Draft:
    """The final invoice: what was asked in advance comes off with its VAT, so that the VAT is charged once (ADR 0132)."""
    kept = content_of(document)
    minus = [row | {"quantity": turned(row["quantity"])} for row in kept["lines"]]
    blank = drafting.blank_line(document.connection)
    return begun(document, kept | {"lines": [blank, *minus]}, by=by, kind=INVOICE)


MAKERS: dict[str, Callable[..., Draft]] = {"credit": credit, "copy": copy, "final": follow}


def begun(document: Document, content: Content, *, by: User, **more: Any) -> Draft:
    """With the reference to the earlier document."""
    on = document.issue_date.isoformat() if document.issue_date else ""
    content |= {"preceding_number": document.number, "preceding_date": on}
    return drafting.new(document.connection, by=by, about=document, **(content | more))


def turned(quantity: str) -> str:
    return quantity[1:] if quantity.startswith("-") else f"-{quantity or 1}"


def content_of(document: Document) -> Content:
    written = Draft.objects.filter(document=document).first()
    if written:
        return {name: written.content[name] for name in KEPT if name in written.content}
    invoice = opened(document).invoice
    if invoice is None:
        raise Http404
    return read_back(invoice, self_billed=document.connection.kind == Connection.Kind.PURCHASE)


def read_back(invoice: Invoice, *, self_billed: bool) -> Content:
    """The form's values that say the same. What the form has no field for is left out."""
    other = invoice.seller if self_billed else invoice.buyer
    address, reasons = other.address, {row.vat.code: row.exemption_reason for row in invoice.vat_breakdown}
    return {
        "customer_name": other.display_name,
        "customer_number": other.legal_id.value if other.legal_id else other.vat_number,
        "customer_vat": "" if other.vat_number else "no",
        "customer_street": address.line_1 if address else "",
        "customer_street_2": address.line_2 if address else "",
        "customer_post_code": address.post_code if address else "",
        "customer_city": address.city if address else "",
        "customer_country": address.country if address else "BE",
        "customer_endpoint": str(other.endpoint or ""),
        "customer_email": other.contact.email if other.contact else "",
        "buyer_reference": invoice.buyer_reference,
        "order_reference": invoice.order_reference,
        "payment_terms": invoice.payment_terms,
        "note": "\n".join(invoice.notes),
        "lines": [line_row(line, reasons) for line in invoice.lines],
        "adjustments": [adjustment_row(each, reasons) for each in invoice.allowances_charges],
    }


def line_row(line: Line, reasons: dict[str, str]) -> Row:
    """A discount that the form cannot say goes into the price."""
    price, one = line.price.net if line.price else None, line.allowances_charges
    per = (line.price.base_quantity if line.price else None) or Decimal(1)
    discount = share(one[0]) if len(one) == 1 and not one[0].is_charge else ""
    if one and not discount and line.quantity and line.net_amount is not None:
        price, per = line.net_amount / line.quantity, Decimal(1)
    treatment = treatment_of(line.vat, reasons.get(line.vat.code, "") if line.vat else "")
    values = (
        line.item.name,
        line.item.description,
        typed(line.quantity),
        line.unit,
        typed(round(price / per, 6)) if price is not None else "",
        discount,
        treatment.key if treatment else "",
    )
    return dict(zip(LINE, values, strict=True))


def adjustment_row(each: AllowanceCharge, reasons: dict[str, str]) -> Row:
    treatment = treatment_of(each.vat, reasons.get(each.vat.code, "") if each.vat else "")
    values = ("charge" if each.is_charge else "allowance", share(each), each.reason, treatment.key if treatment else "")
    return dict(zip(ADJUSTMENT, values, strict=True))


def share(each: AllowanceCharge) -> str:
    return PERCENT.format(typed(each.percentage)) if each.percentage is not None else typed(each.amount)
