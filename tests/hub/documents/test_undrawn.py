"""The last line of defence (B12): drawing is made to fail for one document, and costs that one its row or page alone."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from schakel.einvoice.formats import Formats
from schakel.einvoice.render.pdf import PdfFailed
from schakel.hub.documents import files, filing, formats, table
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.undrawn import sentence
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Transmission
from schakel.hub.payments import export
from schakel.hub.payments.models import Payable
from schakel.hub.payments.payables import read_new
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice
from tests.hub.network.conftest import ours, peer, served  # noqa: F401 -- the network of one test
from tests.hub.network.posting import post

BAD = Decimal("666.66")
LANGUAGES = ("nl", "fr", "en", "de")
SENTENCES = {
    "nl": "Dit document kan niet getoond worden. U kunt het wel downloaden.",
    "fr": "Ce document ne peut pas être affiché. Vous pouvez le télécharger.",
    "en": "This document cannot be shown. You can still download it.",
    "de": "Dieses Dokument kann nicht angezeigt werden. Sie können es herunterladen.",
}
DATA = invoice(number="BAD", total=str(BAD))


def fall(*_told, **_more):
    raise RuntimeError("nobody foresaw this")


@pytest.fixture
def bad(purchases, monkeypatch) -> Document:
    """Between two good ones; its amount cannot be written."""
    file(invoice(number="GOOD-1"), Way.COMMAND)
    bad = file(DATA, Way.COMMAND).documents[0]
    file(invoice(number="GOOD-2"), Way.COMMAND)
    read_new()
    write = Formats.money
    monkeypatch.setattr(
        Formats,
        "money",
        lambda here, amount, *told, **more: (fall if amount == BAD else write)(here, amount, *told, **more),
    )
    return bad


@pytest.fixture
def reader(alice) -> Client:
    return signed_in(alice)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/documents/", "/payments/"])
def test_B12_in_a_list_only_its_own_row_falls(bad, reader, alice, address, language):
    type(alice).objects.update(language=language)
    page = reader.get(address).text
    assert page.count(SENTENCES[language]) == 1
    assert f'href="/documents/{bad.pk}/original"' in page
    assert ">GOOD-1<" in page
    assert ">GOOD-2<" in page


def test_B12_the_form_of_a_payment_file_offers_the_others(bad, reader, bakery):
    bakery.accounts.create(iban="BE68539007547034")
    page = reader.get(f"/payments/companies/{bakery.pk}/files/new/").text
    assert page.count(SENTENCES["en"]) == 1
    assert "GOOD-1" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_B12_its_page_says_so_and_the_original_can_be_downloaded(bad, reader, alice, language):
    type(alice).objects.update(language=language)
    answer = reader.get(f"/documents/{bad.pk}/")
    assert answer.status_code == 422
    assert f'href="/documents/{bad.pk}/original"' in answer.text
    assert f'lang="{language}"' in answer.text
    assert reader.get(f"/documents/{bad.pk}/original").content == DATA


def test_G01_who_may_not_reach_it_does_not_learn_that_it_falls(bad, diane):
    assert signed_in(diane).get(f"/documents/{bad.pk}/").status_code == 404


def test_B12_no_pdf_is_a_page_that_says_so(purchases, reader, monkeypatch):
    document = file(DATA, Way.COMMAND).documents[0]
    monkeypatch.setattr(files, "render_pdf", fall)
    answer = reader.get(f"/documents/{document.pk}/readable")
    assert answer.status_code == 422
    assert f'href="/documents/{document.pk}/original"' in answer.text


def test_B12_the_api_says_that_no_pdf_can_be_made(bakery, alice, monkeypatch):
    document = file(DATA, Way.COMMAND).documents[0]
    monkeypatch.setattr(files, "render_pdf", fall)
    program = Program(key_of(bakery, alice)[1])
    answer = program.get(f"/documents/{document.pk}/pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "undrawable")
    assert program.get(f"/documents/{document.pk}/original").content == DATA


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_B12_a_table_has_the_others_and_says_so_in_its_row(bad, reader, monkeypatch, form):
    right = table.verdict
    monkeypatch.setattr(table, "verdict", lambda document: (fall if document.number == "BAD" else right)(document))
    answer = reader.post("/documents/take/", {"form": form, "what": "both", "shape": "flat"})
    assert answer.status_code == 200
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row[4] for row in rows[1:] if row[1] != str(sentence())] == ["GOOD-2", "GOOD-1"]
        assert [row[2] for row in rows if row[1] == sentence()] == [bad.sha256]


def test_B12_the_open_items_have_the_others(bad, reader, monkeypatch):
    right = export.payment_status
    monkeypatch.setattr(
        export, "payment_status", lambda paying, *told: (fall if paying.document_id == bad.pk else right)(paying, *told)
    )
    told = reader.get(reverse("payments:export"), {"form": "csv"})
    assert told.status_code == 200
    assert "GOOD-1" in told.text
    assert sentence() in told.text


def test_B12_a_zip_has_the_original_when_no_pdf_can_be_made(bad, reader, monkeypatch):
    monkeypatch.setattr(files, "render_pdf", lambda *_told, **_more: (_ for _ in ()).throw(PdfFailed("x")))
    answer = reader.post("/documents/take/", {"form": "zip", "what": "both", "shape": "flat"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert sorted(name.rpartition(".")[2] for name in archive.namelist()) == ["csv", "xml", "xml", "xml"]


def test_B12_what_nobody_foresaw_in_reading_is_filed_and_never_tried_again(served, peer, monkeypatch):  # noqa: F811
    monkeypatch.setattr(formats, "read_found", fall)
    assert post(peer.message(DATA)).status_code == 200
    inbound.work_received()
    document = Document.objects.get()
    assert document.fault == "unforeseen"
    assert Transmission.objects.incoming().get().state == "filed"
    monkeypatch.undo()
    assert read_new() == 1


@pytest.mark.parametrize("what", ["validate_tree", "fields_from"])
def test_B12_what_nobody_foresaw_in_judging_is_filed_all_the_same(purchases, what, monkeypatch):
    monkeypatch.setattr(filing, what, fall)
    document = file(DATA, Way.PEPPOL, into=purchases).documents[0]
    assert document.fault == ("unforeseen" if what == "fields_from" else "")
    assert what == "fields_from" or document.verdict == "not_checked"


def test_B12_one_that_cannot_be_read_of_its_paying_holds_up_no_other(purchases, monkeypatch):
    file(DATA, Way.COMMAND)
    file(invoice(number="GOOD-1"), Way.COMMAND)
    from schakel.hub.payments import payables

    right = payables.chosen_means
    monkeypatch.setattr(payables, "chosen_means", lambda told: (fall if told.number == "BAD" else right)(told))
    assert read_new() == 2
    assert Payable.objects.get(document__number="BAD").why_not == "unreadable"
    assert not Payable.objects.get(document__number="GOOD-1").is_settled


def test_a_database_that_is_away_is_no_fault_of_the_document(bad, reader, monkeypatch):
    def away(*_told, **_more):
        raise DatabaseError

    monkeypatch.setattr(Formats, "money", away)
    with pytest.raises(DatabaseError):
        reader.get(f"/documents/{bad.pk}/")
