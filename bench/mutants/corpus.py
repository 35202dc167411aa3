"""The real documents that a fuzz begins with."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from schakel.einvoice.validation import validate

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FOLDERS = ("peppol-bis3-examples", "en16931-examples", "vida-pilot", "gobl-ubl", "misc-open-source", "odoo-beg")
LONGEST = 40_000  # bytes


def invoices() -> Iterator[etree._Element]:
    """Invoices and credit notes that follow the schema, without comments."""
    for folder in FOLDERS:
        for path in sorted((CORPUS / folder / "docs").glob("*.[xX][mM][lL]")):
            data = path.read_bytes()
            report = validate(data)
            if len(data) < LONGEST and report.kind and "XSD" not in report.rules:
                yield without_marks(data)


def without_marks(data: bytes) -> etree._Element:
    """The root of a document, without its comments and processing instructions."""
    return etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True))
