"""UBL 2.1 Invoice or CreditNote → `Invoice`. Lenient: what has faults is still read and shown; validation judges it."""

from datetime import date

from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice, Kind, Party, PaymentMeans
from schakel.einvoice.parse import LIMITS, Limits, parse
from schakel.einvoice.ubl.lines import read_allowances_charges, read_line, read_period
from schakel.einvoice.ubl.names import CREDIT_NOTE, INVOICE, TAGS
from schakel.einvoice.ubl.node import DocumentContext, Node, text_of
from schakel.einvoice.ubl.parties import read_delivery, read_party
from schakel.einvoice.ubl.payment import read_payment_means, read_totals
from schakel.einvoice.ubl.references import read_additional, read_orders, read_preceding, read_reference

KINDS = {f"{{{INVOICE}}}Invoice": Kind.INVOICE, f"{{{CREDIT_NOTE}}}CreditNote": Kind.CREDIT_NOTE}


class NotAnInvoice(EInvoiceError):
    code = "not_an_invoice"


def read(data: bytes, *, limits: Limits = LIMITS) -> Invoice:
    """Everything in the document, typed.

    A value that cannot be read (a number with a comma, the date 2026-02-30), an amount in another currency and every
    text outside the model stand in `Invoice.unread`.

    Raises:
        TooLarge, TooDeep, DoctypeRefused, NotWellFormed   permanent: as `parse`
        NotAnInvoice                                       permanent: XML, but of another kind
    """
    return read_tree(parse(data, limits=limits))


def read_tree(root: etree._Element) -> Invoice:
    """As `read`, from a tree that `parse` gave."""
    kind = KINDS.get(root.tag)
    if kind is None:
        raise NotAnInvoice(root.tag[:200])
    reading = DocumentContext(currency=_currency(root))
    invoice = _invoice(Node(reading, root), kind, reading=reading)
    reading.note_leftovers()
    object.__setattr__(invoice, "unread", tuple(reading.unread))  # known only now; nobody else has seen it yet
    return invoice


def _currency(root: etree._Element) -> str:
    """BT-5; where it is missing, the currency of the amount to pay."""
    stated = root.find(TAGS["cbc:DocumentCurrencyCode"])
    if stated is not None and (code := text_of(stated)):
        return code
    payable = root.find(f"{TAGS['cac:LegalMonetaryTotal']}/{TAGS['cbc:PayableAmount']}")
    return "" if payable is None else payable.get("currencyID", "")


def _invoice(root: Node, kind: Kind, *, reading: DocumentContext) -> Invoice:
    root.expect("cbc:UBLVersionID", "2.1")
    root.expect("cbc:DocumentCurrencyCode", reading.currency)
    vat_currency = root.text("cbc:TaxCurrencyCode")
    totals, breakdown = read_totals(root, vat_currency if vat_currency != reading.currency else "")
    payment_means, means_due = _payment_means(root)
    additional = read_additional(root, kind)
    order, sales_order = read_orders(root.child("cac:OrderReference"))
    period = root.child("cac:InvoicePeriod")
    return Invoice(
        kind=kind,
        number=root.text("cbc:ID"),
        issue_date=root.day("cbc:IssueDate"),
        type_code=root.text("cbc:InvoiceTypeCode") or root.text("cbc:CreditNoteTypeCode"),
        currency=reading.currency,
        vat_currency=vat_currency,
        vat_point_date=root.day("cbc:TaxPointDate"),
        vat_point_code=period.text("cbc:DescriptionCode"),
        due_date=root.day("cbc:DueDate") or means_due,
        buyer_reference=root.text("cbc:BuyerReference"),
        project_reference=read_reference(root, "cac:ProjectReference") or additional.project_reference,
        contract_reference=read_reference(root, "cac:ContractDocumentReference"),
        order_reference=order,
        sales_order_reference=sales_order,
        receipt_reference=read_reference(root, "cac:ReceiptDocumentReference"),
        despatch_reference=read_reference(root, "cac:DespatchDocumentReference"),
        tender_reference=read_reference(root, "cac:OriginatorDocumentReference"),
        invoiced_object=additional.invoiced_object,
        accounting_reference=root.text("cbc:AccountingCost"),
        payment_terms=root.text_in("cac:PaymentTerms", "cbc:Note"),
        notes=root.texts("cbc:Note"),
        process=root.text("cbc:ProfileID"),
        specification=root.text("cbc:CustomizationID"),
        preceding_invoices=read_preceding(root),
        seller=read_party(root.child("cac:AccountingSupplierParty").child("cac:Party")) or Party(),
        buyer=read_party(root.child("cac:AccountingCustomerParty").child("cac:Party")) or Party(),
        payee=root.group("cac:PayeeParty", read_party),
        tax_representative=root.group("cac:TaxRepresentativeParty", read_party),
        delivery=root.group("cac:Delivery", read_delivery),
        period=read_period(period),
        payment_means=payment_means,
        allowances_charges=read_allowances_charges(root),
        totals=totals,
        vat_breakdown=breakdown,
        documents=additional.documents,
        lines=tuple(read_line(each) for each in root.children(f"cac:{_LINES[kind]}")),
    )


_LINES = {Kind.INVOICE: "InvoiceLine", Kind.CREDIT_NOTE: "CreditNoteLine"}


def _payment_means(root: Node) -> tuple[tuple[PaymentMeans, ...], date | None]:
    """With them the due date, which a credit note states here, once or in each of them alike."""
    due: date | None = None
    read: list[PaymentMeans] = []
    for means in root.children("cac:PaymentMeans"):
        if due is None:
            due = means.day("cbc:PaymentDueDate")
        else:
            means.expect("cbc:PaymentDueDate", due.isoformat())
        read.append(read_payment_means(means))
    return tuple(read), due
