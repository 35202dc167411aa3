"""One document: its page, its files, who may see them. Rows C01–C05, D17, G01, I01, B08, B14, B18, B20 of the threats."""

import base64
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from django.core.files.storage import storages

from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.ubl.read import read
from schakel.einvoice.validation import RULESETS, validate
from schakel.hub.connections.models import Access
from schakel.hub.documents import store
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.opening import findings
from schakel.hub.people.models import User
from tests.einvoice.cii.documents import FULL
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import ATTACHED, ELSEWHERE, MILL, invoice, party

PDF, HTML = b"%PDF-1.7\n%%EOF", b"<html><script>alert(1)</script></html>"


def add(**told: str) -> Document:
    return file(invoice(**told), Way.COMMAND).documents[0]


def attached(content: bytes, *, mime: str = "application/pdf", filename: str = "invoice.pdf") -> str:
    encoded = base64.b64encode(content).decode()
    return ATTACHED.format(id="1", mime=mime, filename=escape(filename, {'"': "&quot;"}), content=encoded)


def shown(user, document: Document) -> str:
    answer = signed_in(user).get(f"/documents/{document.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_everything(alice, purchases):
    page = shown(alice, add())
    for word in ("Invoice 2026-1184", "Mill Vermeiren", "Bakery Cornflower", "BE71 0961 2345 6769", "Wheat flour"):
        assert word in page
    for word in ("+++090/9337/55493+++", "€121.00", "B-7741", "Thank you", "To pay", 'data-copy="BE71096123456769"'):
        assert word in page


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"root": "CreditNote"}, "You get back"),
        ({"net": "-100.00", "vat": "-21.00", "total": "-121.00"}, "You get back"),
        ({}, "To pay"),
    ],
)
def test_money_back_reads_as_money_back(alice, purchases, told, word):
    page = shown(alice, add(**told))
    assert word in page
    assert ("To pay" in page) == (word == "To pay")
    assert ('data-copy="BE' in page) == (word == "To pay")


def test_a_sale_is_seen_from_the_seller(alice, sales):
    document = add(seller=party("Bakery", "0738401117"), buyer=party("Hotel", endpoint="0088:1"))
    page = shown(alice, document)
    assert "You receive" in page
    assert "To pay" not in page


ROUTES = ("", "original", "pdf", "readable", "attachments/0", "unread")


@pytest.mark.parametrize("route", ROUTES)
def test_G01_a_stranger_and_a_former_holder_get_404(route, alice, diane, clara, purchases, other_office):
    document = add(documents=attached(PDF))
    Access.objects.create(connection=purchases, user=clara, ended_at="2026-01-01T00:00:00Z")
    for user in (diane, clara):
        client = signed_in(user)
        ask = client.post if route == "unread" else client.get
        assert ask(f"/documents/{document.pk}/{route}").status_code == 404
        assert ask(f"/documents/{10**30}/{route}").status_code == 404
    assert not document.readings.exists()


@pytest.mark.parametrize("route", ROUTES)
def test_who_is_not_signed_in_is_sent_to_sign_in(route, client, purchases, settings):
    document = add(documents=attached(PDF))
    answer = client.post(f"/documents/{document.pk}/{route}", headers={"host": settings.HOST})
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]


def test_the_original_is_the_exact_bytes(clara, held):
    document = add(number="2026/1184")
    answer = signed_in(clara).get(f"/documents/{document.pk}/original")
    assert answer.content == invoice(number="2026/1184")
    assert answer["Content-Disposition"] == 'attachment; filename="1184.xml"'
    assert answer["Content-Type"] == "application/xml"
    assert document.events.get(kind=DocumentEvent.DOWNLOADED).by == clara


def test_the_page_on_paper_is_a_pdf_in_the_reader_s_language(clara, held):
    document = add()
    answer = signed_in(clara).get(f"/documents/{document.pk}/readable")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="2026-1184.pdf"'
    unread = file(b"no", Way.PEPPOL, into=held.connection).documents[0]
    assert signed_in(clara).get(f"/documents/{unread.pk}/readable").status_code == 404


def test_reading_is_per_person_and_can_be_undone(alice, clara, held):
    document = add()
    shown(clara, document)
    shown(clara, document)
    assert list(Document.objects.unread_by(clara)) == []
    assert list(Document.objects.unread_by(alice)) == [document]
    assert signed_in(clara).post(f"/documents/{document.pk}/unread").status_code == 302
    assert list(Document.objects.unread_by(clara)) == [document]
    kinds = document.events.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["received", "read", "unread"]


def test_looking_ahead_reads_nothing(alice, purchases):
    document = add()
    signed_in(alice).head(f"/documents/{document.pk}/")
    assert not document.readings.exists()


