"""A file in whatever format it came → the invoice, and the UBL of it that the rules can judge."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import Inside, Syntax, find, is_pdf, read_found
from schakel.einvoice.language import Words
from schakel.einvoice.model import Invoice
from schakel.einvoice.parse import LIMITS, Limits
from schakel.hub.outside.pdf import attached

T = TypeVar("T")
log = logging.getLogger(__name__)
SMALL, MOST = 30_000, 200  # bytes; how many of them


@dataclass(frozen=True)
class Understood:
    invoice: Invoice
    ubl: bytes  # empty when the invoice is CII, for which there are no rules here
    is_pdf: bool  # the file is a PDF with the invoice inside


class Unforeseen(EInvoiceError):
    """Our own fault: the document is kept, and shown as one that cannot be read."""

    code = "unforeseen"
    words = Words("documents", "unforeseen")


def foreseen(read: Callable[[], T]) -> T:
    """What reading a stranger's bytes gives. Raises EInvoiceError alone: what nobody foresaw stands in the log, and is one
    as well, so that no message is tried for ever and no list waits for one document."""
    try:
        return read()
    except (EInvoiceError, MemoryError, OSError):
        raise
    except Exception as fault:
        log.exception("a document cannot be read")
        raise Unforeseen(type(fault).__name__) from fault


lately: OrderedDict[bytes, Understood] = OrderedDict()
"""What is filed is at once read again by each room above, in the same process."""


def understood(data: bytes, *, limits: Limits = LIMITS) -> Understood:
    """Of what was filed, and so was read once within the bounds.

    Raises an EInvoiceError, permanent, for what is no invoice or cannot be read safely.
    """
    return lately.get(data) or of_found(data, foreseen(lambda: find(data, limits=limits)))[0]


def understood_anew(data: bytes, *, limits: Limits = LIMITS) -> tuple[Understood, etree._Element | None]:
    """With the tree of its UBL, for the rules: of a stranger's file, of which nobody knows what it costs to read.

    Raises as `understood`.
    """
    return of_found(data, foreseen(lambda: find(data, limits=limits, read_files=attached)))


def of_found(data: bytes, found: Inside) -> tuple[Understood, etree._Element | None]:
    is_ubl = found.syntax is Syntax.UBL
    content = Understood(foreseen(lambda: read_found(found)), found.data if is_ubl else b"", is_pdf(data))
    if len(data) <= SMALL:
        lately[data] = content
        if len(lately) > MOST:
            lately.popitem(last=False)
    return content, found.root if is_ubl else None
