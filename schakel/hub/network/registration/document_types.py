"""The kinds of document a company can be registered for, as few choices as there are reasons to choose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.peppol import codelists
from schakel.peppol.identifiers import DocumentTypeId, ProcessId

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"


def ubl(root: str, customization: str) -> DocumentTypeId:
    return DocumentTypeId.of(f"{UBL}:{root}-2", root, customization=customization, version="2.1")


INVOICE, CREDIT_NOTE = ubl("Invoice", BILLING), ubl("CreditNote", BILLING)
SELF_BILLED, SELF_BILLED_CREDIT = ubl("Invoice", SELF_BILLING), ubl("CreditNote", SELF_BILLING)
INVOICE_RESPONSE = ubl("ApplicationResponse", "urn:fdc:peppol.eu:poacc:trns:invoice_response:3")
MLS = ubl("ApplicationResponse", "urn:peppol:edec:mls:1.0")

PROCESSES = {
    INVOICE: ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
    CREDIT_NOTE: ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
    SELF_BILLED: ProcessId("urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"),
    SELF_BILLED_CREDIT: ProcessId("urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"),
    INVOICE_RESPONSE: ProcessId("urn:fdc:peppol.eu:poacc:bis:invoice_response:3"),
    MLS: ProcessId("urn:peppol:edec:mls"),
}


class Choice(models.TextChoices):
    """What one ticks. A kind of document comes in all its forms: an invoice with its credit note."""

    INVOICES = "invoices", _("invoices and credit notes from suppliers")
    SELF_BILLING = "self_billing", _("invoices that customers write in the company's name (self-billing)")
    RESPONSES = "responses", _("answers of customers to its own invoices (accepted, rejected, paid)")


KINDS = {
    Choice.INVOICES: (INVOICE, CREDIT_NOTE),
    Choice.SELF_BILLING: (SELF_BILLED, SELF_BILLED_CREDIT),
    Choice.RESPONSES: (INVOICE_RESPONSE,),
}


def kinds_of(choices: list[str]) -> list[str]:
    """What is published for these choices, as text."""
    return [str(kind) for choice in Choice if choice in choices for kind in KINDS[choice]]


def choices_of(kinds: list[str]) -> list[Choice]:
    return [choice for choice in Choice if str(KINDS[choice][0]) in kinds]


def process_of(kind: DocumentTypeId) -> ProcessId | None:
    """The process it is received in: ours, or the first the network's list names."""
    if kind in PROCESSES:
        return PROCESSES[kind]
    entry = codelists.document_types().get(kind)
    return ProcessId(min(entry.processes)) if entry and entry.processes else None