def test_the_pdf_inside_is_shown_by_the_browser_s_own_reader(alice, purchases):
    document = add(documents=attached(PDF))
    assert f"/documents/{document.pk}/pdf" in shown(alice, document)
    answer = signed_in(alice).get(f"/documents/{document.pk}/pdf")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="invoice.pdf"'
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "mime", "filename"),
    [
        (HTML, "text/html", "a.html"),
        (HTML, "application/pdf", "a.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml", "a.svg"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "text/xml", "a.xml"),
        (b"a;b\n<script>alert(1)</script>;2", "text/csv", "a.csv"),
        (b"MZ\x90\x00", "application/pdf", "a.pdf"),
    ],
)
def test_C01_C02_what_is_not_on_the_list_is_a_flagged_download_without_rights(
    alice, purchases, content, mime, filename
):
    document = add(documents=attached(content, mime=mime, filename=filename))
    page = shown(alice, document)
    assert "not what the sender says it is" in page
    assert f"/documents/{document.pk}/pdf" not in page
    answer = signed_in(alice).get(f"/documents/{document.pk}/attachments/0")
    assert answer.content == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert signed_in(alice).get(f"/documents/{document.pk}/pdf").status_code == 404


def test_C03_beside_the_data_the_pdf_is_framed_by_our_pages_only_and_runs_nothing(alice, purchases):
    document = add(documents=attached(PDF))
    client = signed_in(alice)
    assert f'data-beside="/documents/{document.pk}/beside"' in client.get(f"/documents/{document.pk}/").text
    answer = client.get(f"/documents/{document.pk}/beside")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert not document.events.filter(kind="downloaded").exists()


def test_without_a_pdf_of_the_sender_there_is_nothing_beside(alice, purchases):
    document = add()
    client = signed_in(alice)
    assert "data-beside" not in client.get(f"/documents/{document.pk}/").text
    assert client.get(f"/documents/{document.pk}/beside").status_code == 404


def test_C02_a_pdf_that_was_sent_as_something_else_is_flagged(alice, purchases):
    assert "not what the sender says it is" in shown(alice, add(documents=attached(PDF, mime="image/png")))


def test_C03_nothing_of_a_pdf_is_run_here(alice, purchases):
    content = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>/Encrypt 2 0 R>>endobj"
    document = add(documents=attached(content))
    answer = signed_in(alice).get(f"/documents/{document.pk}/pdf")
    assert answer.content == content
    assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("C:\\x\\y.pdf", 'attachment; filename="y.pdf"'),
        ("con", 'attachment; filename="_con"'),
        ("a&#13;&#10;Set-Cookie: x=1", 'attachment; filename="a Set-Cookie_ x=1"'),
        ("\u202egpj.exe", 'attachment; filename="gpj.exe"'),
        ("x" * 5000 + ".pdf", f'attachment; filename="{"x" * 89}.pdf"'),
        ("factuur n°1 é.pdf", "attachment; filename*=utf-8''factuur%20n%C2%B01%20%C3%A9.pdf"),
        ("a&quot;.pdf", 'attachment; filename="a_.pdf"'),
        ("...", 'attachment; filename="attachment-1"'),
        ("", 'attachment; filename="attachment-1"'),
    ],
)
def test_C04_a_file_name_is_only_a_name(alice, purchases, filename, header):
    document = add(documents=attached(PDF).replace("invoice.pdf", filename))
    answer = signed_in(alice).get(f"/documents/{document.pk}/attachments/0")
    assert answer["Content-Disposition"] == header
    assert {path.name for path in Path(storages["documents"].location).rglob("*") if path.is_file()} == {
        document.sha256
    }


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found |= {value or "" for name, value in attrs if name in ("href", "src", "action", "data-copy")}


@pytest.mark.parametrize("uri", ["http://127.0.0.1:1/secret", "javascript:alert(1)", "file:///etc/passwd"])
def test_C05_an_address_elsewhere_is_text_with_a_warning(alice, purchases, uri):
    page = shown(alice, add(documents=ELSEWHERE.format(id="plan", uri=uri)))
    assert uri in page
    assert "We never open this address" in page
    assert not {link for link in Links(page).found if uri in link}


def test_B08_a_damaged_attachment_is_marked_and_the_document_still_shown(alice, purchases):
    document = add(documents=attached(PDF).replace("</cbc:Embedded", "*</cbc:Embedded"))
    page = shown(alice, document)
    assert "Wheat flour" in page
    assert "damaged" in page
    assert signed_in(alice).get(f"/documents/{document.pk}/attachments/0").status_code == 404


@pytest.mark.parametrize("index", ["1", "99999999999999999999"])
def test_an_attachment_that_is_not_there_is_not_found(alice, purchases, index):
    document = add(documents=attached(PDF))
    assert signed_in(alice).get(f"/documents/{document.pk}/attachments/{index}").status_code == 404


