"""The worker compares the PDF inside a purchase with its data, and warns of what differs."""

import base64

import pytest
from django.utils import timezone

from schakel.einvoice.pdf_reading import PdfTooComplex
from schakel.einvoice.render.pdf import pdf as render_pdf
from schakel.einvoice.ubl.read import read
from schakel.hub.documents.bills import compare_pdf
from schakel.hub.documents.bills.compare_pdf import compare_due
from schakel.hub.documents.bills.guard import Weight
from schakel.hub.documents.bills.history import HistoryChoice, decide_history
from schakel.hub.documents.bills.models import BillWarning
from schakel.hub.documents.bills.read import read_new
from schakel.hub.documents.bills.warn import confirm_warnings
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, PdfComparison, Way
from schakel.hub.documents.quarantine import quarantine, release
from tests.einvoice.test_pdf_text import paper
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import ATTACHED, BAKERY, invoice, party

pytestmark = pytest.mark.django_db
OURS, ANOTHER = "BE71096123456769", "NL91ABNA0417164300"
TEXT = """Molen Vermeiren nv
Factuurnummer: {number}
Factuurdatum: 20/11/2026
Totaal excl. btw 100,00
Btw 21,00
Te betalen: EUR {total}
Rekening {iban}"""
DELIVERY = "Leveringsbon 88. Geleverd op 19/11/2026 te Gent: bloem, 20 zakken, in goede staat ontvangen en nageteld."


def text(*, number: str = "2026-1184", total: str = "121,00", iban: str = "BE71 0961 2345 6769") -> str:
    return TEXT.format(number=number, total=total, iban=iban)


def attached(*pdfs: bytes) -> str:
    coded = [base64.b64encode(each).decode() for each in pdfs]
    return "".join(
        ATTACHED.format(id=at, mime="application/pdf", filename="a.pdf", content=each) for at, each in enumerate(coded)
    )


def bring(*pdfs: bytes, **more: str) -> Document:
    return file(invoice(documents=attached(*pdfs), **more), Way.PEPPOL).documents[0]


def compared(*pdfs: bytes, **more: str) -> tuple[str, dict[str, int]]:
    document = bring(*pdfs, **more)
    compare_due()
    warned = BillWarning.objects.filter(bill=document.pk, source=BillWarning.Source.PDF)
    return compare_pdf.outcome_of(document), dict(warned.values_list("code", "weight"))


@pytest.fixture
def as_text(monkeypatch):
    """The text of a PDF is its bytes: what is read of real ones is tested where they are read."""
    from schakel.einvoice.pdf_reading import PdfText

    monkeypatch.setattr(
        "schakel.hub.outside.pdf.pages_of", lambda data: PdfText((data.removeprefix(b"%PDF-").decode(),))
    )
    return lambda words: b"%PDF-" + words.encode()


def test_B15_real_pdfs_are_read_and_compared(purchases):
    """Our own, a hybrid one, one with another account, and one that a process with bounds cannot read."""
    data = invoice()
    own = render_pdf(read(data), "nl", ubl=data)
    assert compared(own) == ("agrees", {})
    assert compared(paper(text(iban="NL91 ABNA 0417 1643 00"))) == ("differs", {"pdf_iban": Weight.STOP})
    hybrid = file(own, Way.UPLOAD).documents[0]
    assert compare_due() == 1
    assert compare_pdf.outcome_of(hybrid) == "agrees"
    assert compared(b"%PDF-1.7 damaged") == ("not_compared", {})


@pytest.mark.parametrize(
    ("words", "outcome", "warned"),
    [
        (text(), "agrees", {}),
        (text(total="1.121,00"), "differs", {"pdf_total": Weight.STOP}),
        (text(number="2026-1185"), "differs", {"pdf_number": Weight.LOOK}),
        (text().replace("20/11", "19/11"), "differs", {"pdf_date": Weight.KNOW}),
        (DELIVERY, "other", {"pdf_other": Weight.KNOW}),
        (f"{DELIVERY} {ANOTHER}", "other", {"pdf_other": Weight.KNOW, "pdf_iban": Weight.LOOK}),
        ("", "not_compared", {}),
    ],
)
def test_B15_what_differs_is_a_warning_with_its_weight(purchases, as_text, words, outcome, warned):
    assert compared(as_text(words)) == (outcome, warned)


