"""The PDF inside an invoice against its data: what agrees, what differs, and what is not compared."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.einvoice.model import Account, Invoice, Kind, Line, Mandate, PaymentMeans, Totals
from schakel.einvoice.pdf_check import Differs, PdfCheck, PdfDifference, PdfOutcome, check
from schakel.einvoice.pdf_reading import LONGEST_PAGE, PdfText
from schakel.einvoice.text_facts import amounts_in

IBAN, ANOTHER, SECOND = "BE68539007547034", "BE71096123456769", "NL91ABNA0417164300"
INVOICE = Invoice(
    number="2026-0417",
    issue_date=date(2026, 11, 20),
    due_date=date(2026, 12, 20),
    currency="EUR",
    payment_means=(PaymentMeans("30", account=Account(IBAN)),),
    lines=(Line("1", net_amount=Decimal("900.00")), Line("2", net_amount=Decimal("100.00"))),
    totals=Totals(
        lines=Decimal("1000.00"), without_vat=Decimal("1000.00"), vat=Decimal("210.00"), with_vat=Decimal("1210.00"),
        payable=Decimal("1210.00"),
    ),
)  # fmt: skip
TEXT = """Molen Vermeiren nv, BTW BE 0407.214.017
Factuurnummer: 2026/417
Factuurdatum: 20/11/2026   Vervaldatum: 20 december 2026
Tarwebloem 900,00  Roggebloem 100,00
Totaal excl. btw 1.000,00
Btw 210,00
Te betalen: EUR 1.210,00
Rekening BE68 5390 0754 7034"""
TERMS = "Algemene voorwaarden. De facturen zijn betaalbaar op de vervaldag. " * 4
DELIVERY = "Leveringsbon 88. Geleverd op 19/11/2026: Tarwebloem 20 zakken, Roggebloem 4 zakken, in goede staat ontvangen te Gent."


def checked(text: str, invoice: Invoice = INVOICE, *, own: tuple[str, ...] = (), is_whole: bool = True) -> PdfCheck:
    return check(invoice, [PdfText((text,), is_whole)], own_ibans=own)


def test_an_honest_pdf_agrees():
    assert checked(TEXT) == PdfCheck(PdfOutcome.AGREES)


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ("BE68 5390 0754 7034", "BE71 0961 2345 6769", Differs(PdfDifference.IBAN, IBAN, ANOTHER)),
        ("1.210,00", "2.210,00", Differs(PdfDifference.TOTAL, "1210.00", "2210.00")),
        ("2026/417", "2026/418", Differs(PdfDifference.NUMBER, "2026-0417", "2026/418")),
        ("20/11/2026", "21/11/2026", Differs(PdfDifference.DATE, "2026-11-20", "2026-11-21")),
    ],
)
def test_B15_each_difference_is_said_with_what_stands_there(old, new, differs):
    found = checked(TEXT.replace(old, new))
    assert found.differences == (differs,)
    assert found.outcome is PdfOutcome.DIFFERS
    assert found.ibans_elsewhere == ((ANOTHER,) if differs.what is PdfDifference.IBAN else ())


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT}\nof op NL91 ABNA 0417 1643 00",  # another bank of the seller
        TEXT.replace("BE68 5390 0754 7034", "zie onze website"),
        TEXT.replace("BE68 5390 0754 7034", "BE68\n5390 0754 7034"),
        TEXT.replace("1.210,00", "1 210,00"),
        TEXT.replace("20/11/2026", "20 november 2026"),
        TEXT.replace("20/11/2026", ""),  # with another day in it: see below
        TEXT.replace(
            "Te betalen: EUR 1.210,00", "Korting contant 24,20 voor 28/11\nTe betalen: EUR 1.210,00 of 1.185,80"
        ),
    ],
)
def test_what_honest_pdfs_do_is_no_stop(text):
    assert not {PdfDifference.IBAN, PdfDifference.TOTAL} & {each.what for each in checked(text).differences}


def test_a_total_that_is_no_text_is_not_compared():
    """Nothing foreign is asked for: all amounts are the invoice's."""
    assert checked(TEXT.replace("1.210,00", "")).outcome is PdfOutcome.AGREES