def test_D17_a_damaged_document_says_so_and_how_it_comes_back(alice, purchases):
    document = add()
    Path(storages["documents"].path(store.key(document.sha256))).write_bytes(b"other")
    page = shown(alice, document)
    assert "damaged" in page
    assert "backup" in page
    assert "€121.00" not in page.replace('class="sum money"', "")
    assert signed_in(alice).get(f"/documents/{document.pk}/original").status_code == 404


def test_B09_what_cannot_be_read_says_why_and_can_be_had(alice, purchases):
    document = file(b"not xml", Way.PEPPOL, into=purchases).documents[0]
    assert "not a valid XML file" in shown(alice, document)
    assert signed_in(alice).get(f"/documents/{document.pk}/original").content == b"not xml"


def test_B10_an_invalid_one_is_shown_with_what_is_wrong(alice, purchases):
    document = add(date="soon")
    assert document.verdict == "invalid"
    page = shown(alice, document)
    assert "does not follow the rules" in page
    assert "XSD" in page
    assert "Wheat flour" in page


def test_B20_each_result_keeps_the_name_of_its_rules_and_the_newest_counts(purchases):
    document = add(date="soon")
    first = document.judgements.get()
    assert first.ruleset in RULESETS
    assert first.report == first.report | {"ruleset": first.ruleset}
    assert findings(document)
    document.judgements.create(ruleset="later", report=validate(invoice()).as_json() | {"ruleset": "later"})
    assert findings(document) == ()
    assert list(document.judgements.order_by("id").values_list("ruleset", flat=True)) == [first.ruleset, "later"]


def test_B18_the_other_one_with_this_number_is_shown(alice, purchases):
    first, second = add(), add(total="999.00")
    said = {first: "Another document looks like this bill", second: "This bill is probably here twice"}
    shown(alice, first)  # nobody has looked at the second yet
    shown(alice, second)
    for one, other in ((first, second), (second, first)):
        page = shown(alice, one)
        assert said[one] in page
        assert f'href="/documents/{other.pk}/"' in page


HOSTILE = "<script>alert(1)</script>\u202e'\"{{7*7}}"


@pytest.mark.parametrize("field", ["number", "note", "reference", "remittance", "iban", "item"])
def test_I01_B14_every_field_is_text(alice, purchases, field):
    page = shown(alice, add(**{field: escape(HOSTILE)}))
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_I01_B14_parties_and_files_are_text(alice, purchases):
    documents = attached(PDF, filename=HOSTILE) + ELSEWHERE.format(id=escape(HOSTILE), uri=escape(HOSTILE))
    page = shown(alice, add(seller=party(escape(HOSTILE), MILL), documents=documents))
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert page.count("&lt;script&gt;alert(1)") > 3


def test_the_policy_of_the_page_is_the_house_s(alice, purchases):
    answer = signed_in(alice).get(f"/documents/{add().pk}/")
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("iban", "is_doubted"),
    [("BE71096123456769", False), ("BE71 0961 2345 6769", False), ("BE72096123456769", True), ("7777", False)],
)
def test_B15_an_account_number_that_cannot_exist_is_said(alice, purchases, iban, is_doubted):
    assert (f"{iban}: This is not a valid account number" in shown(alice, add(iban=iban))) == is_doubted


def test_B15_two_account_numbers_are_said(alice, purchases):
    data = invoice()
    means = data[data.index(b"<cac:PaymentMeans>") : data.index(b"<cac:TaxTotal>")]
    both = data.replace(means, means + means.replace(b"BE71096123456769", b"BE43068999999501"))
    page = shown(alice, file(both, Way.COMMAND).documents[0])
    assert "more than one account number" in page
    assert "more than one account number" not in shown(alice, add())


def test_a_pdf_with_the_invoice_inside_is_kept_whole_and_read(alice, purchases):
    hybrid = pdf(read(invoice()), "nl", ubl=invoice())
    document = file(hybrid, Way.COMMAND).documents[0]
    assert (document.number, document.verdict, store.read(document.sha256)) == ("2026-1184", "valid", hybrid)
    page = shown(alice, document)
    assert "Wheat flour" in page
    client = signed_in(alice)
    for route, disposition in (("original", "attachment"), ("pdf", "inline")):
        answer = client.get(f"/documents/{document.pk}/{route}")
        assert answer.content == hybrid
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'{disposition}; filename="2026-1184.pdf"'


def test_an_invoice_in_cii_is_filed_but_not_judged(alice, mill):
    """The same seller, found by the same numbers; there are no rules for CII here."""
    document = file(FULL.encode(), Way.COMMAND).documents[0]
    assert (document.connection.company, document.number, document.verdict) == (mill, "F1", "not_checked")
    client = signed_in(User.objects.get(name="Diane"))
    assert "Flour" in client.get(f"/documents/{document.pk}/").content.decode()
    assert client.get(f"/documents/{document.pk}/readable").content.startswith(b"%PDF-")
