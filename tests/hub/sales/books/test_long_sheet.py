"""A sheet with many rows: judged and taken in by the worker, looked at in between. Rows C06, G02 and K01."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.sales.books import sheet_import
from schakel.hub.sales.models import Contact, Product
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db
SHEET = "Naam;Land;Gemeente\nAnn;belgië;Genk\nBen;Atlantis;Genk\nCas;;Genk\n".encode()


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Two rows are many."""
    monkeypatch.setattr("schakel.hub.web.sheet_rows.AT_ONCE", 1)


def address(company, book: str = "contacts") -> str:
    return f"/sales/companies/{company.pk}/{book}/import/"


def bring(client, company, data: bytes = SHEET, book: str = "contacts") -> str:
    """The address of the page that waits."""
    return client.post(address(company, book), {"file": SimpleUploadedFile("list.csv", data)}).url


def looked_at(client, company, book: str = "contacts"):
    """The page of the rows, once the worker has judged them."""
    assert waiting_files.read_waiting() == 1
    return client.get(f"{address(company, book)}?file={WaitingFile.objects.get().pk}")


def rows_of(page: str) -> str:
    return page.partition('name="rows" value="')[2].partition('"')[0].replace("&quot;", '"')


def test_C06_many_rows_are_judged_looked_at_and_taken_in(alice, bakery):
    client = signed_in(alice)
    where = bring(client, bakery)
    assert bytes(WaitingFile.objects.get().data) == SHEET
    page = looked_at(client, bakery).text
    assert f'href="{address(bakery)}?file=' in client.get(where).text
    assert "Row 3: Ben" in " ".join(page.split())
    assert "Country: " in page
    assert "Import 2 rows" in page
    assert not Contact.objects.exists()
    answer = client.post(address(bakery), {"rows": rows_of(page)})
    assert not Contact.objects.exists()
    assert waiting_files.read_waiting() == 1
    assert sorted(Contact.objects.values_list("name", "country")) == [("Ann", "BE"), ("Cas", "BE")]
    assert "2 rows were imported." in client.get(answer.url).text


def test_C06_products_likewise(alice, bakery):
    client = signed_in(alice)
    bring(client, bakery, b"Naam;Prijs zonder btw\nBrood;2,40\nKoek;1,10\n", "products")
    page = looked_at(client, bakery, "products").text
    client.post(address(bakery, "products"), {"rows": rows_of(page)})
    waiting_files.read_waiting()
    assert sorted(Product.objects.values_list("name", flat=True)) == ["Brood", "Koek"]


def test_few_rows_are_looked_at_at_once(alice, bakery):
    file = SimpleUploadedFile("list.csv", b"Naam\nAnn\n")
    assert "Import 1 row" in signed_in(alice).post(address(bakery), {"file": file}).text
    assert not WaitingFile.objects.exists()


@pytest.mark.parametrize("is_long", [True, False])
def test_columns_that_nobody_knows_are_named_before_anything_is_taken_in(alice, bakery, monkeypatch, is_long):
    monkeypatch.setattr("schakel.hub.web.sheet_rows.AT_ONCE", 1 if is_long else 9)
    data = b"Naam;Mailadres;;<b>Fax\nAnn;a@x.example;;1\nBen;;;2\n"
    client, file = signed_in(alice), SimpleUploadedFile("list.csv", data)
    answer = client.post(address(bakery), {"file": file})
    page = " ".join((looked_at(client, bakery).text if is_long else answer.text).split())
    assert "<strong>Mailadres</strong>, <strong>&lt;b&gt;Fax</strong>." in page
    assert (
        "We do not know these columns"
        not in client.post(address(bakery), {"file": SimpleUploadedFile("x.csv", b"Naam\nAnn\n")}).text
    )


def test_C06_what_is_no_table_is_refused_at_once(alice, bakery):
    file = SimpleUploadedFile("list.csv", b"Naam\n" + b"x\n" * 2001)
    assert signed_in(alice).post(address(bakery), {"file": file}).status_code == 422
    assert not WaitingFile.objects.exists()


def test_G02_nobody_else_sees_the_rows_and_nowhere_else(alice, bob, bakery, hotel, office):
    client = signed_in(alice)
    bring(client, bakery)
    assert looked_at(client, bakery).status_code == 200
    pk = WaitingFile.objects.get().pk
    assert signed_in(bob).get(f"{address(bakery)}?file={pk}").status_code == 404
    for other in (address(bakery, "products") + f"?file={pk}", address(bakery) + "?file=x"):
        assert client.get(other).status_code == 404


def test_G02_a_right_that_was_lost_meanwhile_counts(alice, bob, bakery, office):
    client = signed_in(bob)
    bring(client, bakery)
    client.post(address(bakery), {"rows": '[[2, {"name": "Ann"}], [3, {"name": "Ben"}]]'})
    office.members.filter(user=bob).delete()
    assert waiting_files.read_waiting() == waiting_files.read_waiting() == 1
    assert [file.outcome[0][0] for file in WaitingFile.objects.all()] == ["bad", "bad"]
    assert not Contact.objects.exists()


def test_all_or_nothing_is_taken_in(alice, bakery, monkeypatch):
    client = signed_in(alice)
    client.post(address(bakery), {"rows": '[[2, {"name": "Ann"}], [3, {"name": "Ben"}]]'})
    judged = sheet_import.checked_rows

    def breaks(*given):
        lines = judged(*given)
        lines[1].form.save = lambda: 1 / 0
        return lines

    monkeypatch.setattr(sheet_import, "checked_rows", breaks)
    waiting_files.read_waiting()
    assert not Contact.objects.exists()
    assert WaitingFile.objects.get().is_waiting


def test_who_reads_french_reads_the_faults_in_french(alice, bakery):
    alice.language = "fr"
    alice.save()
    client = signed_in(alice)
    bring(client, bakery)
    assert "Pays" in looked_at(client, bakery).text
