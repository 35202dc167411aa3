"""A file in whatever format it came → the invoice, and the UBL of it that the rules can judge."""

from dataclasses import dataclass
from functools import lru_cache

from schakel.einvoice.hybrid import Syntax, find, is_pdf, read_found
from schakel.einvoice.model import Invoice

SMALL = 30_000  # bytes


@dataclass(frozen=True)
class Understood:
    invoice: Invoice
    ubl: bytes  # empty when the invoice is CII, for which there are no rules here
    is_pdf: bool  # the file is a PDF with the invoice inside


def understood(data: bytes) -> Understood:
    """Raises an EInvoiceError, permanent, for what is no invoice or cannot be read safely."""
    return remembered(data) if len(data) <= SMALL else read_anew(data)


def read_anew(data: bytes) -> Understood:
    found = find(data)
    return Understood(read_found(found), found.data if found.syntax is Syntax.UBL else b"", is_pdf(data))


remembered = lru_cache(maxsize=100)(read_anew)
"""What is filed is at once read again by each room above, in the same process."""
