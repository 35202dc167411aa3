"""Documents by folder: what other programs made is taken in by the worker, and moved."""

import os
import time

import pytest

from schakel.hub.documents import dropfolder, folder
from schakel.hub.documents.models import Document, Event
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party

pytestmark = pytest.mark.django_db
SALE = invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"))


@pytest.fixture
def lay(office, settings, tmp_path):
    """Lays a file in the folder of Alice's office, as one that was written a minute ago."""
    settings.DOCUMENTS_FOLDER = str(tmp_path / "incoming")

    def laid_(name: str, content: bytes, *, seconds: float = 60):
        path = dropfolder.folder_of(settings.DOCUMENTS_FOLDER, office) / name
        path.write_bytes(content)
        os.utime(path, (time.time() - seconds,) * 2)
        return path

    return laid_


def look() -> int:
    folder.BETWEEN_LOOKS.reset()
    return folder.read_folder()


def test_a_sale_of_another_program_is_filed_marked_as_sent_and_moved(lay, sales):
    path = lay("sale.xml", SALE)
    assert look() == 1
    document = Document.objects.get()
    assert (document.connection, document.sent_elsewhere) == (sales, True)
    assert [each.way for each in Event.objects.all()] == ["folder"]
    assert (path.parent / "done" / "sale.xml").read_bytes() == SALE
    assert look() == 0


def test_the_same_file_again_changes_nothing(lay, sales):
    for _ in range(2):
        lay("sale.xml", SALE)
        assert look() == 1
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<a/>", "not_an_invoice"),
        (invoice(buyer=party("Hotel", "0899965307")), "nobody_here"),
        (b"x" * 2000, "too_large"),
    ],
)
def test_what_is_not_taken_in_lies_apart_with_the_reason(lay, sales, settings, content, code):
    settings.UPLOAD_LIMIT = 10_000 if code != "too_large" else 1000
    path = lay("other.xml", content)
    assert look() == 1
    assert code in (path.parent / "refused" / "other.xml.txt").read_text()
    assert (path.parent / "refused" / "other.xml").read_bytes() == content
    assert not Document.objects.exists()


def test_G02_a_file_in_one_offices_folder_reaches_no_company_of_another(lay, mill):
    lay("foreign.xml", invoice(seller=party("Mill", MILL), buyer=party("Hotel", "0899965307")))
    assert look() == 1
    assert not Document.objects.exists()


def test_what_somebody_still_writes_hides_or_links_is_left_alone(lay, sales, tmp_path):
    lay("new.xml", SALE, seconds=1)
    lay("half.xml.part", SALE)
    lay(".hidden.xml", SALE)
    (tmp_path / "elsewhere.xml").write_bytes(SALE)
    os.utime(tmp_path / "elsewhere.xml", (time.time() - 60,) * 2)
    lay("link.xml", b"").unlink()
    (lay("x.part", b"").parent / "link.xml").symlink_to(tmp_path / "elsewhere.xml")
    assert look() == 0
    assert not Document.objects.exists()


def test_without_the_setting_nothing_is_looked_for(settings):
    settings.DOCUMENTS_FOLDER = ""
    assert look() == 0


def test_what_lies_in_the_folder_history_is_history(lay, sales, office, settings):
    dropfolder.folder_of(settings.DOCUMENTS_FOLDER, office, "history")
    path = lay("history/sale.xml", SALE)
    assert look() == 1
    document = Document.objects.get()
    assert (document.history.is_proposed, document.sent_elsewhere) == (False, True)
    assert (path.parent / "done" / "sale.xml").read_bytes() == SALE