def test_what_was_paid_before_is_no_other_total():
    prepaid = replace(
        INVOICE, totals=replace(INVOICE.totals, paid=Decimal("1210.00"), payable=Decimal("0.00")), due_date=None
    )
    assert checked(TEXT, prepaid).outcome is PdfOutcome.AGREES
    rounded = replace(INVOICE, totals=replace(INVOICE.totals, rounding=Decimal("0.02"), payable=Decimal("1210.02")))
    assert checked(TEXT, rounded).outcome is PdfOutcome.AGREES


def test_the_amounts_of_a_credit_note_may_have_a_sign():
    note = replace(INVOICE, kind=Kind.CREDIT_NOTE)
    assert checked(TEXT.replace("1.210,00", "-1.210,00"), note).outcome is PdfOutcome.AGREES


def test_a_direct_debit_names_an_account_of_the_buyer():
    debit = replace(INVOICE, payment_means=(PaymentMeans("59", mandate=Mandate("M-1", debited_account=ANOTHER)),))
    text = TEXT.replace("BE68 5390 0754 7034", "BE71 0961 2345 6769")
    assert checked(text, debit) == PdfCheck(PdfOutcome.AGREES)
    assert checked(text, own=(ANOTHER,)) == PdfCheck(PdfOutcome.AGREES)


@pytest.mark.parametrize("text", [TERMS, DELIVERY])
def test_what_is_not_the_invoice_is_said_as_such(text):
    assert checked(text) == PdfCheck(PdfOutcome.OTHER)


def test_an_account_in_what_is_not_the_invoice_goes_to_the_guard():
    assert checked(f"{TERMS} {ANOTHER}") == PdfCheck(PdfOutcome.OTHER, ibans_elsewhere=(ANOTHER,))


@pytest.mark.parametrize(
    "text", ["", "The invoice", "Das könnte eine Anlage sein.", "\x01\x02\x03" * 80, "(cid:12)(cid:44)x7 ÿþ" * 30]
)
def test_a_picture_and_what_cannot_be_read_are_not_compared(text):
    assert checked(text) == PdfCheck(PdfOutcome.NOT_COMPARED)


def test_of_a_pdf_that_was_not_read_whole_nothing_is_missing():
    assert checked(TEXT.replace("1.210,00", ""), is_whole=False).outcome is PdfOutcome.AGREES
    assert checked(TERMS, is_whole=False).outcome is PdfOutcome.NOT_COMPARED


def test_one_of_several_pdfs_is_the_invoice():
    assert check(INVOICE, [PdfText((TERMS,)), PdfText((TEXT,)), PdfText(("",))]) == PdfCheck(PdfOutcome.AGREES)
    assert check(INVOICE, []) == PdfCheck(PdfOutcome.NOT_COMPARED)


def test_another_invoice_inside_is_compared_as_one():
    other = TEXT.replace("2026/417", "2025/99").replace("1.210,00", "700,00").replace("BE68 5390 0754 7034", SECOND)
    found = {each.what for each in checked(other).differences}
    assert found == {PdfDifference.IBAN, PdfDifference.TOTAL, PdfDifference.NUMBER}


@given(st.text(alphabet="0123456789.,/-€ \n'BEIVNabctoal%", max_size=400))
def test_whatever_else_is_in_the_text_the_right_account_and_total_are_agreement(noise):
    found = check(INVOICE, [PdfText((noise, TEXT))])
    assert not {PdfDifference.IBAN, PdfDifference.TOTAL} & {each.what for each in found.differences}


@pytest.mark.parametrize("piece", ["1", "0", "111 ", "BE68 ", "1,1,", "totaal ", "factuur nr ", "1/1/2"])
def test_C06_a_long_text_of_one_thing_is_looked_through_piece_by_piece(piece):
    """What is looked for has an end: a number of five thousand figures is none. Counted, not timed: each amount is short."""
    pages = (piece * (LONGEST_PAGE // len(piece)),) * 8
    check(INVOICE, [PdfText(pages)])
    assert all(abs(amount) < 10**15 for amount in amounts_in(pages[0]))
