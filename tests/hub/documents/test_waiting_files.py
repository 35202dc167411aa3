"""A file that is too long to be read while somebody waits: the worker reads it, and a page says how far it is (C06, D03)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.einvoice.parse import Limits
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import Document, WaitingFile
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import MILL, invoice, party

LONG = Limits(nodes=20)  # fewer elements than any invoice has


@pytest.fixture
def short(monkeypatch):
    """Every invoice is a long one."""
    monkeypatch.setattr("schakel.hub.documents.views.list.INTERACTIVE", LONG)


def upload(user, data: bytes, **more: str):
    return signed_in(user).post("/documents/upload/", {"files": SimpleUploadedFile("long.xml", data), **more})


def page_of(user, file: WaitingFile) -> str:
    return signed_in(user).get(f"/documents/waiting/{file.pk}/").text


def test_a_long_file_is_kept_as_it_came_and_read_by_the_worker(alice, purchases, short):
    page = upload(alice, invoice()).text
    file = WaitingFile.objects.get()
    assert f'href="/documents/waiting/{file.pk}/"' in page
    assert (bytes(file.data), file.by, Document.objects.count()) == (invoice(), alice, 0)
    assert 'hx-trigger="every 2s"' in page_of(alice, file)
    assert waiting_files.read_waiting() == 1
    document = Document.objects.get()
    assert (document.sent_elsewhere, document.events.get().by) == (False, alice)
    page = page_of(alice, file)
    assert f'href="/documents/{document.pk}/"' in page
    assert "every 2s" not in page
    file.refresh_from_db()
    assert bytes(file.data) == b""
    assert waiting_files.read_waiting() == 0


def test_it_says_how_many_are_before_it(alice, purchases, short):
    for number in ("1", "2", "3"):
        upload(alice, invoice(number=number))
    assert "2 of your files are read first" in page_of(alice, WaitingFile.objects.latest("pk"))


@pytest.mark.parametrize(("sales", "elsewhere"), [("elsewhere", True), ("to_send", False)])
def test_what_was_said_of_sales_still_counts(alice, purchases, sales, short, elsewhere):
    upload(alice, invoice(seller=party("Bakery", "0738401117"), buyer=party("Hotel", "0899965307")), sales=sales)
    waiting_files.read_waiting()
    assert Document.objects.get().sent_elsewhere is elsewhere


def test_why_it_was_refused_is_told_in_the_readers_language(alice, purchases, short):
    alice.language = "nl"
    alice.save()
    upload(alice, invoice(buyer=party("Stranger", MILL)))
    waiting_files.read_waiting()
    assert "Noch de verkoper" in page_of(alice, WaitingFile.objects.get())


def test_a_right_that_was_lost_meanwhile_counts(alice, bob, office, purchases, short):
    upload(bob, invoice())
    office.members.filter(user=bob).delete()
    waiting_files.read_waiting()
    assert not Document.objects.exists()
    assert "Neither the seller" in page_of(bob, WaitingFile.objects.get())


def test_what_nobody_expected_loses_nothing_and_is_said(alice, purchases, short, monkeypatch):
    upload(alice, invoice())
    monkeypatch.setitem(waiting_files.READERS, "document", lambda _file, _data: 1 / 0)
    for _ in range(12):
        WaitingFile.objects.update(due_at="2020-01-01T00:00Z")
        waiting_files.read_waiting()
    file = WaitingFile.objects.get()
    assert (file.is_failed, bytes(file.data)) == (True, invoice())
    assert "Nothing was lost" in page_of(alice, file)


def test_what_became_of_it_is_forgotten_after_thirty_days_and_what_failed_is_not(alice, purchases, short):
    for number in ("1", "2", "3"):
        upload(alice, invoice(number=number))
    old = timezone.now() - timedelta(days=31)
    WaitingFile.objects.update(at=old)
    failed, _answered, waits = WaitingFile.objects.order_by("pk")
    WaitingFile.objects.filter(pk=failed.pk).update(due_at=None, last_error="ZeroDivisionError")
    assert waiting_files.read_waiting() == 1
    assert list(WaitingFile.objects.order_by("pk")) == [failed, waits]
    assert Document.objects.count() == 1


def test_only_who_brought_it_sees_it(alice, bob, office, purchases, short):
    upload(alice, invoice())
    assert signed_in(bob).get(f"/documents/waiting/{WaitingFile.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("start", ["/connections/", "/documents/"])
def test_one_can_leave_it_and_find_it_again_until_one_saw_what_became_of_it(
    alice, bob, office, purchases, short, start
):
    upload(alice, invoice())
    assert "long.xml is being read" in signed_in(alice).get(start).text
    assert "long.xml" not in signed_in(bob).get(start).text
    page_of(alice, WaitingFile.objects.get())
    waiting_files.read_waiting()
    assert "long.xml was read: see the result" in signed_in(alice).get(start).text
    page_of(alice, WaitingFile.objects.get())
    assert "long.xml" not in signed_in(alice).get(start).text


def test_what_could_not_be_read_is_told_there_too(alice, purchases, short):
    upload(alice, invoice())
    WaitingFile.objects.update(due_at=None, last_error="ZeroDivisionError")
    assert "long.xml could not be read" in signed_in(alice).get("/documents/").text


def test_a_document_that_is_too_long_for_a_page_can_still_be_downloaded(alice, purchases, monkeypatch):
    upload(alice, invoice())
    document = Document.objects.get()
    monkeypatch.setattr("schakel.hub.documents.formats.lately", {})
    monkeypatch.setattr("schakel.hub.documents.views.detail.INTERACTIVE", LONG)
    page = signed_in(alice).get(f"/documents/{document.pk}/").text
    assert "It is too long to show on a page" in page
    assert f"/documents/{document.pk}/original" in page


@pytest.mark.parametrize("file", ["pdf", "readable", "attachments/0"])
def test_C06_what_would_be_made_of_one_that_is_too_long_is_refused_with_a_sentence(alice, purchases, monkeypatch, file):
    for name, value in (("lately", {}), ("SMALL", 0)):  # nothing is remembered as read
        monkeypatch.setattr(f"schakel.hub.documents.formats.{name}", value)
    upload(alice, invoice())
    document = Document.objects.get()
    for room in ("views.detail", "views.files", "api.documents"):
        monkeypatch.setattr(f"schakel.hub.documents.{room}.INTERACTIVE", LONG)
    page = signed_in(alice).get(f"/documents/{document.pk}/{file}", follow=True)
    assert page.redirect_chain[-1][0] == f"/documents/{document.pk}/"
    assert "You can download the original." in page.text
    original = signed_in(alice).get(f"/documents/{document.pk}/original")
    assert original.content == invoice()
    program = Program(key_of(document.connection.company, alice)[1])
    assert program.get(f"/documents/{document.pk}").json()["attachments"] == []
    assert program.get(f"/documents/{document.pk}/original").content == invoice()
    if file != "readable":
        assert program.get(f"/documents/{document.pk}/{file}").json()["code"] == "too_long"
