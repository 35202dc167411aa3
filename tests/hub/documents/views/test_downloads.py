"""Many documents in one go: a ZIP that is made while it is downloaded, or their list."""

import csv
import io
import resource
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.urls import reverse
from openpyxl import load_workbook

from schakel.hub.connections.models import Access
from schakel.hub.documents import store, zip_file
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Event, Way
from schakel.hub.documents.progress import Progress
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party

pytestmark = pytest.mark.django_db
ADDRESS = "/documents/take/"
WISH = {"what": "original", "shape": "folders"}


@pytest.fixture
def bills(purchases) -> list[Document]:
    return [
        file(invoice(number=number, date=day), Way.COMMAND, into=purchases).documents[0]
        for number, day in (("A/1", "2026-10-05"), ("=B2", "2026-11-20"))
    ]


def asked(client, form: str = "zip", **told):
    return client.post(ADDRESS, {"form": form, **WISH, **told})


def archive(response) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def index(packed: zipfile.ZipFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(packed.read("index.csv").decode("utf-8-sig"))))


def test_in_folders_with_the_original_bytes_and_an_index(alice, bills):
    packed = archive(asked(signed_in(alice)))
    first = bills[0]
    name = f"Bakery Cornflower {BAKERY}/Purchases/2026-10/2026-10-05_Mill Vermeiren_A-1_{first.pk}.xml"
    assert packed.read(name) == store.read(first.sha256)
    assert packed.testzip() is None
    assert [line[4] for line in index(packed)[1:]] == ["A/1", "'=B2"]
    assert index(packed)[1][-1] == name
    assert [each.by for each in Event.objects.filter(kind="downloaded")] == [alice, alice]


@pytest.mark.parametrize(("what", "endings"), [("original", {".xml"}), ("pdf", {".pdf"}), ("both", {".xml", ".pdf"})])
def test_what_is_in_it(alice, bills, what, endings):
    packed = archive(asked(signed_in(alice), what=what, shape="flat", document=[bills[0].pk]))
    files = [name for name in packed.namelist() if name != "index.csv"]
    assert {name[-4:] for name in files} == endings
    assert all("/" not in name for name in files)
    assert all(packed.read(name).startswith(b"%PDF-") for name in files if name.endswith(".pdf"))


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        ({}, ["A/1", "'=B2"]),
        ({"begin": "2026-11-01"}, ["'=B2"]),
        ({"end": "2026-10-31"}, ["A/1"]),
        ({"begin": "2026-10-05", "end": "2026-10-05"}, ["A/1"]),
        ({"side": "sales"}, []),
        ({"q": "=b2"}, ["'=B2"]),
        ({"state": "unread"}, ["A/1", "'=B2"]),
    ],
)
def test_a_period_and_what_was_searched(alice, bills, told, numbers):
    assert [line[4] for line in index(archive(asked(signed_in(alice), **told)))[1:]] == numbers


def test_what_cannot_be_read_counts_by_the_day_it_came_in(alice, purchases):
    file(b"<no", Way.PEPPOL, into=purchases)
    Document.objects.update(received_at=datetime.fromisoformat("2026-10-05T12:00:00Z"))
    assert len(index(archive(asked(signed_in(alice), begin="2026-10-05", end="2026-10-05")))) == 2
    assert len(index(archive(asked(signed_in(alice), begin="2026-10-06")))) == 1


def test_a_damaged_document_is_named_in_the_index_and_left_out(alice, bills):
    Path(storages["documents"].path(store.key(bills[0].sha256))).write_bytes(b"broken")
    packed = archive(asked(signed_in(alice)))
    assert index(packed)[1][-1] == "damaged, so not included"
    assert len(packed.namelist()) == 2


def test_days_in_the_wrong_order_are_said(alice, bills):
    page = asked(signed_in(alice), begin="2026-11-02", end="2026-11-01")
    assert page.status_code == 422
    assert "This day is before the start date." in page.text


def test_G02_one_foreign_document_among_many_refuses_all(alice, bills, mill_sales, diane):
    foreign = file(invoice(seller=party("Mill", "0407214017"), buyer=party("Hotel", "0899965307")), Way.COMMAND)
    ticked = [*(each.pk for each in bills), foreign.documents[0].pk]
    for answer in (asked(signed_in(alice), document=ticked), signed_in(alice).post(ADDRESS, {"document": ticked})):
        assert answer.status_code == 404
    assert not Event.objects.filter(kind="downloaded").exists()


