"""A customer who is not on Peppol gets their invoice by e-mail, over real SMTP. Rows J01, J02 and G04 of the threats."""

import io

import pypdf
import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.models import Transmission
from schakel.hub.sales.mailing import queue as mailing_queue
from schakel.hub.sales.mailing import send as mailing
from schakel.hub.sales.models import Contact, Draft, Mailing, Seller
from tests.hub import mail_server
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party
from tests.hub.sales.drafts.test_drafts import posted

pytestmark = pytest.mark.django_db
BUYER = party("Hôtel Zoë", "0899965307")


@pytest.fixture(scope="module")
def running():
    with mail_server.running() as server:
        yield server


@pytest.fixture
def smtp(running, settings):
    running.kept, running.answers, running.drop = [], [], False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    return running


def sold(**told) -> Document:
    data = invoice(**{"seller": party("Bakery", BAKERY), "buyer": BUYER} | told)
    return file(data, Way.UPLOAD).documents[0]


@pytest.fixture
def sale(sales) -> Document:
    return sold()


def queued(sale, alice, **told) -> Mailing:
    return mailing_queue.queue_mailing(sale, **{"email": "zoe@zoe.example", "language": "nl", "by": alice} | told)


def work() -> None:
    Mailing.objects.exclude(due_at=None).update(due_at=timezone.now())
    mailing.send_mailings()


def test_pdf_and_xml_arrive_in_the_language_of_the_customer_and_nothing_is_asked(sale, alice, bakery, smtp, settings):
    Seller.objects.create(company=bakery, email="lies@bakery.example", texts={"nl": {"mail": "Dag! Hier is ze."}})
    queued(sale, alice)
    work()
    [(recipients, message)] = smtp.kept
    assert recipients == ["zoe@zoe.example"]
    assert message["Subject"] == "Factuur 2026-1184 van Bakery Cornflower"
    assert message["From"].startswith("Bakery Cornflower <schakel@")
    assert message["Reply-To"] == "lies@bakery.example"
    text = message.get_body(("plain",)).get_content()
    for words in ("Dag! Hier is ze.", "€ 121,00", "BE71 0961 2345 6769", "+++090/9337/55493+++", "20 december 2026"):
        assert words in text.replace("\xa0", " ")
    html = message.get_body(("html",)).get_content()
    for part in (text, html):
        assert "http" not in part
        assert settings.HOST not in part
    files = {each.get_filename(): each for each in message.iter_attachments()}
    assert set(files) == {"2026-1184.pdf", "2026-1184.xml"}
    assert files["2026-1184.xml"].get_content() == invoice(seller=party("Bakery", BAKERY), buyer=BUYER)
    page = pypdf.PdfReader(io.BytesIO(files["2026-1184.pdf"].get_content())).pages[0].extract_text()
    assert "Factuur" in page
    assert sale.events.filter(kind="mailed", detail="zoe@zoe.example", by=alice).exists()
    assert Mailing.objects.get().state == "sent"


def test_the_question_is_asked_with_what_is_known(sale, alice, hotel):
    hotel.email = "boekhouding@zoe.example"
    hotel.save()
    client = signed_in(alice)
    page = client.get(f"/sales/documents/{sale.pk}/mail/?why=not_on_peppol").text
    assert "Hôtel Zoë is not on Peppol. Send it by e-mail?" in page
    assert 'value="boekhouding@zoe.example"' in page
    assert 'value="nl" selected' in page
    assert client.post(f"/sales/documents/{sale.pk}/mail/", {"email": "no", "language": "nl"}).status_code == 422
    told = {"email": "zoe@zoe.example", "language": "fr"}
    answer = client.post(f"/sales/documents/{sale.pk}/mail/", told, follow=True)
    assert "It is on its way to zoe@zoe.example." in answer.text
    assert "Waiting to be sent" in answer.text
    client.post(f"/sales/documents/{sale.pk}/mail/", told)
    assert Mailing.objects.count() == 1
    assert 'value="zoe@zoe.example"' in client.get(f"/sales/documents/{sale.pk}/mail/").text


def test_when_the_network_says_not_on_peppol_a_mail_is_offered(sale, alice):
    client, address = signed_in(alice), f"/documents/{sale.pk}/"
    client.post(f"/documents/{sale.pk}/transmissions")
    assert "why=not_on_peppol" not in client.get(address).text
    for code, words in (("NOT_REGISTERED: no", "is not on Peppol."), ("NOT_SUPPORTED: no", "does not accept invoices")):
        Transmission.objects.update(state="failed", due_at=None, last_error=code)
        page = client.get(address).text
        assert "why=not_on_peppol" in page
        assert words in page
    Transmission.objects.update(last_error="UNREACHABLE: no")
    assert "why=not_on_peppol" not in client.get(address).text


def test_J01_a_hostile_name_adds_no_header_and_does_not_stop_the_mail(sale, alice, bakery, smtp):
    type(bakery).objects.filter(pk=bakery.pk).update(name='B\r\nBcc: eve@eve.example\r\n"<x@y>')
    queued(sale, alice)
    work()
    [(recipients, message)] = smtp.kept
    assert recipients == ["zoe@zoe.example"]
    assert message["Bcc"] is None
    assert message["From"].addresses[0].addr_spec.startswith("schakel@")


