"""Papers: plain PDFs and pictures, without an invoice inside. Kept in a connection, found by their text, forwarded as files.

What a paper is, its first bytes tell. Nothing in it is data: its number and day are read from its text, or its name is all
there is; it has no party and no amount, and is in no sum.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from schakel.base.folding import folded
from schakel.einvoice.hybrid import NoInvoiceInside, is_pdf
from schakel.einvoice.pdf_reading import PdfTooComplex
from schakel.einvoice.pdf_text import Guess, guess_from
from schakel.hub.connections.models import Connection
from schakel.hub.documents.filetypes import JPEG, LOOKED_AT, PDF, PNG, safe_name, type_of
from schakel.hub.documents.index_fields import LONGEST_NAME, LONGEST_TEXT, spellings
from schakel.hub.documents.models import Document
from schakel.hub.outside import pdf

ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
FAULT = NoInvoiceInside.code  # of every paper
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})[-_. ]?(0[1-9]|1[0-2])[-_. ]?([0-2][0-9]|3[01])(?![0-9])")


@dataclass(frozen=True)
class Target:
    """Where a file goes that turns out to be a paper, and under which name."""

    connection: Connection
    name: str  # the sender's words


def paper_type(data: bytes) -> str:
    """PDF, PNG or JPEG; empty: it is no paper."""
    if is_pdf(data):
        return PDF
    found = type_of(data[:LOOKED_AT])
    return found if found in (PNG, JPEG) else ""


def paper_fields(data: bytes, target: Target) -> dict[str, Any]:
    """Its columns of a Document."""
    text = text_of(data)
    read = guess_from(text, but=own_numbers(target.connection))
    name = safe_name(target.name, otherwise="")
    stem = name.rpartition(".")[0] or name
    return {
        "kind": Document.Kind.PAPER.value,
        "fault": FAULT,
        "number": (read.number or stem)[:LONGEST_NAME],
        "issue_date": read.issued_on or day_in(target.name),
        "sent_elsewhere": target.connection.side == Connection.Side.SALES,
        "text": paper_text(name, text, read),
    }


def text_of(data: bytes) -> str:
    """Of its first pages; empty for a picture, and for a PDF that cannot be read within bounds or has a password."""
    if not is_pdf(data):
        return ""
    try:
        return pdf.text_of(data)
    except PdfTooComplex:
        return ""


def own_numbers(connection: Connection) -> Collection[str]:
    return {connection.company.enterprise_number}


def paper_text(name: str, text: str, read: Guess) -> str:
    """What the search looks through: what it seems to say first, as people type it, then its text."""
    known = [name, read.number, read.iban, read.enterprise_number, read.communication]
    digits = "".join(c for c in read.communication if c.isdigit())
    lines = [*known, digits, *spellings(read.total), text]
    return "\n".join(folded(line) for line in lines if line).replace("\0", "")[:LONGEST_TEXT]


def day_in(name: str) -> date | None:
    """A day in the name of a file or of its folders, the last one: `2024/2024-03-15 energy.pdf`."""
    for year, month, day in reversed(_DAY.findall(name)):
        try:
            return date(int(year), int(month), int(day))  # texts: digits of the pattern
        except ValueError:
            continue
    return None
