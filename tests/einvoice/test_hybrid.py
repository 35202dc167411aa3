import io
import zlib

import facturx
import pypdf
import pytest
from pypdf.generic import NameObject, StreamObject

from schakel.einvoice.hybrid import (
    Inside,
    NoInvoiceInside,
    OldFormat,
    Syntax,
    UnreadablePdf,
    extract,
    is_pdf,
    read_any,
)
from schakel.einvoice.model import Invoice
from schakel.einvoice.parse import Limits, NotWellFormed, TooLarge, parse
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.ubl.read import NotAnInvoice
from schakel.einvoice.ubl.write import write
from tests.einvoice.cii.documents import FULL

INVOICE = Invoice(number="F1", currency="EUR")


def with_files(*files: tuple[str, bytes]) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, data in files:
        writer.add_attachment(name, data)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.fixture(scope="module")
def plain_pdf() -> bytes:
    return pdf(INVOICE, "nl", ubl=b"")


def test_our_own_pdf_gives_the_ubl_back():
    data = write(INVOICE)
    made = pdf(INVOICE, "nl", ubl=data)
    assert extract(made) == Inside("invoice.xml", data, Syntax.UBL, parse(data))
    assert read_any(made) == INVOICE


def test_a_factur_x_pdf_gives_its_cii(plain_pdf):
    made = facturx.generate_from_binary(plain_pdf, FULL.encode(), flavor="factur-x", level="en16931", check_xsd=False)
    inside = extract(made)
    assert (inside.filename, inside.syntax) == ("factur-x.xml", Syntax.CII)
    assert read_any(made).number == "F1"


def test_the_names_of_the_standards_go_before_others_and_other_files_are_passed_over():
    other = write(Invoice(number="other"))
    files = [
        ("a.xml", other),
        ("note.txt", b"text"),
        ("bad.xml", b"<a"),
        ("Factur-X.xml", write(INVOICE)),
        ("b.xml", b"<b/>"),
    ]
    assert read_any(with_files(*files)).number == "F1"
    assert read_any(with_files(("a.xml", other))).number == "other"


def test_xml_of_both_kinds_is_read_as_it_is():
    assert read_any(write(INVOICE)) == INVOICE
    assert read_any(FULL.encode()).number == "F1"
    with pytest.raises(NotAnInvoice):
        read_any(b"<a/>")
    with pytest.raises(NotWellFormed):
        read_any(b"text")


def test_a_pdf_without_an_invoice_is_told(plain_pdf):
    for data in (
        plain_pdf,
        with_files(("order.xml", b"<order/>"), ("a.txt", b"text"), ("b.xml", b"<b"), ("c.xml", b"text")),
    ):
        with pytest.raises(NoInvoiceInside):
            extract(data)


def test_zugferd_1_is_named():
    old = b'<x:CrossIndustryDocument xmlns:x="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'
    with pytest.raises(OldFormat) as refusal:
        extract(with_files(("ZUGFeRD-invoice.xml", old)))
    assert "ZUGFeRD 1.0" in refusal.value.said_in("de")


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing", b"%PDF-", b"no pdf"])
def test_a_damaged_pdf_is_told(data):
    with pytest.raises(UnreadablePdf):
        extract(data)


def test_an_attachment_that_unpacks_without_end_is_told():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("invoice.xml", write(INVOICE) + b" " * 90_000_000)
    for each in writer._objects:
        if isinstance(each, StreamObject) and len(each._data) > 1_000_000:
            each._data = zlib.compress(each._data)
            each[NameObject("/Filter")] = NameObject("/FlateDecode")
    made = io.BytesIO()
    writer.write(made)
    assert len(made.getvalue()) < 200_000
    with pytest.raises(UnreadablePdf):
        extract(made.getvalue())


def test_a_pdf_with_a_password_is_told():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(with_files(("invoice.xml", write(INVOICE)))))
    writer.encrypt("secret", algorithm="RC4-40")
    made = io.BytesIO()
    writer.write(made)
    with pytest.raises(UnreadablePdf):
        extract(made.getvalue())


def test_a_pdf_that_is_too_large_is_refused_before_it_is_opened():
    with pytest.raises(TooLarge):
        extract(b"%PDF-" + b"x" * 100, limits=Limits(bytes=50))


def test_a_pdf_is_known_by_its_mark():
    assert is_pdf(b"\n%PDF-1.4")
    assert not is_pdf(b"<a/>")
    assert not is_pdf(b"\xef\xbb\xbf <a>%PDF-1.4</a>")
