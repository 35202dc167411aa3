"""Papers: plain PDFs and pictures, kept, found by their text, forwarded as files; never payable, in no sum, never answered."""

import io
import os
import struct
import time
import zipfile
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.einvoice.render.picture import pixels
from schakel.hub.documents import dropfolder, folder
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.models import Bill, Effect
from schakel.hub.documents.bills.read import read_new
from schakel.hub.documents.filing import NO_PLACE_FOR_PAPER, file
from schakel.hub.documents.models import Document, SenderPdf, Way
from schakel.hub.documents.papers import Target, day_in
from schakel.hub.documents.store import keep
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.forwarding.parcels import Unsendable, files_of
from schakel.hub.network.responses.send import answerable_by
from schakel.hub.payments.models import Payable
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.status import status_of
from tests.einvoice.render.pictures import png
from tests.einvoice.test_pdf_reading import CROWDED
from tests.einvoice.test_pdf_text import paper
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice

pytestmark = pytest.mark.django_db
TEXT = "Factuur nummer F-2024-77|Factuurdatum 15/03/2024|Totaal 1.250,00|Zonnepanelen|BE71 0961 2345 6769"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00\xff\xda\x00\x02\xff\xd9"


@cache
def scan(text: str = TEXT) -> bytes:
    return paper("\n\n".join(text.split("|")))


def brought(purchases, data: bytes | None = None, name: str = "energy.pdf", **more) -> Document:
    more = {"way": Way.UPLOAD, **more}
    return file(data or scan(), paper=Target(purchases, name), **more).documents[0]


def upload(user, data: bytes, name: str, connection: object = ""):
    given = {"files": SimpleUploadedFile(name, data), "connection": connection}
    return signed_in(user).post("/documents/upload/", given)


