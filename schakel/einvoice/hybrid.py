"""Invoices in whatever file they come: UBL, CII, or a PDF with one of the two inside (Factur-X, ZUGFeRD, our own)."""

from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from lxml import etree

import schakel.einvoice.cii.read as cii
import schakel.einvoice.ubl.read as ubl
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice
from schakel.einvoice.parse import LIMITS, Limits, TooLarge, parse
from schakel.einvoice.pdf_reading import Attached, attached
from schakel.einvoice.pdf_reading import UnreadablePdf as UnreadablePdf  # what `find` raises

FIRST_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "invoice.xml")
_PDF = b"%PDF-"
_START = 1024  # bytes in which the mark of a PDF stands
_OLD_ROOT = "CrossIndustryDocument"  # ZUGFeRD 1.0
ReadFiles = Callable[[bytes], list[Attached]]


class Syntax(Enum):
    UBL = "ubl"
    CII = "cii"


@dataclass(frozen=True, slots=True)
class Inside:
    """An invoice as XML."""

    filename: str  # the name of the attachment of the PDF, the sender's words; "" when the file is the XML
    data: bytes
    syntax: Syntax
    root: etree._Element = field(repr=False, compare=False)


class NoInvoiceInside(EInvoiceError):
    code = "no_invoice_inside"


class OldFormat(EInvoiceError):
    code = "old_format"


def read_any(data: bytes, *, limits: Limits = LIMITS) -> Invoice:
    """The invoice in a file of any of the kinds; raises as `extract`, and as `read` of `ubl` and of `cii`."""
    return read_found(find(data, limits=limits))


def find(data: bytes, *, limits: Limits = LIMITS, read_files: ReadFiles = attached) -> Inside:
    """The XML of the invoice: the file itself, or what is inside the PDF; raises as `extract` and `parse`."""
    if is_pdf(data):
        return extract(data, limits=limits, read_files=read_files)
    root = parse(data, limits=limits)
    return Inside("", data, _ROOTS.get(root.tag, Syntax.UBL), root)


def read_found(found: Inside) -> Invoice:
    return cii.read_tree(found.root) if found.syntax is Syntax.CII else ubl.read_tree(found.root)


def is_pdf(data: bytes) -> bool:
    return _PDF in data[:_START] and not data.removeprefix(BOM_UTF8).lstrip().startswith(b"<")  # texts: bytes


def extract(pdf: bytes, *, limits: Limits = LIMITS, read_files: ReadFiles = attached) -> Inside:
    """The invoice that is attached to a PDF, as it is; the names of the standards go before other names.

    `read_files` is for whoever has the PDF read elsewhere, such as in a process with bounds.

    Raises:
        TooLarge          permanent: more bytes than `limits`, or more elements in an XML file inside
        UnreadablePdf     permanent: no PDF, damaged, or with a password
        PdfTooComplex     permanent: more objects than an invoice has
        NoInvoiceInside   permanent: a PDF without an invoice
        OldFormat         permanent: ZUGFeRD 1.0
    """
    if len(pdf) > limits.bytes:
        raise TooLarge(f"{len(pdf)} bytes, more than {limits.bytes}")
    old = ""
    files = sorted(read_files(pdf), key=_rank)
    for file in files:
        root = _root(file.data, limits)
        if root is None:
            continue
        if root.tag in _ROOTS:
            return Inside(file.name, file.data, _ROOTS[root.tag], root)
        old = old or (file.name if root.tag.endswith(f"}}{_OLD_ROOT}") else "")
    if old:
        raise OldFormat(old[:100])
    raise NoInvoiceInside(f"{len(files)} XML files")


_ROOTS = dict.fromkeys(ubl.KINDS, Syntax.UBL) | {cii.ROOT: Syntax.CII}


def _rank(file: Attached) -> int:
    name = file.name.lower()
    return FIRST_NAMES.index(name) if name in FIRST_NAMES else len(FIRST_NAMES)


def _root(data: bytes, limits: Limits) -> etree._Element | None:
    """The root element; None for what is no XML that we read. Raises TooLarge."""
    if b"<" not in data[:_START]:
        return None
    try:
        return parse(data, limits=limits)
    except TooLarge:
        raise
    except EInvoiceError:
        return None
