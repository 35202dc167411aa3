import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdf
import pytest
import typst

from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.model import Invoice, Kind, Party
from schakel.einvoice.render import pdf as module
from schakel.einvoice.render.pdf import PdfFailed, pdf
from schakel.einvoice.render.transfer import transfer
from schakel.einvoice.render.view import view
from schakel.einvoice.ubl.read import read
from schakel.einvoice.ubl.write import write
from tests.base.phone import scanned
from tests.einvoice.corpus import example
from tests.einvoice.full import full_invoice, plain, values


def opened(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """All text, without the white space in which a page differs from a line of text."""
    pages = "".join(page.extract_text() for page in opened(data).pages)
    return squeezed(pages)


def squeezed(text: str) -> str:
    return "".join(plain(text).replace("\u200b", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_of_the_readable_page_is_on_paper(language):
    invoice = full_invoice(Kind.INVOICE)
    printed = text_of(pdf(invoice, language, ubl=b""))
    shown = view(invoice, language)
    for value in values(replace(shown, headings={}, language="")):
        assert [word for word in plain(str(value)).split() if word not in printed] == [], value


def test_it_is_pdf_a_3a_and_pdf_ua_1_tagged_with_title_and_language():
    document = opened(pdf(read(example("billing-base-example.xml")), "fr", ubl=b""))
    metadata = document.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert document.metadata.title == "Facture Snippet1"
    assert document.root_object["/Lang"] == "fr"
    assert document.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in document.root_object


def test_the_document_is_attached_byte_for_byte():
    data = example("billing-base-example.xml")
    attached = opened(pdf(read(data), "nl", ubl=data)).attachments
    assert list(attached) == ["invoice.xml"]
    assert attached["invoice.xml"] == [data]


def test_a_document_in_another_encoding_is_attached_in_utf_8():
    data = write(Invoice(number="É1")).replace(b"UTF-8", b"ISO-8859-1").decode().encode("iso-8859-1")
    attached = opened(pdf(read(data), "nl", ubl=data)).attachments["invoice.xml"][0]
    assert read(attached).number == "É1"


HOSTILE = [
    '#panic("no") *bold* _it_ $x^2$ <label> @ref `code` = h \\u{41} // c /* d */ #import "x"',
    "\u202egnp.exe",
    "]]> </script> {{7*7}} ${x} %s",
    "x" * 500,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_B14_text_of_a_document_is_never_markup(text):
    invoice = Invoice(number=text[:50], seller=Party(name=text), notes=(text,))
    printed = text_of(pdf(invoice, "nl", ubl=b""))
    assert printed.count(squeezed(text.replace("\u202e", "[U+202E]"))) >= 2


def test_B14_an_endless_text_is_cut_on_paper():
    printed = text_of(pdf(Invoice(notes=("y" * 100_000,)), "nl", ubl=b""))
    assert 15_000 < printed.count("y") <= 20_000


@pytest.mark.parametrize(("text", "shown"), [("日本", "日本"), ("\ue000 private", "[U+E000]private"), ("שלום", "שלום")])
def test_a_script_that_the_fonts_lack_is_shown_with_others_or_by_number(text, shown):
    printed = text_of(pdf(Invoice(seller=Party(name=text)), "nl", ubl=b""))
    assert shown in printed or "".join(f"[U+{ord(each):04X}]" for each in text if each != " ") in printed


def test_a_european_character_that_no_font_has_is_named_at_last(monkeypatch):
    tried = []

    def refusing(text, attached, *, system_fonts):
        tried.append(text)
        if "Ω" in text:
            raise typst.TypstError("no font", "")
        return b"%PDF"

    monkeypatch.setattr(module, "_compiled", refusing)
    assert pdf(Invoice(notes=("Ω",)), "nl", ubl=b"") == b"%PDF"
    assert len(tried) == 4
    assert "[U+03A9]" in tried[-1]


def test_a_page_that_typst_refuses_is_told(monkeypatch):
    monkeypatch.setattr(module, "_template", lambda: b'#panic("no")')
    with pytest.raises(PdfFailed) as failure:
        pdf(Invoice(), "nl", ubl=b"")
    assert "no" in failure.value.detail


def test_an_empty_invoice_makes_a_page():
    assert len(opened(pdf(Invoice(), "en", ubl=b"")).pages) == 1


def test_the_code_to_pay_is_there_only_when_there_is_something_to_transfer():
    data = example("billing-base-example.xml").replace(b"IBAN32423940", b"BE68539007547034")
    assert "Scanompbetalen" not in text_of(pdf(read(data), "nl", ubl=b""))
    assert "Scanomtebetalen" in text_of(pdf(read(data), "nl", ubl=b""))
    assert "Scanomtebetalen" not in text_of(pdf(read(data.replace(b">30<", b">59<")), "nl", ubl=b""))


def test_a_phone_reads_the_code_as_it_is_drawn_on_paper():
    invoice = read(example("billing-base-example.xml").replace(b"IBAN32423940", b"BE68539007547034"))
    code = module._page(invoice, "nl")["qr"]
    page = '#set page(width: 33mm, height: 33mm, margin: 0mm)\n#image(bytes(sys.inputs.qr), format: "svg", width: 33mm)'
    drawn = typst.Compiler().compile(input=page.encode(), format="png", ppi=150, sys_inputs={"qr": code})
    assert scanned(drawn) == transfer(invoice).epc


def test_threads_do_not_disturb_one_another():
    invoices = [Invoice(number=f"N{number}") for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda invoice: pdf(invoice, "nl", ubl=b""), invoices))
    assert all(f"N{number}" in text_of(data) for number, data in enumerate(made))
