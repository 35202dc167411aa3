"""C07: with a scanner, nobody gets a file that was not scanned; what is found goes into quarantine, and the owner is told."""

import base64
import io
import shutil
import zipfile

import pytest
from django.core import mail
from django.utils import timezone

from schakel.hub import doctor
from schakel.hub.doctor.verdict import Verdict
from schakel.hub.documents import unseen, virus_scan
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Scan, Way
from schakel.hub.documents.quarantine import release
from schakel.hub.documents.quarantine_mail import tell_owners
from schakel.hub.documents.unseen import Unseen
from schakel.hub.forwarding import parcels, worker
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.forwarding.parcels import Unsendable
from schakel.hub.outside.scanner import NotScanned, scan
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents import clamd
from tests.hub.documents.ubl import ATTACHED, invoice

pytestmark = pytest.mark.django_db
NOBODY = "127.0.0.1:1"
FILES = ("original", "pdf", "readable", "attachments/0")


@pytest.fixture
def scanner(settings, monkeypatch):
    monkeypatch.setattr(unseen, "EVERY", 0.0)
    monkeypatch.setattr(virus_scan, "unscanned", Unseen("scan"))
    with clamd.scanning() as server:
        settings.SCANNER = server.at
        yield server


def filed(number: str, inside: bytes = b"%PDF-1.7 a page") -> Document:
    content = base64.b64encode(inside).decode()
    attached = ATTACHED.format(id="1", mime="application/pdf", filename="a.pdf", content=content)
    return file(invoice(number=number, documents=attached), Way.COMMAND).documents[0]


@pytest.fixture
def begun(scanner, purchases) -> Document:
    """The scanner has been there since this document."""
    document = filed("first")
    virus_scan.scan_new()
    return document


def statuses(client, document: Document) -> set[int]:
    return {client.get(f"/documents/{document.pk}/{name}").status_code for name in FILES}


def rescanned() -> None:
    Scan.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    virus_scan.scan_new()


def test_C07_files_are_handed_out_once_they_were_scanned(begun, scanner, alice):
    document, client = filed("2"), signed_in(alice)
    assert statuses(client, document) == {423}
    page = client.get(f"/documents/{document.pk}/")
    assert page.status_code == 200
    assert "Not scanned for viruses yet" in page.text
    assert virus_scan.scan_new() == 1
    assert statuses(client, document) == {200}
    assert "Not scanned" not in client.get(f"/documents/{document.pk}/").text
    assert scanner.streams[-1] == b"%PDF-1.7 a page"  # as its receiver opens it, and not in base64


def test_C07_what_is_found_is_in_quarantine_and_the_owner_told(begun, alice, bob):
    document = filed("3", b"%PDF-1.7 " + clamd.WORD.encode())
    virus_scan.scan_new()
    assert document.quarantine.found == clamd.NAME
    page = signed_in(alice).get(f"/documents/{document.pk}/")
    assert (page.status_code, "The virus scanner of this service found" in page.text) == (423, True)
    assert tell_owners() == 1
    assert tell_owners() == 0
    (letter,) = mail.outbox
    assert (letter.to, clamd.NAME in letter.body) == ([alice.email], True)
    assert release(document)
    assert statuses(signed_in(alice), document) == {200}
    rescanned()
    assert document.quarantine is None


@pytest.mark.parametrize("answer", [None, "INSTREAM size limit exceeded. ERROR", "UNKNOWN COMMAND", "-"])
def test_C07_a_scanner_that_does_not_say_is_asked_again_and_seen(begun, scanner, settings, alice, answer):
    document = filed("4")
    scanner.answer, settings.SCANNER = answer or "", NOBODY if answer is None else scanner.at
    virus_scan.scan_new()
    row = Scan.objects.get(document=document)
    assert (row.scanned_at, bool(row.last_error), row.due_at > timezone.now()) == (None, True, True)
    assert statuses(signed_in(alice), document) == {423}
    rescanned()
    assert any("not scanned yet" in result.text for result in doctor.virus_scanner())
    scanner.answer, settings.SCANNER = "", scanner.at
    rescanned()
    assert statuses(signed_in(alice), document) == {200}
    assert [result.verdict for result in doctor.virus_scanner()] == [Verdict.GOOD]


def test_C07_programs_and_archives_wait_too(begun, bakery, alice):
    document = filed("5")
    answer = Program(key_of(bakery, alice)[1]).get(f"/documents/{document.pk}/original")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (423, "not_scanned", "10")
    form = {"form": "zip", "what": "both", "shape": "flat"}
    packed = b"".join(signed_in(alice).post("/documents/take/", form).streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert not any(f"_{document.pk}." in name for name in archive.namelist())
        assert any(f"_{begun.pk}." in name for name in archive.namelist())
        assert "not scanned for viruses yet" in archive.read("index.csv").decode()


def test_C07_nothing_is_forwarded_before(begun, office, purchases, alice):
    books = Forwarder.objects.create(office=office, name="Books", kind="email", language="en")
    Route.objects.create(forwarder=books, connection=purchases, address="books@package.example")
    document = filed("7")
    dispatch_new()
    worker.send_due()
    assert mail.outbox == []
    with pytest.raises(Unsendable, match="not_scanned"):
        list(parcels.files_of(document, books))
    virus_scan.scan_new()
    document.forwards.update(due_at=timezone.now())
    worker.send_due()
    assert [each.to for each in mail.outbox] == [["books@package.example"]]


def test_C07_without_a_scanner_nothing_changes(purchases, settings, django_assert_num_queries, alice):
    document = filed("6")
    with django_assert_num_queries(0):
        assert virus_scan.scan_new() == 0
        assert not document.is_unscanned
    assert statuses(signed_in(alice), document) == {200}
    assert [result.verdict for result in doctor.virus_scanner()] == [Verdict.GOOD]


def test_C07_what_came_before_the_scanner_is_left_as_it_is(purchases, settings, monkeypatch, alice):
    before = [filed(str(number)) for number in range(3)]
    monkeypatch.setattr(virus_scan, "unscanned", Unseen("scan"))
    with clamd.scanning() as server:
        settings.SCANNER = server.at
        virus_scan.scan_new()
        assert list(Scan.objects.values_list("document", flat=True)) == [before[-1].pk]
        assert statuses(signed_in(alice), before[0]) == {200}


def test_C07_the_real_clamd_says_the_same(tmp_path):
    if not shutil.which("clamd"):
        pytest.skip("clamd is not here: apt-get install clamav-daemon")
    harmful = b"x" * 200_000 + clamd.WORD.encode()
    with clamd.real_clamd(tmp_path) as at:
        assert scan(harmful, at=at, timeout=30).startswith(clamd.NAME)
        assert scan(b"x" * 200_000, at=at, timeout=30) == ""
        assert scan(b"", at=at, timeout=30) == ""
    with pytest.raises(NotScanned):
        scan(b"x", at=at, timeout=5)
