"""Making an export: in parts, again after a stop, by whom, for how long."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Access
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.records.company_export import worker, write
from schakel.hub.records.company_export.models import FOLDER, KEPT, CompanyExport
from schakel.hub.records.company_export.start import ask_for_export
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import MILL, invoice, party
from tests.hub.records.company_export.reading import Read, made

pytestmark = pytest.mark.django_db


def test_a_large_company_comes_in_parts_and_no_document_twice(purchases, alice, monkeypatch):
    for number in range(5):
        file(invoice(number=f"N-{number}"), Way.COMMAND)
    monkeypatch.setattr(write, "DOCUMENTS", 2)
    monkeypatch.setattr(worker, "DOCUMENTS", 2)
    export = made(purchases.company, alice)
    read = Read(export)
    assert [part.documents for part in export.parts.all()] == [2, 2, 1]
    assert read.keys("documents") == sorted(Document.objects.values_list("pk", flat=True))
    assert len(read.lines("company")) == 1
    assert not list(Path(settings.DATA, FOLDER).glob("*.half"))


def test_a_stop_in_the_middle_begins_that_part_anew(purchases, alice, monkeypatch, folder):
    for number in range(3):
        file(invoice(number=f"N-{number}"), Way.COMMAND)
    monkeypatch.setattr(write, "BATCH", 1)
    export = ask_for_export(purchases.company, by=alice)
    noted = worker.Noting.note

    def stop(self, count):
        noted(self, count)
        if count == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(worker.Noting, "note", stop)
    with pytest.raises(KeyboardInterrupt):
        worker.work_exports()
    assert (list(folder.iterdir()), export.parts.count()) == ([], 0)
    monkeypatch.setattr(worker.Noting, "note", noted)
    CompanyExport.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    worker.work_exports()
    export.refresh_from_db()
    assert (export.done, len(Read(export).lines("documents"))) == (3, 3)


def test_what_comes_while_it_is_made_is_not_in_it(purchases, alice):
    file(invoice(number="N-1"), Way.COMMAND)
    export = ask_for_export(purchases.company, by=alice)
    file(invoice(number="N-2"), Way.COMMAND)
    worker.work_exports()
    assert [line["number"] for line in Read(export).lines("documents")] == ["N-1"]
    assert ask_for_export(purchases.company, by=alice) != export


def test_G04_a_right_that_was_lost_makes_and_opens_nothing(held, purchases, clara, folder):
    file(invoice(number="N-1"), Way.COMMAND)
    export = made(purchases.company, clara)
    address = reverse("records:export_part", args=[export.pk, 1])
    answer = signed_in(clara).get(address)
    assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, b"PK")
    waiting = ask_for_export(purchases.company, by=clara)
    Access.objects.update(ended_at=timezone.now())
    assert signed_in(clara).get(address).status_code == 404
    worker.work_exports()
    waiting.refresh_from_db()
    assert (waiting.last_error, waiting.due_at, waiting.parts.count()) == ("no_right", None, 0)


def test_G04_who_only_reads_from_now_on_does_not_take_along_what_payers_see(held, purchases, clara):
    """Its first part, with statements and payment files, may be there when the role changes."""
    export = made(purchases.company, clara)
    assert export.full_sides == [purchases.pk]
    address = reverse("records:export_part", args=[export.pk, 1])
    Access.objects.update(role="read")
    assert signed_in(clara).get(address).status_code == 404
    smaller = made(purchases.company, clara)
    assert smaller.full_sides == []
    assert signed_in(clara).get(reverse("records:export_part", args=[smaller.pk, 1])).status_code == 200


def test_G02_nobody_takes_the_file_of_another(purchases, alice, bob, diane):
    export = made(purchases.company, alice)
    address = reverse("records:export_part", args=[export.pk, 1])
    for user in (bob, diane):
        assert signed_in(user).get(address).status_code == 404
    assert signed_in(diane).get(reverse("records:company_exports", args=[purchases.company_id])).status_code == 404
    answer = signed_in(alice).get(address)
    assert (answer["Content-Type"], b"".join(answer.streaming_content)[:2]) == ("application/zip", b"PK")


def test_another_company_of_the_office_is_not_in_it(purchases, office, alice):
    company_of(office, "Mill", MILL)
    file(invoice(number="M-1", buyer=party("Mill", MILL)), Way.COMMAND)
    file(invoice(number="N-1"), Way.COMMAND)
    assert [line["number"] for line in Read(made(purchases.company, alice)).lines("documents")] == ["N-1"]


def test_after_two_weeks_its_files_go_and_the_page_says_so(purchases, alice, folder):
    export = made(purchases.company, alice)
    assert export.due_at == export.ended_at + KEPT
    CompanyExport.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    worker.work_exports()
    assert list(folder.iterdir()) == []
    page = signed_in(alice).get(reverse("records:company_exports", args=[purchases.company_id])).text
    assert "removed after two weeks" in page
    assert signed_in(alice).get(reverse("records:export_part", args=[export.pk, 1])).status_code == 404


def test_files_that_no_row_names_are_swept(purchases, alice, folder, monkeypatch):
    export = made(purchases.company, alice)
    monkeypatch.setattr(worker, "UNNAMED", timedelta(seconds=-1))
    worker.sweep()
    assert len(list(folder.iterdir())) == 1
    export.delete()
    worker.sweep()
    assert list(folder.iterdir()) == []


def test_the_page_says_how_far_it_is(purchases, alice):
    client, address = signed_in(alice), reverse("records:company_exports", args=[purchases.company_id])
    assert "Make a new file" in client.get(address).text
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    assert CompanyExport.objects.count() == 1
    page = client.get(address).text
    assert "0 of 0 documents" in page
    assert "every 2s" in page
    worker.work_exports()
    page = client.get(address).text
    assert "every 2s" not in page
    assert "0738401117-" in page
    assert "Download everything" in client.get(reverse("connections:company", args=[purchases.company_id])).text


def test_a_document_that_the_store_lost_is_listed_without_its_file(purchases, alice, monkeypatch):
    file(invoice(number="N-1"), Way.COMMAND)
    for path in Path(settings.STORAGES["documents"]["OPTIONS"]["location"]).rglob("*"):
        if path.is_file():
            path.unlink()
    read = Read(made(purchases.company, alice))
    [line] = read.lines("documents")
    assert (line["files"], "damaged" in read.files["index.csv"].decode()) == ([], True)