def test_J02_what_is_tried_again_has_the_same_message_id(sale, alice, smtp):
    row = queued(sale, alice)
    smtp.answers = ["451 later"]
    work()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
    assert "451 later" in row.last_error
    assert "try again automatically" in signed_in(alice).get(f"/documents/{sale.pk}/").text
    smtp.drop = True
    work()
    smtp.drop = False
    work()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.due_at) == ("sent", 3, None)
    assert len({message["Message-ID"] for _to, message in smtp.kept}) == 1


def test_J02_a_refusal_for_good_ends_at_once_and_a_person_tries_again(sale, alice, smtp):
    row = queued(sale, alice)
    smtp.answers = ["550 nobody here"]
    work()
    row.refresh_from_db()
    assert (row.state, row.due_at) == ("failed", None)
    client = signed_in(alice)
    page = client.get(f"/documents/{sale.pk}/").text
    assert "It was not delivered." in page
    assert "550 nobody here" in page
    client.post(f"/sales/mailings/{row.pk}/again")
    work()
    row.refresh_from_db()
    assert row.state == "sent"


@pytest.mark.parametrize("by", ["us", "the server"])
def test_J02_what_is_too_large_goes_as_the_page_alone(sale, alice, smtp, settings, by):
    if by == "us":
        settings.MAIL_LIMIT = 100
    else:
        smtp.answers = ["552 too much"]
    queued(sale, alice)
    work()
    _to, message = smtp.kept[-1]
    assert [each.get_filename() for each in message.iter_attachments()] == ["2026-1184.pdf"]
    assert "te groot" in message.get_body(("plain",)).get_content()
    assert Mailing.objects.get().left_out
    assert "Only the PDF" in signed_in(alice).get(f"/documents/{sale.pk}/").text


def test_G04_who_lost_the_right_sends_nothing(sale, clara, smtp):
    access = Access.objects.create(connection=sale.connection, user=clara, role=Role.FULL)
    row = queued(sale, clara)
    access.end(clara)
    work()
    row.refresh_from_db()
    assert (row.state, smtp.kept) == ("failed", [])


def test_who_only_reads_and_what_is_not_ours_or_went_elsewhere_is_not_mailed(sale, clara, alice, purchases):
    Access.objects.create(connection=sale.connection, user=clara, role=Role.READ)
    assert not mailing.mailable_by(clara, sale)
    bought = file(invoice(), Way.UPLOAD).documents[0]
    elsewhere = file(
        invoice(seller=party("Bakery", BAKERY), buyer=BUYER, number="7"), Way.UPLOAD, sent_elsewhere=True
    ).documents[0]
    client = signed_in(alice)
    for document in (bought, elsewhere):
        assert client.get(f"/sales/documents/{document.pk}/mail/").status_code == 404
    assert "Sent with another program" in client.get(f"/documents/{elsewhere.pk}/").text


def test_a_company_mails_no_more_than_so_many_a_day(sale, alice, monkeypatch):
    monkeypatch.setattr(mailing_queue, "MOST_A_DAY", 1)
    queued(sale, alice)
    answer = signed_in(alice).post(f"/sales/documents/{sale.pk}/mail/", {"email": "a@a.example", "language": "nl"})
    assert answer.status_code == 422
    assert "Try again tomorrow" in answer.text


def test_a_draft_is_issued_and_mailed_in_one_go(draft, alice, smtp):
    page = signed_in(alice).post(
        f"/sales/drafts/{draft.pk}/mailing", posted(draft) | {"mail_to": "zoe@zoe.example"}, follow=True
    )
    assert "is on its way by e-mail." in page.text
    row, draft = Mailing.objects.get(), Draft.objects.get()
    assert (row.document, row.email, row.language, row.by) == (draft.document, "zoe@zoe.example", "en", alice)
    assert Contact.objects.get().email == "zoe@zoe.example"
    work()
    assert [recipients for recipients, _message in smtp.kept] == [["zoe@zoe.example"]]


def test_without_an_address_or_a_turn_today_nothing_is_issued(draft, alice, monkeypatch):
    client, address = signed_in(alice), f"/sales/drafts/{draft.pk}/mailing"
    answer = client.post(address, posted(draft) | {"mail_to": "no"})
    assert answer.status_code == 422
    assert "Fill in the e-mail address" in answer.text
    monkeypatch.setattr(mailing_queue, "MOST_A_DAY", 0)
    answer = client.post(address, posted(draft) | {"mail_to": "zoe@zoe.example"})
    assert (answer.status_code, "Try again tomorrow" in answer.text) == (422, True)
    assert not Document.objects.exists()
    assert not Mailing.objects.exists()


def test_the_list_of_what_was_issued_says_what_went_by_mail(alice, sale, sales, smtp):
    Draft.objects.create(connection=sales, document=sale)
    page = signed_in(alice)
    assert "Sent by e-mail" not in page.get("/sales/").text
    queued(sale, alice)
    assert "Waiting to be sent" in page.get("/sales/").text
    work()
    assert "Sent by e-mail" in page.get("/sales/").text
