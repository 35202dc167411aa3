"""The archive of another provider: looked through, shown, taken in after a person's word, once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.hub.documents import filing, waiting_files
from schakel.hub.documents.archives import worker
from schakel.hub.documents.archives.worker import work_archives
from schakel.hub.documents.bills.models import Bill, Effect, History
from schakel.hub.documents.bills.read import read_new
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Event, SenderPdf, WaitingFile, Way
from tests.hub.conftest import signed_in
from tests.hub.documents.archives.test_zip_reader import locked, packed
from tests.hub.documents.test_papers import scan
from tests.hub.documents.ubl import invoice, party

pytestmark = pytest.mark.django_db
OTHERS = invoice(number="N-9", seller=party("A", "0899965307"), buyer=party("B", "0407214017"))


def archive_of(count: int = 3) -> bytes:
    """Invoices, the PDF of the first, two papers, what is no invoice, and what belongs to nobody here."""
    bills = [(f"2024/{n}.xml", invoice(number=f"N-{n}", date=f"2024-0{n % 9 + 1}-10")) for n in range(count)]
    return packed(
        *bills,
        ("2024/0.pdf", scan("Beside")),
        ("papers/2023-05-06 lease.pdf", scan()),
        ("papers/scan.png", b"\x89PNG\r\n\x1a\n" + b"x" * 20),
        ("index.csv", b"a;b\n"),
        ("other.xml", OTHERS),
    )


def upload(user, data: bytes, connection: object = ""):
    given = {"files": SimpleUploadedFile("archive.zip", data), "connection": connection}
    return signed_in(user).post("/documents/upload/", given)


def work() -> None:
    while work_archives():
        pass


def ready(alice, purchases, data: bytes | None = None) -> WaitingFile:
    upload(alice, data or archive_of(), purchases.pk)
    work()
    return WaitingFile.objects.latest("pk")


def imported(alice, archive: WaitingFile, history: str = "history", connection: object = "") -> dict:
    given = {"history": history, "connection": connection or archive.result["connection"]}
    signed_in(alice).post(f"/documents/waiting/{archive.pk}/import", given)
    work()
    archive.refresh_from_db()
    return archive.result["found"]


def test_what_is_in_it_is_shown_before_anything_is_taken_in(alice, purchases):
    page = upload(alice, archive_of(), purchases.pk).text
    archive = WaitingFile.objects.get()
    assert f'href="/documents/waiting/{archive.pk}/"' in page
    work()
    archive.refresh_from_db()
    assert archive.result["found"] == {"invoice": 3, "with_pdf": 1, "pdf": 1, "paper": 1, "refused": 2}
    assert (archive.result["first"], archive.result["last"]) == ("2023-05-06", "2024-03-10")
    page = signed_in(alice).get(f"/documents/waiting/{archive.pk}/").text
    for words in (
        "What is in this ZIP",
        "Bakery Cornflower",
        "index.csv",
        "Neither the seller",
        "2023",
        "Import",
    ):
        assert words in page
    assert not Document.objects.exists()
    assert waiting_files.read_waiting() == 0


def test_it_becomes_history_with_its_papers_and_pdfs(alice, purchases):
    found = imported(alice, ready(alice, purchases))
    assert found == {"invoice": 3, "with_pdf": 1, "paper": 2, "refused": 2}
    read_new()
    assert Document.objects.count() == History.objects.count() == 5
    assert set(Bill.objects.values_list("effect", flat=True)) == {Effect.HISTORY}
    assert [each.document.number for each in SenderPdf.objects.all()] == ["N-0"]
    assert set(Event.objects.values_list("way", "by")) == {("archive", alice.pk)}
    assert bytes(WaitingFile.objects.get().data) == b""
    assert (
        "What happened to this ZIP" in signed_in(alice).get(f"/documents/waiting/{WaitingFile.objects.get().pk}/").text
    )


def test_brought_again_it_changes_nothing(alice, purchases):
    imported(alice, ready(alice, purchases))
    before = [list(each.objects.order_by("pk").values()) for each in (Document, Event, SenderPdf, History)]
    assert imported(alice, ready(alice, purchases)) == {"known": 5, "refused": 2}
    assert [list(each.objects.order_by("pk").values()) for each in (Document, Event, SenderPdf, History)] == before


def test_what_came_alone_before_gets_its_pdf(alice, purchases):
    file(invoice(number="N-0", date="2024-01-10"), Way.UPLOAD)
    assert imported(alice, ready(alice, purchases))["known"] == 1
    assert SenderPdf.objects.count() == 1


@pytest.mark.parametrize("where", ["file_all", "keep_pdfs"])
def test_D01_a_worker_that_is_killed_goes_on_where_it_was(alice, purchases, monkeypatch, where):
    """Between two batches, and inside the transaction of the second."""
    archive = ready(alice, purchases)
    monkeypatch.setattr(worker, "BATCH", 2)
    calls, place = [], filing if where == "file_all" else worker
    real = getattr(place, where)

    def killed(*given, **more):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*given, **more)

    monkeypatch.setattr(place, where, killed)
    with pytest.raises(KeyboardInterrupt):
        imported(alice, archive)
    archive.refresh_from_db()
    assert 0 < archive.result["at"] < archive.result["of"]
    WaitingFile.objects.update(due_at=timezone.now())
    work()
    archive.refresh_from_db()
    assert archive.result["found"] == {"invoice": 3, "with_pdf": 1, "paper": 2, "refused": 2}
    assert (Document.objects.count(), SenderPdf.objects.count()) == (5, 1)


def test_C06_no_more_of_it_is_in_memory_than_a_few_files(alice, purchases, monkeypatch):
    whole = packed(*((f"{n}.png", b"\x89PNG\r\n\x1a\n" + bytes([n]) * 400) for n in range(7)))
    archive = ready(alice, purchases, whole)
    together = []
    monkeypatch.setattr(worker, "BATCH_BYTES", 1_000)
    of_them = worker.Work.next_pieces
    monkeypatch.setattr(
        worker.Work, "next_pieces", lambda self: (together.append(len(of_them(self))), of_them(self))[1]
    )
    assert imported(alice, archive) == {"paper": 7}
    assert together == [2, 2, 2, 1]
    monkeypatch.setattr(worker, "BATCH_BYTES", 100)
    again = ready(alice, purchases, whole)
    assert imported(alice, again) == {"known": 7}


def test_who_says_that_it_counts_gets_open_invoices_and_papers(alice, purchases):
    imported(alice, ready(alice, purchases), history="counts")
    read_new()
    assert sorted(Bill.objects.values_list("effect", flat=True)) == ["counts"] * 3 + ["paper"] * 2


def test_by_their_dates_also_what_has_none_is_proposed(alice, bakery, purchases):
    bakery.connections.update(created_at=timezone.now())
    imported(alice, ready(alice, purchases), history="by_date")
    assert History.objects.undecided().count() == 5


def test_papers_without_a_company_are_not_taken_and_said(alice, purchases):
    archive = ready(alice, purchases)
    found = imported(alice, archive, connection="999999")
    assert found == {"invoice": 3, "with_pdf": 1, "refused": 4}
    assert "no company was chosen" in signed_in(alice).get(f"/documents/waiting/{archive.pk}/").text


def test_G04_who_lost_the_right_meanwhile_brings_nothing_in(alice, purchases, office):
    archive = ready(alice, purchases)
    office.members.filter(user=alice).delete()
    assert imported(alice, archive) == {"refused": 7}
    assert not Document.objects.exists()


def test_it_is_imported_or_discarded_once(alice, purchases, bob):
    archive = ready(alice, purchases)
    address = f"/documents/waiting/{archive.pk}"
    assert signed_in(bob).post(f"{address}/import").status_code == 404
    imported(alice, archive)
    for deed in ("import", "discard"):
        signed_in(alice).post(f"{address}/{deed}")
    assert (work_archives(), Document.objects.count()) == (0, 5)
    other = ready(alice, purchases)
    signed_in(alice).post(f"/documents/waiting/{other.pk}/discard")
    assert not WaitingFile.objects.filter(pk=other.pk).exists()


def test_it_is_shown_above_the_documents_until_somebody_says_what_becomes_of_it(alice, purchases):
    archive = ready(alice, purchases)
    browser = signed_in(alice)
    browser.get(f"/documents/waiting/{archive.pk}/")
    assert "archive.zip: see what is in it, and import it or not" in browser.get("/documents/").text
    imported(alice, archive)
    assert "archive.zip was read" in browser.get("/documents/").text
    browser.get(f"/documents/waiting/{archive.pk}/")
    assert "archive.zip" not in browser.get("/documents/").text


def test_what_holds_nothing_for_us_is_not_offered_to_be_imported(alice, purchases):
    archive = ready(alice, purchases, packed(("index.csv", b"a;b\n")))
    page = signed_in(alice).get(f"/documents/waiting/{archive.pk}/").text
    assert "There is nothing in it that we can import." in page
    assert f"/documents/waiting/{archive.pk}/import" not in page
    assert f"/documents/waiting/{archive.pk}/discard" in page


def test_a_bad_zip_is_refused_on_the_page_with_its_sentence(alice, purchases):
    assert "This ZIP has a password" in upload(alice, locked()).text
    assert not WaitingFile.objects.exists()
