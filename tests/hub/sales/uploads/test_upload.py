"""What another program made is checked, shown, and sent unchanged. Rows C01, C02, C03, C04 and G02 of the threats."""

from datetime import date

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.einvoice.parse import Limits
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.ubl.read import read
from schakel.hub.documents import store, waiting_files
from schakel.hub.documents.models import Document, WaitingFile
from schakel.hub.network.models import Transmission
from schakel.hub.sales.mailing import send as mailing
from schakel.hub.sales.models import Draft, Upload
from schakel.peppol import sbdh
from tests.einvoice.cii.documents import FULL
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party

pytestmark = pytest.mark.django_db
CII = FULL.replace("0407214017", BAKERY).encode()
UBL = invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"))


def paper(text: str = "no invoice inside") -> bytes:
    return typst.compile(b"#sys.inputs.text", format="pdf", sys_inputs={"text": text})


def bring(user, company, *files: tuple[str, bytes]):
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return signed_in(user).post(f"/sales/companies/{company.pk}/uploads/", {"files": given}, follow=True)


def test_xml_is_checked_shown_and_sent_byte_for_byte(alice, bakery, sales):
    answer = bring(alice, bakery, ("a.xml", UBL))
    upload = Upload.objects.get()
    assert answer.redirect_chain[-1][0] == f"/sales/uploads/{upload.pk}/"
    for words in (
        "2026-1184",
        "Wheat flour",
        "Send over Peppol",
        "Send by e-mail",
        "Already sent: only keep it",
        "You receive",
    ):
        assert words in answer.text
    assert not Document.objects.exists()
    client = signed_in(alice)
    sent = client.post(f"/sales/uploads/{upload.pk}/transmission", follow=True)
    assert "It is on its way over Peppol." in sent.text
    document, row = Document.objects.get(), Transmission.objects.get()
    assert row.document == document
    inside = sbdh.unwrap(store.read(row.envelope_sha256)).document
    assert UBL.partition(b"<Invoice")[0] + inside == UBL
    assert not document.sent_elsewhere
    assert client.get(f"/sales/uploads/{upload.pk}/").status_code == 302
    client.post(f"/sales/uploads/{upload.pk}/transmission")
    assert Transmission.objects.count() == 1


@pytest.mark.parametrize("how", ["inside", "beside"])
def test_a_pdf_is_kept_beside_the_xml_and_goes_along_by_mail(alice, bakery, sales, how):
    hybrid = pdf(read(UBL), "nl", ubl=UBL)
    own = hybrid if how == "inside" else paper("ours")
    bring(alice, bakery, *([("a.pdf", hybrid)] if how == "inside" else [("a.xml", UBL), ("../a.pdf", own)]))
    upload = Upload.objects.get()
    assert store.read(upload.sha256) == UBL
    client = signed_in(alice)
    answer = client.get(f"/sales/uploads/{upload.pk}/paper")
    assert (answer.content, upload.pdf_name) == (own, "a.pdf")
    assert "attachment" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    mail = client.post(f"/sales/uploads/{upload.pk}/document", {"as": "mail"})
    document = Document.objects.get()
    assert mail["Location"] == f"/sales/documents/{document.pk}/mail/"
    assert mailing.pdf_beside(document).data == own
    assert "The PDF that came with it" in client.get(f"/documents/{document.pk}/").text


def test_what_was_sent_already_is_only_kept(alice, bakery, sales):
    bring(alice, bakery, ("a.xml", UBL))
    signed_in(alice).post(f"/sales/uploads/{Upload.objects.get().pk}/document", {"as": "elsewhere"})
    assert Document.objects.get().sent_elsewhere
    assert "already here" in bring(alice, bakery, ("b.xml", UBL)).text
    assert not Upload.objects.undecided().exists()


def test_what_breaks_the_rules_is_not_sent_and_can_be_thrown_away(alice, bakery, sales):
    wrong = invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"), total="999.00")
    answer = bring(alice, bakery, ("a.xml", wrong))
    assert "It does not follow the rules" in answer.text
    assert "Send over Peppol" not in answer.text
    client, upload = signed_in(alice), Upload.objects.get()
    client.post(f"/sales/uploads/{upload.pk}/transmission")
    assert not Transmission.objects.exists()
    assert not Document.objects.exists()
    client.post(f"/sales/uploads/{upload.pk}/removal")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Choose one invoice"),
        ([("a.xml", UBL), ("b.xml", UBL)], "Choose one invoice"),
        ([("a.pdf", b"%PDF-1.7"), ("b.pdf", b"%PDF-1.7")], "Choose one invoice"),
        ([("a.xml", b"<svg onload='alert(1)'/>")], "invoice"),
        ([("a.pdf", b"%PDF-1.7 damaged")], "damaged"),
        ([("a.xml", invoice())], "not the company you are sending for"),
        ([("a.xml", UBL.replace(b">380<", b">389<"))], "self-billed"),
    ],
    ids=range(7),
)  # fmt: skip
def test_C02_what_cannot_be_sent_is_refused_in_plain_words(alice, bakery, sales, files, sentence):
    answer = bring(alice, bakery, *files)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Upload.objects.exists()
    assert not Draft.objects.exists()


