import tracemalloc
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.model import Identifier, Invoice, Kind, Line, Party, PaymentMeans, Price, SupportingDocument
from schakel.einvoice.parse import parse
from schakel.einvoice.ubl.markup import NotWritable
from schakel.einvoice.ubl.read import read
from schakel.einvoice.ubl.write import chunks, write
from schakel.einvoice.validation.schema import schema_findings
from tests.einvoice.corpus import mutated_documents, needs_corpus, whole_documents
from tests.einvoice.full import full_invoice


@pytest.mark.parametrize("kind", Kind)
def test_every_field_of_the_model_is_written_and_read_again(kind):
    invoice = full_invoice(kind)
    again = read(write(invoice))
    assert again == invoice
    assert again.unread == ()


@pytest.mark.parametrize("kind", Kind)
def test_the_elements_stand_in_the_order_of_the_schema(kind):
    invoice = replace(full_invoice(kind), currency="EUR", vat_currency="USD")
    findings = schema_findings(parse(write(invoice)))
    assert {finding.rule for finding in findings} <= {"XSD"}
    assert not [finding for finding in findings if "not expected" in finding.figures["detail"]]


@pytest.mark.whole
@needs_corpus
def test_every_document_of_the_corpus_comes_back_equal_and_the_valid_ones_follow_the_schema():
    cases = (*whole_documents(), *mutated_documents())
    assert sum(case.is_valid for case in cases) > 200
    for case in cases:
        invoice = read(case.data)
        written = write(invoice)
        assert read(written) == invoice, case.id
        assert not case.is_valid or schema_findings(parse(written)) == [], case.id


@needs_corpus
def test_nothing_is_lost_in_writing_a_document_of_the_corpus_but_what_was_told_as_unread():
    """Value by value, against the document itself."""
    for case in whole_documents():
        if case.is_valid and not read(case.data).unread:
            assert _leaves(write(read(case.data))) >= _leaves(case.data) - OTHERWISE, case.id


OTHERWISE = {("UBLVersionID", "2.1"), ("ChargeIndicator", "0"), ("ChargeIndicator", "1")}  # written in another way


def _leaves(data: bytes) -> set[tuple[str, str]]:
    return {
        (root.getelementpath(element).rpartition("}")[2], (element.text or "").strip().removeprefix("+"))
        for root in [etree.ElementTree(parse(data))]
        for element in root.iter()
        if not len(element) and (element.text or "").strip()
    }


TEXTS = ["a & b < c > d", "quote \" and ' apostrophe", "line\r\nbreak\ttab", "😀 \u202e עברית", "]]>", "{{7*7}} %s"]


@pytest.mark.parametrize("text", TEXTS)
def test_B14_any_text_comes_back_exactly(text):
    attachment = Attachment.of(b"x", filename=text, media_type="application/pdf")
    invoice = Invoice(
        notes=(text,),
        seller=Party(name=text, legal_id=Identifier(text, text)),
        documents=(SupportingDocument(Identifier("1"), attachment=attachment),),
    )
    assert read(write(invoice)) == invoice


@pytest.mark.parametrize("text", ["nul\x00", "bell\x07", "lone \ud800", "\ufffe"])
@pytest.mark.parametrize("where", ["text", "attribute"])
def test_B14_a_character_that_xml_cannot_carry_is_refused(text, where):
    legal_id = Identifier(text, "") if where == "text" else Identifier("1", text)
    with pytest.raises(NotWritable) as refusal:
        write(Invoice(seller=Party(legal_id=legal_id)))
    assert "U+" in refusal.value.detail


def test_a_credit_note_has_its_due_date_in_the_first_payment_means():
    note = Invoice(kind=Kind.CREDIT_NOTE, due_date=date(2026, 2, 1), payment_means=(PaymentMeans("30"),) * 2)
    assert write(note).count(b"PaymentDueDate>2026-02-01<") == 1
    assert read(write(note)) == note
    bare = read(write(replace(note, payment_means=())))
    assert (bare.due_date, bare.payment_means) == (date(2026, 2, 1), (PaymentMeans("1"),))


def test_a_sales_order_without_order_has_the_placeholder_of_bis():
    invoice = Invoice(sales_order_reference="S1")
    assert b"<cbc:ID>NA</cbc:ID><cbc:SalesOrderID>S1<" in write(invoice)
    assert read(write(invoice)) == invoice
    assert read(write(Invoice(order_reference="NA"))).order_reference == "NA"


def test_a_price_without_discount_has_no_allowance():
    invoice = Invoice(lines=(Line(price=Price(net=Decimal(5))),))
    assert b"AllowanceCharge" not in write(invoice)
    assert read(write(invoice)) == invoice


def test_what_is_absent_is_not_written():
    assert read(write(Invoice())) == Invoice()
    assert b"AccountingSupplierParty" not in write(Invoice(seller=Party(name=" \n")))


def test_B07_an_attachment_of_50_mb_is_written_in_pieces():
    attachment = Attachment("a.pdf", "application/pdf", "QUJD" * (50 * 2**20 // 3))
    invoice = Invoice(documents=(SupportingDocument(Identifier("1"), attachment=attachment),))
    tracemalloc.start()
    size = sum(len(piece) for piece in chunks(invoice))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > len(attachment.encoded)
    assert peak < 10_000_000
