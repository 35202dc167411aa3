"""An invoice → the readable page as data, in the reader's language. Nothing of the invoice is left out."""

from schakel.base.blanks import BLANKS
from schakel.base.words import section
from schakel.einvoice.formats import Formats
from schakel.einvoice.model import (
    BILLING,
    BILLING_PROCESS,
    Delivery,
    Identifier,
    Invoice,
    SupportingDocument,
    Unread,
)
from schakel.einvoice.render.codes import type_name, vat_point_name
from schakel.einvoice.render.lines import adjustment_view, line_view
from schakel.einvoice.render.parties import address_lines, party_view
from schakel.einvoice.render.payment import payment_view
from schakel.einvoice.render.shapes import DocumentView, Fact, InvoiceView, PartyView
from schakel.einvoice.render.sums import payable, payable_label, total_views, vat_row_view
from schakel.einvoice.render.wording import Wording
from schakel.einvoice.visible import visible


def view(invoice: Invoice, language: str) -> InvoiceView:
    """For a reader of `nl`, `fr`, `en` or `de`; English for any other language."""
    words = Wording(Formats.of(language), invoice.currency)
    return InvoiceView(
        language=words.language,
        kind=_kind(invoice, words),
        number=visible(invoice.number),
        is_money_back=invoice.is_money_back,
        money_back=section("invoice.phrases", words.language)["money_back"] if invoice.is_money_back else "",
        payable_label=payable_label(invoice, words),
        payable=payable(invoice, words),
        facts=_facts(invoice, words),
        seller=party_view(invoice.seller, "seller", words),
        buyer=party_view(invoice.buyer, "buyer", words),
        other_parties=_other_parties(invoice, words),
        delivery=_delivery(invoice.delivery or Delivery(), words),
        references=_references(invoice, words),
        notes=tuple(visible(note) for note in invoice.notes),
        lines=tuple(line_view(line, words) for line in invoice.lines),
        adjustments=tuple(adjustment_view(each, words) for each in invoice.allowances_charges),
        vat_breakdown=tuple(vat_row_view(row, words) for row in invoice.vat_breakdown),
        totals=total_views(invoice, words),
        payment=tuple(payment_view(means, words) for means in invoice.payment_means),
        payment_terms=visible(invoice.payment_terms),
        documents=tuple(_document(n, each, words) for n, each in enumerate(invoice.documents)),
        unread=tuple(_unread(each, words) for each in invoice.unread),
        headings=headings(words.language),
    )


def headings(language: str) -> dict[str, str]:
    """Titles of sections and columns in this language."""
    return dict(section("invoice.headings", language))


def _kind(invoice: Invoice, words: Wording) -> str:
    return type_name(invoice.type_code, is_credit_note=invoice.is_credit_note, language=words.language)


def _facts(invoice: Invoice, words: Wording) -> tuple[Fact, ...]:
    formats = words.formats
    is_billing = invoice.specification == BILLING and invoice.process == BILLING_PROCESS
    return words.facts(
        ("credit_issue_date" if invoice.is_credit_note else "issue_date", formats.day(invoice.issue_date)),
        ("due_date", formats.day(invoice.due_date)),
        ("period", formats.period(invoice.period)),
        ("vat_point_date", formats.day(invoice.vat_point_date)),
        ("vat_point_code", vat_point_name(invoice.vat_point_code, words.language)),
        ("currency", formats.currency(invoice.currency)),
        ("vat_currency", formats.currency(invoice.vat_currency)),
        ("type", f"{_kind(invoice, words)} {_in_brackets(visible(invoice.type_code))}".strip(BLANKS)),
        ("process", "" if is_billing else visible(invoice.process)),
        ("specification", "" if is_billing else visible(invoice.specification)),
    )


def _other_parties(invoice: Invoice, words: Wording) -> tuple[PartyView, ...]:
    others = (("payee", invoice.payee), ("tax_representative", invoice.tax_representative))
    return tuple(party_view(party, role, words) for role, party in others if party)


def _delivery(delivery: Delivery, words: Wording) -> tuple[Fact, ...]:
    return words.facts(
        ("delivery_date", words.formats.day(delivery.delivered_on)),
        ("delivery_party", visible(delivery.party_name)),
        ("delivery_location", words.identifier(delivery.location)),
        ("delivery_address", ", ".join(address_lines(delivery.address, words))),
    )


def _references(invoice: Invoice, words: Wording) -> tuple[Fact, ...]:
    return words.facts(
        ("buyer_reference", visible(invoice.buyer_reference)),
        ("order_reference", visible(invoice.order_reference)),
        ("sales_order_reference", visible(invoice.sales_order_reference)),
        ("contract_reference", visible(invoice.contract_reference)),
        ("project_reference", visible(invoice.project_reference)),
        ("despatch_reference", visible(invoice.despatch_reference)),
        ("receipt_reference", visible(invoice.receipt_reference)),
        ("tender_reference", visible(invoice.tender_reference)),
        ("invoiced_object", words.identifier(invoice.invoiced_object)),
        ("accounting_reference", visible(invoice.accounting_reference)),
        *(
            (
                "preceding_invoice",
                f"{visible(each.number)} {_in_brackets(words.formats.day(each.issue_date))}".strip(BLANKS),
            )
            for each in invoice.preceding_invoices
        ),
    )


def _document(index: int, document: SupportingDocument, words: Wording) -> DocumentView:
    attachment = document.attachment
    reference = words.identifier(document.reference if document.reference != Identifier("") else None)
    return DocumentView(
        index=index,
        reference=f"{reference} {_in_brackets(visible(document.type_code))}".strip(BLANKS),
        description=visible(document.description),
        filename=visible(attachment.filename) if attachment else "",
        media_type=visible(attachment.media_type) if attachment else "",
        size=words.formats.size(attachment.size) if attachment else "",
        is_readable=attachment.is_readable if attachment else True,
        location=visible(document.location),
    )


def _unread(unread: Unread, words: Wording) -> Fact:
    reason = section("invoice.unread", words.language).get(unread.reason, "")
    return Fact(visible(unread.place), f"{visible(unread.text)} {_in_brackets(reason)}".strip(BLANKS))


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""