def test_a_plain_pdf_is_kept_where_it_was_brought_and_found_by_its_text(alice, purchases):
    page = upload(alice, scan(), "energy.pdf", purchases.pk).text
    document = Document.objects.get()
    assert (document.kind, document.number, str(document.issue_date)) == ("paper", "F-2024-77", "2024-03-15")
    assert (document.party, document.payable, document.connection) == ("", None, purchases)
    assert f'href="/documents/{document.pk}/"' in page
    client = signed_in(alice)
    for words in ("zonnepanelen", "1250,00", "F-2024-77", "energy.pdf", "BE71096123456769"):
        assert f'href="/documents/{document.pk}/' in client.get("/documents/", {"q": words}).text, words
    page = client.get(f"/documents/{document.pk}/").text
    assert "This is a paper" in page
    assert "cannot be shown" not in page
    assert client.get(f"/documents/{document.pk}/original").content == scan()
    assert client.get(f"/documents/{document.pk}/pdf")["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(("data", "kind"), [(png(), "image/png"), (JPEG, "image/jpeg")])
def test_a_picture_is_a_paper_by_its_bytes_whatever_its_name(alice, purchases, data, kind):
    upload(alice, data, "IMG 2024-02-30 2024-03-15.pdf", purchases.pk)
    document = Document.objects.get()
    assert (document.number, str(document.issue_date)) == ("IMG 2024-02-30 2024-03-15", "2024-03-15")
    page = signed_in(alice).get(f"/documents/{document.pk}/").text
    assert "Show the picture" in page
    for path in ("original", "pdf"):
        answer = signed_in(alice).get(f"/documents/{document.pk}/{path}")
        assert (answer["Content-Type"], answer.content) == (kind, data)


def test_what_a_paper_counts_for(alice, purchases):
    document = brought(purchases)
    read_new()
    assert Bill.objects.get().effect == Effect.PAPER
    document = Document.objects.get()
    counts_for = effects.of(document)
    assert (counts_for.is_forwardable, counts_for.is_answerable) == (True, False)
    assert not any((counts_for.is_open, counts_for.is_payable, counts_for.is_counted))
    assert status_of(payable_for(document)).state == "paper"
    assert not Payable.objects.asking().exists()
    assert not answerable_by(alice, document)


def test_without_a_company_it_is_refused_with_a_sentence(alice, purchases):
    for data, name in ((scan(), "a.pdf"), (png(), "a.png")):
        assert "choose the company it belongs to" in upload(alice, data, name).text
    assert file(scan(), Way.UPLOAD) is NO_PLACE_FOR_PAPER
    assert not Document.objects.exists()


def test_G02_nobody_leaves_a_paper_with_a_company_that_is_not_theirs(diane, alice, purchases, office):
    upload(diane, scan(), "a.pdf", purchases.pk)
    assert not Document.objects.exists()
    other = key_of(office, alice)[1]
    assert Program(other).post("/documents?connection=999999", scan()).status_code == 404


@pytest.mark.parametrize("data", [b"%PDF-1.7 damaged", CROWDED])
def test_C03_a_pdf_that_nobody_can_look_into_is_kept_as_it_is(purchases, data):
    document = brought(purchases, data)
    assert (document.kind, document.number) == ("paper", "energy")


def test_an_invoice_inside_is_an_invoice_also_where_papers_may_go(purchases):
    assert brought(purchases, invoice()).kind == "invoice"


def test_the_same_file_again_changes_nothing(purchases):
    assert brought(purchases) == brought(purchases, name="other.pdf")


@pytest.mark.parametrize(
    ("contents", "pdf", "picture"),
    [("xml", False, False), ("hybrid", False, False), ("pdf", True, True), ("both", True, True)],
)
def test_it_is_forwarded_as_a_file_where_the_package_takes_it(office, alice, purchases, contents, pdf, picture):
    forwarder = Forwarder.objects.create(office=office, name="L", kind="pull", contents=contents, created_by=alice)
    Route.objects.create(forwarder=forwarder, connection=purchases, since="2020-01-01T00:00Z")
    for data, name, goes in ((scan(), "a.pdf", pdf), (png(), "a.png", picture)):
        document = brought(purchases, data, name)
        dispatch_new()
        assert Forward.objects.filter(document=document).exists() is goes
        if goes:
            (sent,) = files_of(document, forwarder)
            assert (sent.data, sent.name[-4:]) == (data, name[-4:])
        else:
            with pytest.raises(Unsendable, match="no_papers"):
                list(files_of(document, forwarder))


def test_by_api(bakery, alice, purchases):
    program = Program(key_of(bakery, alice)[1])
    answer = program.post(f"/documents?connection={purchases.pk}&name=energy.pdf&history=true", scan())
    made = answer.json()["documents"][0]
    assert (made["kind"], made["payable"], made["history"]) == ("paper", None, "given")
    assert program.get("/documents", kind="paper").json()["count"] == 1
    assert program.get(f"/documents/{made['id']}/original").content == scan()
    assert program.post("/documents", png()).json()["reason"] == "no_invoice_inside"


def test_by_folder(office, bakery, purchases, settings, tmp_path):
    settings.DOCUMENTS_FOLDER = str(tmp_path / "in")
    dropfolder.folder_of(settings.DOCUMENTS_FOLDER, office, "history")
    for name in ("0738401117-purchase", "history/0738401117-purchase", "0407214017-purchase"):
        place = dropfolder.folder_of(settings.DOCUMENTS_FOLDER, office, name) / f"{len(name)}.pdf"
        place.write_bytes(scan(f"Paper {name}"))
        os.utime(place, (time.time() - 60,) * 2)
    folder.BETWEEN_LOOKS.reset()
    assert folder.read_folder() == 3
    assert [hasattr(each, "history") for each in Document.objects.order_by("number")] == [False, True]


def test_exports_hold_it(alice, purchases):
    document = brought(purchases)
    given = {"document": document.pk, "form": "zip", "what": "pdf", "shape": "flat"}
    answer = signed_in(alice).post("/documents/take/", given)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        name, index = archive.namelist()
        assert archive.read(name) == scan()
        assert "paper" in archive.read(index).decode()


def test_a_pdf_that_came_beside_its_xml_is_shown_and_forwarded(office, alice, purchases):
    document = file(invoice(), Way.UPLOAD).documents[0]
    SenderPdf.objects.create(document=document, name="a.pdf", sha256=keep(scan()))
    page = signed_in(alice).get(f"/documents/{document.pk}/").text
    assert "Show the PDF" in page
    assert signed_in(alice).get(f"/documents/{document.pk}/pdf").content == scan()
    forwarder = Forwarder(office=office, name="L", kind="pull", contents="both")
    assert [each.data for each in files_of(document, forwarder)] == [invoice(), scan()]


def test_a_paper_from_before_is_proposed_as_history(bakery, purchases):
    purchases.created_at = timezone.now()
    purchases.save()
    assert brought(purchases).history.is_proposed


@pytest.mark.parametrize(("data", "count"), [(png(), None), (JPEG, 512), (JPEG[:9], 0), (b"\xff\xd8\xff", 0), (b"", 0)])
def test_C06_how_many_pixels_is_read_from_the_head(data, count):
    assert pixels(data) == (
        struct.unpack(">II", data[16:24])[0] * struct.unpack(">II", data[16:24])[1] if count is None else count
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024/2024-03-15 energy.pdf", "2024-03-15"),
        ("20240315.pdf", "2024-03-15"),
        ("INV-120240315.pdf", "None"),
        ("2024-13-01", "None"),
        ("2024-02-30", "None"),
    ],
)
def test_a_day_in_the_name_of_a_file(name, day):
    assert str(day_in(name)) == day
