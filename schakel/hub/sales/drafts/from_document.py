"""A draft from a document: a credit note about it, a copy, or the invoice that follows on an advance.

Where the document was written here, the draft has what was typed then; one made elsewhere is read.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import Http404

from schakel.einvoice.model import AllowanceCharge, Invoice, Line
from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.compose import ADVANCE, CREDIT_NOTE, INVOICE
from schakel.hub.sales.drafts.content import ADJUSTMENT, CUSTOMER, LINE, Content, Row, rows_of
from schakel.hub.sales.drafts.parse_input import number_in, typed, typed_price
from schakel.hub.sales.drafts.vat import treatment_of
from schakel.hub.sales.models import Draft

KEPT = (*CUSTOMER, "language", "buyer_reference", "order_reference", "note", "payment_terms", "lines", "adjustments")
PERCENT = "{} %"


def may_draft_from(user: User, document: Document) -> bool:
    """Of what the company wrote itself, by who may do more than read."""
    return document.is_own and not document.fault and fillable_by(user).filter(pk=document.connection_id).exists()


def create_credit_note(document: Document, *, by: User) -> Draft:
    """All of it; who credits a part takes lines or quantities away."""
    kept = content_from(document)
    kept |= {"payment_terms": "", "payment_days": "", "iban": "", "communication": ""}
    return create_about(document, kept, by=by, kind=CREDIT_NOTE, note="")


def create_copy(document: Document, *, by: User) -> Draft:
    made = drafts_edit.create_draft(document.connection, by=by, **content_from(document))
    if document.kind == Document.Kind.CREDIT_NOTE:
        made.content |= {"kind": CREDIT_NOTE}
        made.save(update_fields=["content"])
    return made


def create_final_invoice(document: Document, *, by: User) -> Draft:
    """The final invoice: what was asked in advance comes off with its VAT, so that the VAT is charged once (ADR 0132)."""
    kept, asked = content_from(document), advance_invoice(document).allowances_charges
    back = {
        "lines": [drafts_edit.blank_line(document.connection), *(negated_row(row) for row in kept["lines"])],
        "adjustments": [row | {"amount": typed(-(each.amount or Decimal(0)))} for row, each in paired(kept, asked)],
    }
    return create_about(document, kept | back, by=by, kind=INVOICE)


def create_final_invoice_prepaid(document: Document, *, by: User) -> Draft:
    """The final invoice when no VAT was charged on the advance: it only lowers what is still to be paid (BT-113)."""
    asked = advance_invoice(document).totals.with_vat
    fresh = {"lines": [drafts_edit.blank_line(document.connection)], "adjustments": [], "prepaid": typed(asked)}
    return create_about(document, content_from(document) | fresh, by=by, kind=INVOICE)


MAKERS: dict[str, Callable[..., Draft]] = {
    "credit": create_credit_note,
    "copy": create_copy,
    "final": create_final_invoice,
    "prepaid": create_final_invoice_prepaid,
}


def create_about(document: Document, content: Content, *, by: User, **more: Any) -> Draft:
    """With the reference to the earlier document."""
    on = document.issue_date.isoformat() if document.issue_date else ""
    content |= {"preceding_number": document.number, "preceding_date": on}
    return drafts_edit.create_draft(document.connection, by=by, about=document, **(content | more))


def negated_row(row: Row) -> Row:
    """The line with the other sign; a discount in percent turns by itself."""
    discount = row["discount"]
    is_amount = bool(discount) and not discount.endswith("%")
    return row | {"quantity": negative(row["quantity"]), "discount": negative(discount) if is_amount else discount}


def negative(number: str) -> str:
    return typed(-(number_in(number) or Decimal(0)))


def is_advance(document: Document) -> bool:
    """One that was written here."""
    draft = Draft.objects.filter(document=document).only("content").first()
    return bool(draft and draft.content.get("kind") == ADVANCE)


def advance_invoice(document: Document) -> Invoice:
    if not is_advance(document):
        raise Http404
    return invoice_of(document)


def paired(content: Content, charged: tuple[AllowanceCharge, ...]) -> list[tuple[Row, AllowanceCharge]]:
    """Each discount or cost of the form with what it came to."""
    return list(zip([row for _place, row in rows_of(content, "adjustments")], charged, strict=True))


def content_from(document: Document) -> Content:
    written = Draft.objects.filter(document=document).first()
    if written:
        return {name: written.content[name] for name in KEPT if name in written.content}
    return content_of_invoice(invoice_of(document), self_billed=document.connection.side == Connection.Side.PURCHASE)


def invoice_of(document: Document) -> Invoice:
    invoice = opened(document).invoice
    if invoice is None:
        raise Http404
    return invoice


def content_of_invoice(invoice: Invoice, *, self_billed: bool) -> Content:
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
        typed_price(round(price / per, 6)) if price is not None else "",
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