def test_B15_what_is_too_much_to_read_is_not_compared(purchases, monkeypatch):
    def refuse(_data):
        raise PdfTooComplex

    monkeypatch.setattr("schakel.hub.outside.pdf.pages_of", refuse)
    assert compared(b"%PDF-1") == ("not_compared", {})
    monkeypatch.setattr("schakel.hub.outside.pdf.pages_of", lambda _data: pytest.fail("it was read"))
    monkeypatch.setattr(compare_pdf, "LARGEST", 5)
    assert compared(b"%PDF-2 larger") == ("not_compared", {})


def test_of_many_pdfs_some_are_read(purchases, monkeypatch, as_text):
    monkeypatch.setattr(compare_pdf, "MOST_PDFS", 2)
    assert compared(as_text(DELIVERY), as_text(text())) == ("agrees", {})
    assert compared(as_text(DELIVERY), as_text(DELIVERY + "."), as_text(text())) == (
        "other",
        {"pdf_other": Weight.KNOW},
    )


def test_an_account_that_somebody_confirmed_is_known_from_then_on(alice, purchases, as_text):
    odd = as_text(text(iban=ANOTHER))
    assert compared(odd)[1] == {"pdf_iban": Weight.STOP}
    document = Document.objects.get()
    confirm_warnings(document, ["pdf_iban"], by=alice, how=BillWarning.How.CALLED)
    again = as_text(text(number="2026-2001", iban=ANOTHER))
    assert compared(again, number="2026-2001") == ("differs", {})


def test_a_supplier_with_two_banks_prints_the_one_and_asks_for_the_other(purchases, as_text):
    second = "BE68539007547034"
    for number, iban in (("2026-1", OURS), ("2026-2", second)):
        file(invoice(number=number, iban=iban, date=f"2026-0{number[-1]}-10", net="10.00"), Way.PEPPOL)
    read_new()
    outcome, warned = compared(as_text(text(number="2026-1200", iban=second)), number="2026-1200", date="2026-11-20")
    assert (outcome, warned) == ("differs", {"pdf_iban": Weight.LOOK})


def test_sales_and_what_has_no_pdf_are_left_alone(purchases, sales, as_text):
    file(invoice(), Way.UPLOAD)
    bakers = party("Bakery", BAKERY)
    bring(as_text(DELIVERY), number="S-1", seller=bakers, buyer=party("Hotel", "0899965307"))
    assert not PdfComparison.objects.exists()


def test_history_is_compared_when_it_counts_after_all(alice, purchases, as_text):
    data = invoice(documents=attached(as_text(text(iban=ANOTHER))))
    document = file(data, Way.UPLOAD, history=HistoryChoice.HISTORY).documents[0]
    compare_due()
    assert (compare_pdf.outcome_of(document), BillWarning.objects.count()) == ("", 0)
    decide_history([document], is_history=False, by=alice)
    assert compare_due() == 1
    assert compare_pdf.outcome_of(document) == "differs"


def test_it_rests_while_the_document_is_in_quarantine(purchases, as_text):
    document = bring(as_text(text()))
    quarantine(document, "x")
    compare_due()
    assert compare_pdf.outcome_of(document) == ""
    release(document)
    PdfComparison.objects.update(due_at=timezone.now())
    compare_due()
    assert compare_pdf.outcome_of(document) == "agrees"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(text(), "The PDF inside says the same"), ("", "is a picture or cannot be read"), (DELIVERY, "")],
)
def test_its_page_and_the_api_say_how_it_compares(alice, bakery, purchases, as_text, words, sentence):
    document = bring(as_text(words))
    program = Program(key_of(bakery, alice)[1])
    assert program.get(f"/documents/{document.pk}").json()["pdf_outcome"] == ""
    compare_due()
    assert program.get(f"/documents/{document.pk}").json()["pdf_outcome"] == compare_pdf.outcome_of(document)
    assert sentence in signed_in(alice).get(f"/documents/{document.pk}/").text
