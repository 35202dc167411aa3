from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.formats import Formats
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.model import (
    Identifier,
    Invoice,
    Item,
    Kind,
    Line,
    Party,
    PaymentMeans,
    SupportingDocument,
    Totals,
    Unread,
)
from schakel.einvoice.render.shapes import Fact
from schakel.einvoice.render.view import view
from schakel.einvoice.ubl.read import read
from tests.conftest import ROOT
from tests.einvoice.corpus import needs_corpus, whole_documents
from tests.einvoice.full import full_invoice, plain, values


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_nothing_of_an_invoice_is_left_out(kind, language):
    invoice = full_invoice(kind)
    shown = "\n".join(str(value) for value in values(view(invoice, language)))
    formats = Formats.of(language)
    for value in values(invoice):
        written = formats.day(value) if isinstance(value, date) else value
        written = formats.number(value) if isinstance(value, Decimal) else written
        assert str(written) in shown, value


@needs_corpus
def test_every_whole_document_of_the_corpus_is_shown():
    for case in whole_documents():
        invoice = read(case.data)
        shown = view(invoice, "nl")
        assert len(shown.lines) == len(invoice.lines)
        assert shown.totals[-1].is_payable


def test_an_empty_invoice_is_shown():
    shown = view(Invoice(), "nl")
    assert (shown.kind, shown.number, shown.payable) == ("Factuur", "", "")


def test_the_language_of_the_reader_is_spoken():
    invoice = Invoice(
        currency="EUR", issue_date=date(2026, 11, 20), totals=Totals(payable=Decimal("1234.5")), type_code="380"
    )
    pages = {language: view(invoice, language) for language in ("nl", "fr", "en", "de", "pt")}
    assert [pages[language].kind for language in pages] == ["Factuur", "Facture", "Invoice", "Rechnung", "Invoice"]
    assert pages["nl"].facts[0] == Fact("Factuurdatum", "20 november 2026")
    assert plain(pages["fr"].payable) == "1 234,50 €"
    assert pages["en"].payable == "€1,234.50"
    assert pages["de"].payable_label == "Zu zahlen"
    assert pages["pt"].language == "en"


def test_money_back_is_said_and_shown_without_minus():
    shown = view(Invoice(kind=Kind.CREDIT_NOTE, currency="EUR", totals=Totals(payable=Decimal(10))), "nl")
    assert shown.is_money_back
    assert (shown.payable_label, plain(shown.payable)) == ("Ten gunste van de koper", "€ 10,00")
    negative = view(Invoice(currency="EUR", totals=Totals(payable=Decimal(-10))), "en")
    assert (negative.money_back[:11], negative.payable) == ("This amount", "€10.00")


def test_what_could_not_be_read_is_shown_with_the_reason():
    unread = (Unread("Invoice/IssueDate", "31/12", "not_a_date"), Unread("Invoice/UUID", "u", "not_in_model"))
    assert view(Invoice(unread=unread), "nl").unread == (
        Fact("Invoice/IssueDate", "31/12 (is geen datum)"),
        Fact("Invoice/UUID", "u"),
    )


def test_documents_are_told_apart():
    documents = (
        SupportingDocument(Identifier("1"), attachment=Attachment.of(b"x" * 1500, filename="a.pdf", media_type="m")),
        SupportingDocument(Identifier("2", "ABT"), attachment=Attachment("b.pdf", "m", "*")),
        SupportingDocument(Identifier(""), location="https://e.test/a", type_code="916"),
    )
    first, damaged, elsewhere = view(Invoice(documents=documents), "nl").documents
    assert (first.index, first.reference, first.filename, plain(first.size), first.is_readable) == (
        0,
        "1",
        "a.pdf",
        "1,5 kB",
        True,
    )
    assert (damaged.reference, damaged.is_readable) == ("2 (ABT)", False)
    assert (elsewhere.reference, elsewhere.location, elsewhere.filename) == ("(916)", "https://e.test/a", "")


def test_B14_characters_that_hide_or_turn_the_direction_are_named():
    name = "Bank\u202egnp.exe\u200b \u0007 {{7*7}} </script> %s%n"
    shown = view(Invoice(seller=Party(name=name)), "nl").seller.name
    assert shown == "Bank[U+202E]gnp.exe[U+200B] [U+0007] {{7*7}} </script> %s%n"


def test_the_structured_communication_and_the_iban_are_written_in_groups_and_copied_bare():
    means = PaymentMeans(code="58", remittance="090933755493")
    (remittance,) = view(Invoice(payment_means=(means,)), "fr").payment[0].facts
    assert remittance == Fact("Communication structurée", "+++090/9337/55493+++", "090933755493")
    other = view(Invoice(payment_means=(replace(means, remittance="F 12"),)), "fr").payment[0]
    assert other.facts == (Fact("Communication", "F 12"),)
    assert other.means == "Virement SEPA"


def test_a_description_that_repeats_the_name_is_not_shown_twice():
    line = view(Invoice(lines=(Line(item=Item(name="x", description="x")),)), "nl").lines[0]
    assert (line.name, line.description) == ("x", "")


DOUBTED = Invoice(
    currency="EUR",
    issue_date=date(2026, 11, 20),
    due_date=date(2026, 12, 20),
    totals=Totals(with_vat=Decimal("44.79"), paid=Decimal("44.79"), payable=Decimal("0.00")),
)


def test_an_invoice_that_says_it_is_paid_before_it_is_due_is_shown_as_to_pay():
    page = view(DOUBTED, "en")
    assert (page.payable_label, page.payable) == ("To pay, unless already paid", "€44.79")
    assert "Already paid, according to the invoice" in [total.label for total in page.totals]


def test_a_credit_note_below_zero_asks_for_a_question():
    page = view(replace(DOUBTED, kind=Kind.CREDIT_NOTE, totals=Totals(payable=Decimal("-121"))), "nl")
    assert page.payable_label == "Te betalen of terug te krijgen? Vraag het aan de leverancier"
    assert "-" not in page.payable


def test_what_tryton_writes_of_an_unpaid_invoice_is_still_to_pay():
    path = ROOT.parent / "shared" / "cases" / "tryton" / "tryton-8.2-invoice.xml"
    if not path.exists():
        pytest.skip("the case is not there")
    assert read(path.read_bytes()).amount_to_pay == Decimal("44.79")
