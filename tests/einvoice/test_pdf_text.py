"""What the text of a PDF seems to say. Row C03 of the threats."""

from datetime import date
from decimal import Decimal

import pytest
import typst

from schakel.einvoice.pdf_reading import PdfTooComplex
from schakel.einvoice.pdf_text import Guess, guess, guess_from

TEXT = """Bakkerij De Korenbloem bv  BTW BE 0738.401.117
Factuurnummer: 2026/0417
Factuurdatum: 20/11/2026   Vervaldatum: 20 december 2026
Klant: Hotel Zoë, BE 0899.965.307
Totaal excl. btw 1.000,00
Te betalen: EUR 1.210,00
Rekening BE68 5390 0754 7034 BIC TRIOBEBB
Mededeling +++090/9337/55493+++"""
ALL = Guess(
    "2026/0417",
    date(2026, 11, 20),
    date(2026, 12, 20),
    Decimal("1210.00"),
    iban="BE68539007547034",
    enterprise_number="0899965307",
    communication="+++090/9337/55493+++",
)


def paper(text: str) -> bytes:
    source = '#set page(width: 20cm)\n#set text(font: "Libertinus Serif")\n#sys.inputs.text'
    return typst.compile(source.encode(), format="pdf", sys_inputs={"text": text})


def test_what_a_belgian_invoice_says_is_found():
    assert guess(paper(TEXT), but={"0738401117"}) == ALL
    assert guess_from(TEXT, but={"0738401117", "BE68539007547034", "0899965307"}).enterprise_number == ""


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Facture n° F-2026-12 du 3 février 2026", "number", "F-2026-12"),
        ("Facture n° F-2026-12 du 3 février 2026", "issued_on", date(2026, 2, 3)),
        ("Invoice INV.77. Due date 2026-12-01", "number", "INV.77"),
        ("Invoice INV.77. Due date 2026-12-01", "due_on", date(2026, 12, 1)),
        ("Rechnung Nr. 5512, Rechnungsdatum 01.03.2026", "issued_on", date(2026, 3, 1)),
        ("Total 12,00\nNet à payer 14.52", "total", Decimal("14.52")),
        ("factuur van 99/99/2026 en 4 brol 2026", "issued_on", None),
        ("Factuur voor u", "number", ""),
        ("BE68 5390 0754 7035", "iban", ""),
        ("0899.965.308", "enterprise_number", ""),
        ("+++123/4567/89012+++", "communication", ""),
        ("", "total", None),
    ],
)
def test_each_language_and_nothing_where_check_digits_do_not_hold(text, name, expected):
    assert getattr(guess_from(text), name) == expected


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 damaged", b"<html>"])
def test_C03_what_cannot_be_read_says_nothing(data):
    assert guess(data) == Guess()


def test_C06_nothing_is_guessed_of_a_pdf_that_is_too_complex_to_read():
    def refuse(_pdf: bytes) -> str:
        raise PdfTooComplex

    assert guess(b"%PDF-1.7", read_text=refuse) == Guess()
