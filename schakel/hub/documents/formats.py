"""A file in whatever format it came → the invoice, and the UBL of it that the rules can judge."""

from dataclasses import dataclass

from schakel.einvoice.hybrid import Syntax, find, is_pdf, read_found
from schakel.einvoice.model import Invoice


@dataclass(frozen=True)
class Understood:
    invoice: Invoice
    ubl: bytes  # empty when the invoice is CII, for which there are no rules here
    is_pdf: bool  # the file is a PDF with the invoice inside


def understood(data: bytes) -> Understood:
    """Raises an EInvoiceError, permanent, for what is no invoice or cannot be read safely."""
    found = find(data)
    return Understood(read_found(found), found.data if found.syntax is Syntax.UBL else b"", is_pdf(data))
