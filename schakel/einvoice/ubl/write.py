"""`Invoice` → UBL 2.1 Invoice or CreditNote, its elements in the order of the schema. What is absent is not written."""

from collections.abc import Iterator

from schakel.einvoice.model import Invoice, Kind
from schakel.einvoice.ubl.markup import cac, cbc, day
from schakel.einvoice.ubl.names import CAC, CBC, CREDIT_NOTE, INVOICE
from schakel.einvoice.ubl.write_lines import write_allowance_charge, write_line, write_period
from schakel.einvoice.ubl.write_parties import write_delivery, write_party
from schakel.einvoice.ubl.write_payment import write_payment_means, write_totals
from schakel.einvoice.ubl.write_references import write_additional, write_orders, write_preceding, write_reference

_ROOTS = {Kind.INVOICE: ("Invoice", INVOICE), Kind.CREDIT_NOTE: ("CreditNote", CREDIT_NOTE)}


def write(invoice: Invoice) -> bytes:
    """The document, in UTF-8.

    The values are written as they stand: whether they are right is for validation to say. `Invoice.unread` is not
    written, since it is outside the model.

    Raises:
        NotWritable   permanent: a text holds a character that XML cannot carry
    """
    return b"".join(chunks(invoice))


def chunks(invoice: Invoice) -> Iterator[bytes]:
    """As `write`, in pieces: an attachment of 50 MB is never held twice."""
    name, namespace = _ROOTS[invoice.kind]
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<{name} xmlns="{namespace}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}">\n'.encode()
    yield (_head(invoice) + _first_references(invoice)).encode()
    for piece in _last_references(invoice):
        yield piece.encode()
    yield (_parties(invoice) + _money(invoice)).encode()
    for line in invoice.lines:
        yield (write_line(line, invoice.kind, invoice.currency) + "\n").encode()
    yield f"</{name}>\n".encode()


def _head(invoice: Invoice) -> str:
    vat_point = day("TaxPointDate", invoice.vat_point_date)
    notes = "".join(cbc("Note", note) for note in invoice.notes)
    kind = (
        f"{vat_point}{cbc('CreditNoteTypeCode', invoice.type_code)}{notes}"
        if invoice.is_credit_note
        else f"{day('DueDate', invoice.due_date)}{cbc('InvoiceTypeCode', invoice.type_code)}{notes}{vat_point}"
    )
    return "".join(
        (
            cbc("CustomizationID", invoice.specification),
            cbc("ProfileID", invoice.process),
            cbc("ID", invoice.number),
            day("IssueDate", invoice.issue_date),
            kind,
            cbc("DocumentCurrencyCode", invoice.currency),
            cbc("TaxCurrencyCode", invoice.vat_currency),
            cbc("AccountingCost", invoice.accounting_reference),
            cbc("BuyerReference", invoice.buyer_reference),
            cac("InvoicePeriod", write_period(invoice.period), cbc("DescriptionCode", invoice.vat_point_code)),
        )
    )


def _first_references(invoice: Invoice) -> str:
    return "".join(
        (
            write_orders(invoice),
            *(write_preceding(each) for each in invoice.preceding_invoices),
            write_reference("DespatchDocumentReference", invoice.despatch_reference),
            write_reference("ReceiptDocumentReference", invoice.receipt_reference),
            "" if invoice.is_credit_note else _tender(invoice),
            write_reference("ContractDocumentReference", invoice.contract_reference),
        )
    )


def _last_references(invoice: Invoice) -> Iterator[str]:
    yield from write_additional(invoice)
    if invoice.is_credit_note:
        yield _tender(invoice)
    else:
        yield write_reference("ProjectReference", invoice.project_reference)


def _tender(invoice: Invoice) -> str:
    return write_reference("OriginatorDocumentReference", invoice.tender_reference)


def _parties(invoice: Invoice) -> str:
    others = (("PayeeParty", invoice.payee), ("TaxRepresentativeParty", invoice.tax_representative))
    return "\n".join(
        (
            "",
            cac("AccountingSupplierParty", cac("Party", write_party(invoice.seller))),
            cac("AccountingCustomerParty", cac("Party", write_party(invoice.buyer))),
            *(cac(name, write_party(party)) for name, party in others if party),
            write_delivery(invoice.delivery),
        )
    )


def _money(invoice: Invoice) -> str:
    return "\n".join(
        (
            "",
            *write_payment_means(invoice),
            cac("PaymentTerms", cbc("Note", invoice.payment_terms)),
            *(write_allowance_charge(each, invoice.currency) for each in invoice.allowances_charges),
            *write_totals(invoice),
            "",
        )
    )
