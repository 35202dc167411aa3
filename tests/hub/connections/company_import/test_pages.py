"""The pages of companies from a sheet: choose, look, import, take the faulty rows away."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from schakel.hub.connections.company_import.worker import work_imports
from schakel.hub.connections.models import Company, CompanyImport
from tests.hub.conftest import signed_in
from tests.hub.connections.company_import.sheets import many, number_of, sheet

pytestmark = pytest.mark.django_db
WHERE = "/connections/imports/"
ROWS = (f"{number_of(1)};Ann;ann@ann.example;1", "123;Ben;;2", f"{number_of(2)};=Cas;;3")
DATA = sheet(*ROWS, headings="KBO;Naam;E-mail;<b>Fax")


def bring(client, data: bytes = DATA, **more):
    return client.post(WHERE, {"file": SimpleUploadedFile("clients.csv", data), **more})


def work() -> None:
    while work_imports():
        pass


def page_of(client, address: str) -> str:
    return " ".join(client.get(address).text.split())


@pytest.fixture
def client(alice, office):
    return signed_in(alice)


def test_from_the_file_to_the_companies(client, office):
    where = bring(client, office=office.pk).url
    assert "0 of 3 rows" in page_of(client, where)
    work()
    page = page_of(client, where)
    assert "Row 3: Ben" in page
    assert "This is not a Belgian enterprise number" in page
    assert "<strong>&lt;b&gt;Fax</strong>" in page
    assert "Import 2 companies" in page
    assert not Company.objects.exists()
    client.post(f"{where}start/")
    assert "We are importing" in page_of(client, where)
    work()
    assert "2 companies were imported." in page_of(client, where)
    assert office.companies.count() == 2


def test_the_list_of_connections_shows_what_waits_for_ones_word(client, office, bakery):
    bring(client, office=office.pk)
    assert "clients.csv is being imported" in page_of(client, "/connections/")
    work()
    assert "clients.csv: see what is in it" in page_of(client, "/connections/")


def test_K01_the_faulty_rows_come_back_with_all_their_columns(client, office):
    where = bring(client, sheet("123;=1+1;;7", headings="KBO;Naam;E-mail;Fax"), office=office.pk).url
    work()
    csv = client.get(f"{where}faulty?form=csv").content.decode("utf-8-sig").splitlines()
    assert csv[0] == "Row in the file,What is wrong,KBO,Naam,E-mail,Fax"
    assert csv[1].endswith("123,'=1+1,,7")
    book = load_workbook(io.BytesIO(client.get(f"{where}faulty?form=xlsx").content))
    assert [cell.value for cell in book.active[2]][2:] == ["123", "=1+1", None, "7"]
    assert book.active["D2"].data_type == "s"


def test_do_not_import_forgets_it(client, office):
    where = bring(client, office=office.pk).url
    work()
    client.post(f"{where}discard/")
    assert not CompanyImport.objects.exists()
    assert client.get(where).status_code == 404


def test_yes_twice_imports_once(client, office):
    where = bring(client, office=office.pk).url
    work()
    assert "Nothing changed." not in client.post(f"{where}start/", follow=True).text
    assert "Nothing changed." in client.post(f"{where}start/", follow=True).text
    work()
    assert office.companies.count() == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "empty"), (b"Name\nA\n", "no headings we know"), (b"KBO;Naam\n" + b"1;x\n" * 2001, "too large")],
)
def test_C06_what_is_no_sheet_is_a_sentence_at_the_file(client, office, data, sentence):
    answer = bring(client, data, office=office.pk)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not CompanyImport.objects.exists()


def test_G02_nobody_brings_companies_to_another_office(client, other_office):
    assert bring(client, office=other_office.pk).status_code == 422
    assert not CompanyImport.objects.exists()


def test_colleagues_see_it_too(client, bob, office):
    where = bring(client, office=office.pk).url
    assert signed_in(bob).get(where).status_code == 200
    assert "clients.csv" in signed_in(bob).get(WHERE).text


def test_a_client_has_no_import(clara, held):
    assert signed_in(clara).get(WHERE).status_code == 404


def test_the_template_has_headings_that_are_read(client, office):
    data = client.get(f"{WHERE}template?form=csv").content
    headings = data.decode("utf-8-sig").strip()
    assert headings.startswith("Enterprise number,VAT number,Name,E-mail address")
    assert bring(client, data + f"{number_of(1)},,Ann\n".encode(), office=office.pk).status_code == 302


def test_many_rows_are_shown_in_parts(client, office):
    where = bring(client, many(60), office=office.pk).url
    work()
    page = client.get(where).text
    assert page.count("<strong>") == 50
    assert "More rows" in page


def test_the_page_of_the_company_shows_and_edits_what_was_imported(client, office):
    data = sheet(f"{number_of(1)};Ann;0470 12 34 56;Bob;VIP", headings="KBO;Naam;Gsm;Verantwoordelijke;Nota")
    where = bring(client, data, office=office.pk).url
    work()
    client.post(f"{where}start/")
    work()
    company = Company.objects.get()
    page = page_of(client, f"/connections/companies/{company.pk}/")
    for text in ("0470 12 34 56", "Bob", "VIP"):
        assert text in page
    form = {"name": "Ann", "email": "", "phone": "letters", "language": "en", "responsible": "", "note": ""}
    assert "not a telephone number" in client.post(f"/connections/companies/{company.pk}/edit/", form).text
    client.post(f"/connections/companies/{company.pk}/edit/", form | {"phone": "+32 2 123 45 67"})
    company.refresh_from_db()
    assert (company.phone, company.responsible, company.note) == ("+32 2 123 45 67", None, "")