def test_G03_a_stranger_gets_none_of_it(diane, bills):
    assert len(index(archive(asked(signed_in(diane))))) == 1


@pytest.mark.parametrize("are_ticked", [False, True])
def test_G04_who_loses_his_right_gets_no_further(purchases, held, clara, bills, monkeypatch, are_ticked):
    monkeypatch.setattr(zip_file, "BATCH", 1)
    chosen = {"document": [each.pk for each in bills]} if are_ticked else {}
    pieces = iter(asked(signed_in(clara), **chosen).streaming_content)
    got = [next(pieces)]
    Access.objects.update(ended_at=datetime.fromisoformat("2026-11-01T00:00:00Z"))
    packed = zipfile.ZipFile(io.BytesIO(b"".join([*got, *pieces])))
    assert [line[4] for line in index(packed)[1:]] == ["A/1"]


def test_K05_it_can_be_stopped_and_tells_how_far_it_is(alice, bills, monkeypatch):
    cache.clear()
    monkeypatch.setattr("schakel.hub.documents.progress.EACH", 0)
    client, where = signed_in(alice), f"{reverse('documents:progress')}?token=abc"
    pieces = iter(asked(client, token="abc").streaming_content)
    next(pieces)
    assert "1 of 2 documents are in the file." in client.get(where).text
    client.post(where)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert "Preparing" in signed_in(bills[0].connection.company.office.members.last().user).get(where).text


def test_progress_is_of_its_own_person_only(alice, bob):
    cache.clear()
    Progress(alice, "abc", of=3).note(3)
    assert Progress(alice, "abc").read() == (3, 3)
    assert Progress(bob, "abc").read() is None


def test_K01_the_list_as_xlsx_has_typed_cells(alice, bills):
    book = load_workbook(io.BytesIO(asked(signed_in(alice), "xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    newest = dict(zip(rows[0], rows[1], strict=True))
    assert (newest["Number"], newest["Amount"], newest["Date"]) == ("=B2", 121, datetime(2026, 11, 20))  # noqa: DTZ001
    assert book.active.cell(2, rows[0].index("Number") + 1).data_type == "s"


def test_K01_the_list_as_csv_runs_nothing(alice, bills):
    text = asked(signed_in(alice), "csv").content.decode("utf-8-sig")
    assert [line[4] for line in csv.reader(io.StringIO(text))] == ["Number", "'=B2", "A/1"]


def test_the_page_is_filled_in_with_what_was_searched(alice, bills):
    page = signed_in(alice).get(ADDRESS, {"side": "sales", "q": "flour"}).text
    assert '<option value="sales" selected>' in page
    assert 'name="q" value="flour"' in page


def many(connection, like: Document, count: int) -> None:
    """Rows of documents, without their bytes."""
    told = {"size": 1, "received_at": like.received_at, "issue_date": date(2026, 1, 1), "payable": 1}
    for start in range(0, count, 2000):
        numbers = range(start, min(start + 2000, count))
        Document.objects.bulk_create(
            Document(connection=connection, sha256=f"{n:064x}", number=f"N{n}", **told) for n in numbers
        )


def memory() -> int:
    """The most this process ever had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.long
def test_K05_a_hundred_thousand_rows_cost_less_than_a_hundred_megabytes(purchases, alice, bills):
    many(purchases, bills[0], 100_000)
    before = memory()
    sizes = [len(asked(signed_in(alice), form).content) for form in ("csv", "xlsx")]
    assert min(sizes) > 1_000_000
    assert memory() - before < 100 * 1024


@pytest.mark.long
def test_K05_the_largest_zip_costs_less_than_a_hundred_megabytes(purchases, alice, bills, monkeypatch):
    many(purchases, bills[0], zip_file.MOST)
    monkeypatch.setattr(store, "read", lambda digest: b"<invoice>" + digest.encode() * 10)
    before = memory()
    size = sum(len(piece) for piece in asked(signed_in(alice)).streaming_content)
    assert size > 1_000_000
    assert memory() - before < 100 * 1024


@pytest.mark.parametrize(
    "carried", [{"state": "blue"}, {"amount_from": "much"}, {"dated": "never"}, {"order": "colour"}]
)
def test_a_filter_that_is_not_understood_is_said_and_takes_nothing_along(alice, bills, carried):
    answer = asked(signed_in(alice), **carried)
    assert answer.status_code == 422
    assert f"“{next(iter(carried.values()))}” was not understood. Search again in the list." in answer.text
