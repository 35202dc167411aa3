import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party


def upload(user, *files: bytes, name: str = "a.xml", **more: str):
    given = [SimpleUploadedFile(name, data) for data in files]
    return signed_in(user).post("/documents/upload/", {"files": given, **more})


def test_each_file_has_an_answer_of_its_own(alice, purchases):
    page = upload(alice, invoice(), invoice(), b"no", invoice(buyer=party("Stranger", MILL))).content.decode()
    for word in ("Filed", "Already here", "The file is not a valid XML file", "Neither the seller"):
        assert word in page
    document = Document.objects.get()
    assert f'href="/documents/{document.pk}/"' in page
    assert document.events.filter(kind=DocumentEvent.RECEIVED, way="upload", by=alice).exists()


@pytest.mark.parametrize("role", [None, Role.READ])
def test_who_may_not_add_gets_the_answer_for_nobody(clara, purchases, role):
    if role:
        Access.objects.create(connection=purchases, user=clara, role=role)
    mine = upload(clara, invoice()).content.decode()
    nobodys = upload(clara, invoice(buyer=party("Stranger", MILL))).content.decode()
    assert "Neither the seller nor the buyer" in mine
    assert mine.count("<strong>") == nobodys.count("<strong>")
    assert not Document.objects.exists()


def test_a_client_who_may_pay_and_send_may_add(clara, held):
    upload(clara, invoice())
    assert Document.objects.get().connection == held.connection


def test_nothing_chosen_is_said(alice, purchases):
    assert "Choose at least one file" in upload(alice).content.decode()


def test_too_large_is_said(alice, purchases, settings):
    settings.UPLOAD_LIMIT = 10
    assert "too large" in upload(alice, invoice()).content.decode()


def test_C04_a_hostile_file_name_is_only_shown(alice, purchases):
    page = upload(alice, invoice(), name="<b>\u202egpj.xml").content.decode()
    assert "gpj.xml" in page
    assert "<b>" not in page
    assert "\u202e" not in page


def test_a_stranger_signs_in_first(client, db, settings):
    assert client.get("/documents/upload/", headers={"host": settings.HOST}).status_code == 302


@pytest.mark.parametrize(
    ("asked", "elsewhere"), [({}, True), ({"sales": "elsewhere"}, True), ({"sales": "to_send"}, False)]
)
def test_a_sale_counts_as_sent_elsewhere_unless_it_is_said_to_be_sent_from_here(alice, sales, asked, elsewhere):
    upload(alice, invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307")), **asked)
    document = Document.objects.get()
    assert document.sent_elsewhere is elsewhere
    client = signed_in(alice)
    assert ("Send over Peppol" in client.get(f"/documents/{document.pk}/").text) is not elsewhere
    assert client.post(f"/documents/{document.pk}/transmissions").status_code == (404 if elsewhere else 302)
    assert ("Sent elsewhere" in client.get("/documents/").text) is elsewhere


def test_a_purchase_is_never_marked_as_sent(alice, purchases):
    upload(alice, invoice())
    assert not Document.objects.get().sent_elsewhere
