"""An invoice → PDF/A-3a and PDF/UA-1, A4, with the UBL attached and a QR code to pay where it can be paid by transfer.

Text of the document reaches typst as JSON values that are set as text: it can never become markup, and typst opens no
file. Fonts are the ones inside typst, so that every machine makes the same page; only for a script that they lack are
the machine's own fonts used, and a character that no font has is named, as in `[U+1F600]`.
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice
from schakel.einvoice.parse import parse
from schakel.einvoice.render.letterhead import PLAIN, Letterhead
from schakel.einvoice.render.shapes import InvoiceView
from schakel.einvoice.render.transfer import transfer
from schakel.einvoice.render.view import view
from schakel.einvoice.visible import cut

if TYPE_CHECKING:
    from typst import Compiler

LONGEST_TEXT = 20_000  # characters of one value; a page is for reading
_LONGEST_WORD = 32  # characters; a longer one may be broken, since typst breaks only at a place it knows
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")  # texts: typst breaks at every space
_UNDATED = date(1970, 1, 1)  # for the metadata of an invoice without a date, which PDF/A requires
_CHARACTER, _PADDING = 4.9, 9  # points
_SMALL = 0.8  # of a heading beside the text under it
_mine = threading.local()  # a compiler keeps fonts and caches, and belongs to one thread


class PdfFailed(EInvoiceError):
    code = "pdf_failed"


def pdf(invoice: Invoice, language: str, *, ubl: bytes, letterhead: Letterhead = PLAIN) -> bytes:
    """The readable page on paper; `ubl` is the document itself, attached as `invoice.xml` ("" for none).

    A logo reaches typst as a picture that was looked at (`picture`), a colour as one of sixteen million: neither can
    become markup.

    Raises:
        PdfFailed   permanent: typst refuses the page, which no known document brings about
    """
    from typst import TypstError  # loaded with the first page: a process that writes none does without its 7 MB

    page = _page(invoice, language) | _look(letterhead)
    attached = _as_text(ubl)
    fault = ""
    for fonts, changed in ((False, _same), (True, _same), (False, _named), (False, _plain)):
        text = json.dumps(_mapped(page, changed), ensure_ascii=False)
        try:
            return _compiled(text, attached, system_fonts=fonts)
        except TypstError as error:
            fault = str(error)
    raise PdfFailed(fault)


def _page(invoice: Invoice, language: str) -> dict[str, Any]:
    """The view as plain values, and what only paper needs."""
    shown = view(invoice, language)
    payment = transfer(invoice)
    day = invoice.issue_date or _UNDATED
    return {
        **_mapped(shown, _fitted),
        "widths": _widths(shown),
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "qr": payment.svg() if payment else "",
    }


def _look(letterhead: Letterhead) -> dict[str, Any]:
    return {
        "colour": letterhead.colour,
        "logo": letterhead.logo.svg if letterhead.logo else "",
        "logo_says": _fitted(letterhead.logo_says) or "Logo",
    }


def _widths(shown: InvoiceView) -> dict[str, int]:
    """Of the columns, in points, from what stands in them: typst would lay every table out twice to find them itself."""
    head, lines, rows = shown.headings, shown.lines, shown.vat_breakdown
    adjustments = [*shown.adjustments, *(each for line in lines for each in line.adjustments)]
    amounts = [*(line.amount for line in lines), *(each.amount for each in adjustments)]
    total = _width([1.3 * len(each.amount) for each in shown.totals], least=0, most=170)
    label = _width([len(each.label) for each in shown.totals], least=0, most=150)
    return {
        "id": _width([len(head["line"]), *(len(line.id) for line in lines)], least=20, most=60),
        "quantity": _width([len(head["quantity"]), *(len(line.quantity) for line in lines)], least=40, most=80),
        "price": _width([len(head["price"]), *(len(line.price) for line in lines)], least=50, most=110),
        "vat": _width(
            [*(len(line.vat) for line in lines), *(len(each.vat) for each in adjustments)], least=30, most=75
        ),
        "amount": _width([len(amount) for amount in amounts], least=50, most=150),
        "taxable": _width([_SMALL * len(head["taxable"]), *(len(row.taxable) for row in rows)], least=50, most=110),
        "tax": _width([_SMALL * len(head["tax"]), *(len(row.tax) for row in rows)], least=50, most=110),
        "total": total,
        "totals": total + label,
    }


def _width(lengths: list[float], *, least: int, most: int) -> int:
    return min(max([least, *(int(_CHARACTER * length) + _PADDING for length in lengths)]), most)


def _fitted(text: str) -> str:
    """Not endless, and with places to break long words."""
    return _LONG_WORD.sub(lambda word: word[0] + "\u200b", cut(text, LONGEST_TEXT))


def _same(text: str) -> str:
    return text


def _named(text: str) -> str:
    """Characters of scripts outside Europe by their number."""
    return "".join(
        each if ord(each) < 0x0530 or each in "\u200b–—‘’“”„…€−\u202f•" else f"[U+{ord(each):04X}]" for each in text
    )


def _plain(text: str) -> str:
    """Every character outside Latin 1 by its number."""
    return "".join(each if ord(each) < 0x0100 else f"[U+{ord(each):04X}]" for each in text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Plain values, from dataclasses too, with every text changed."""
    if isinstance(value, str):
        return change(value)
    if is_dataclass(value):
        kind: type = type(value)
        return {name: _mapped(getattr(value, name), change) for name in _field_names(kind)}
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    return [_mapped(each, change) for each in value] if isinstance(value, list | tuple) else value


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _as_text(ubl: bytes) -> str:
    """The document as it is when it is UTF-8, as nearly all are; else written again in UTF-8."""
    try:
        return ubl.decode("utf-8")
    except UnicodeDecodeError:
        return etree.tostring(parse(ubl), encoding="UTF-8", xml_declaration=True).decode("utf-8")


def _compiled(text: str, attached: str, *, system_fonts: bool) -> bytes:
    made = _compiler(system_fonts).compile(
        input=_template(),
        format="pdf",
        sys_inputs={"view": text, "ubl": attached},
        pdf_standards=["a-3a", "ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def _compiler(system_fonts: bool) -> "Compiler":
    from typst import Compiler

    name = "with_system_fonts" if system_fonts else "with_own_fonts"
    if not hasattr(_mine, name):
        setattr(_mine, name, Compiler(ignore_system_fonts=not system_fonts))
    compiler: Compiler = getattr(_mine, name)
    return compiler


@cache
def _template() -> bytes:
    return (files("schakel.einvoice.render") / "invoice.typ").read_bytes()