TEXT = "Factuurnummer: A-77\nFactuurdatum: 20/11/2026\nBtw BE0738401117\nKlant BE 0899.965.307\nTe betalen: 121,00"


def test_C03_a_plain_pdf_becomes_a_draft_with_what_seems_to_stand_in_it(alice, bakery, sales):
    answer = bring(alice, bakery, ("../../paper.pdf", paper(TEXT)))
    draft = Draft.objects.get()
    assert answer.redirect_chain[-1][0] == f"/sales/drafts/{draft.pk}/"
    assert draft.guessed
    assert draft.guessed.items() <= draft.content.items()
    for words in ("Guessed from the text", "Number: A-77", "€121.00"):
        assert words in answer.text
    assert (draft.content["customer_number"], draft.content["issue_date"]) == (
        "0899965307",
        date(2026, 11, 20).isoformat(),
    )
    attachment = draft.attachments.get()
    assert (attachment.name, attachment.media_type) == ("paper.pdf", "application/pdf")


def test_cii_becomes_a_draft_for_peppol_takes_ubl_only(alice, bakery, sales):
    answer = bring(alice, bakery, ("a.xml", CII))
    assert "does not accept this kind of invoice (CII)" in answer.text
    assert Draft.objects.get().content["lines"]
    assert not Upload.objects.exists()


def test_too_large_is_said(alice, bakery, sales, settings):
    settings.UPLOAD_LIMIT = 10
    assert "too large to upload" in bring(alice, bakery, ("a.xml", UBL)).text


def test_C06_a_long_one_is_filed_by_the_worker_and_sent_from_its_page(alice, bakery, sales, monkeypatch):
    monkeypatch.setattr("schakel.hub.sales.uploads.views.INTERACTIVE", Limits(nodes=20))
    page = bring(alice, bakery, ("a.xml", UBL))
    assert page.redirect_chain[-1][0] == f"/documents/waiting/{WaitingFile.objects.get().pk}/"
    assert waiting_files.read_waiting() == 1
    document = Document.objects.get()
    assert (document.connection, document.sent_elsewhere) == (sales, False)
    assert f'href="/documents/{document.pk}/"' in signed_in(alice).get(page.redirect_chain[-1][0]).text
    assert not Transmission.objects.exists()


@pytest.mark.parametrize("files", [[("a.xml", UBL), ("a.pdf", b"%PDF-1.7")], [("a.xml", CII)]])
def test_C06_what_cannot_wait_is_refused(alice, bakery, sales, monkeypatch, files):
    """With a PDF beside it, it would be two files; CII becomes a draft, which would be a form of that length."""
    monkeypatch.setattr("schakel.hub.sales.uploads.views.INTERACTIVE", Limits(nodes=20))
    page = bring(alice, bakery, *files).text
    if len(files) == 1:
        waiting_files.read_waiting()
        page = signed_in(alice).get(f"/documents/waiting/{WaitingFile.objects.get().pk}/").text
    assert "The file is too large to read" in page
    assert not any(kind.objects.exists() for kind in (Document, Draft, Upload))


def test_G02_a_right_to_sell_that_was_lost_meanwhile_counts(bob, bakery, office, sales, monkeypatch):
    monkeypatch.setattr("schakel.hub.sales.uploads.views.INTERACTIVE", Limits(nodes=20))
    bring(bob, bakery, ("a.xml", UBL))
    office.members.filter(user=bob).delete()
    waiting_files.read_waiting()
    assert not Document.objects.exists()
    assert WaitingFile.objects.get().outcome[0][0] == "bad"


def test_B18_a_number_that_was_given_before_is_said_before_it_is_sent(alice, bakery, sales):
    bring(alice, bakery, ("a.xml", UBL))
    signed_in(alice).post(f"/sales/uploads/{Upload.objects.get().pk}/document", {"as": "elsewhere"})
    first = Document.objects.get()
    page = bring(alice, bakery, ("b.xml", UBL.replace(b"Thank you", b"Corrected"))).text
    assert "An invoice with this number is already here" in page
    assert f'href="/documents/{first.pk}/"' in page
    other = bring(alice, bakery, ("c.xml", UBL.replace(b"2026-1184", b"2026-1185"))).text
    assert "is already here" not in other
