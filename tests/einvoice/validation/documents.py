"""A small valid Belgian invoice, and how to change it."""

import tomllib
from pathlib import Path
from typing import Any

from schakel.einvoice.validation import Report, validate

HERE = Path(__file__).parent
INVOICE = (HERE / "invoice.xml").read_text("utf-8").strip()
BELGIAN = "<cbc:IdentificationCode>BE<"

Change = tuple[str, str]  # what stands there, what comes in its place


def changed(*changes: Change, document: str = INVOICE) -> bytes:
    """The invoice with each first text replaced; a text that is not there is an error of the test."""
    for old, new in changes:
        assert old in document, old
        document = document.replace(old, new, 1)
    return document.encode()


def report(*changes: Change, document: str = INVOICE, schema: bool = False) -> Report:
    """What is found in the changed invoice; the schema is left aside unless asked for."""
    return validate(changed(*changes, document=document), schema=schema)


def own_cases() -> list[dict[str, Any]]:
    """The cases of `own_cases.toml`."""
    cases: list[dict[str, Any]] = tomllib.loads((HERE / "own_cases.toml").read_text("utf-8"))["case"]
    return cases


def _of(country: str) -> str:
    return INVOICE.replace(BELGIAN, BELGIAN.replace("BE", country))


def _credit_note() -> str:
    document = INVOICE
    for old, new in (
        ("<Invoice ", "<CreditNote "),
        ("</Invoice>", "</CreditNote>"),
        ("xsd:Invoice-2", "xsd:CreditNote-2"),
        ("<cbc:DueDate>2026-03-31</cbc:DueDate>\n", ""),
        ("InvoiceTypeCode>380</cbc:InvoiceTypeCode", "CreditNoteTypeCode>381</cbc:CreditNoteTypeCode"),
        ("InvoiceLine>", "CreditNoteLine>"),
        ("InvoicedQuantity", "CreditedQuantity"),
    ):
        document = document.replace(old, new)
    return document


DOCUMENTS = {
    "invoice": INVOICE,
    "credit note": _credit_note(),
    "german": _of("DE"),
    "german by number": _of("DE").replace("CompanyID>BE", "CompanyID>DE"),
    "icelandic": _of("IS"),
    "italian": INVOICE.replace("CompanyID>BE", "CompanyID>IT"),
}
