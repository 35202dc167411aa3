"""The pages of customers: written, found, taken in and given out as a spreadsheet. Row K01 of the threats."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from schakel.hub.sales.models import Contact, Product
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db
ASKED = {"name": "Café Zoë", "number": "0899.965.307", "is_vat_payer": "1", "country": "BE", "language": "fr"}


def address(company, more: str = "") -> str:
    return f"/sales/companies/{company.pk}/contacts/{more}"


def test_a_customer_is_written_changed_and_removed(alice, bakery):
    client = signed_in(alice)
    assert "No customers yet" in client.get(address(bakery)).text
    client.post(address(bakery, "new/"), ASKED)
    known = Contact.objects.get()
    assert (known.enterprise_number, known.vat_number, known.company) == ("0899965307", "BE0899965307", bakery)
    assert 'value="0899.965.307"' in client.get(f"/sales/contacts/{known.pk}/").text
    client.post(f"/sales/contacts/{known.pk}/", ASKED | {"is_vat_payer": "0", "payment_days": "14"})
    known.refresh_from_db()
    assert (known.vat_number, known.payment_days) == ("", 14)
    assert "Café Zoë is removed" in client.post(f"/sales/contacts/{known.pk}/removal", follow=True).text
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("", "BE", ("", "")),
        ("BE 0899.965.307", "BE", ("0899965307", "BE0899965307")),
        ("FR 123 456 789 01", "FR", ("", "FR12345678901")),
        ("nl123456789b01", "NL", ("", "NL123456789B01")),
    ],
)
def test_a_number_is_read_as_people_write_it(alice, bakery, number, country, expected):
    signed_in(alice).post(address(bakery, "new/"), ASKED | {"number": number, "country": country})
    known = Contact.objects.get()
    assert (known.enterprise_number, known.vat_number) == expected


@pytest.mark.parametrize(
    "fault",
    [{"name": ""}, {"number": "0899.965.308"}, {"number": "123", "country": "FR"}, {"country": "XX"}, {"email": "a"},
     {"endpoint": "0899965307"}, {"endpoint": "9999:1"}, {"payment_days": "-1"}, {"payment_days": "9999"}],
)  # fmt: skip
def test_what_cannot_be_is_said_at_the_field(alice, bakery, fault):
    answer = signed_in(alice).post(address(bakery, "new/"), ASKED | fault)
    assert answer.status_code == 422
    assert "Please check this first" in answer.text
    assert not Contact.objects.exists()


def test_the_form_of_a_draft_finds_customers_while_one_types(alice, bakery, hotel):
    client = signed_in(alice)
    assert f'name="contact" value="{hotel.pk}"' in client.get(address(bakery, "found"), {"q": "zoe"}).text
    for nothing in ("", "x"):
        assert "<button" not in client.get(address(bakery, "found"), {"q": nothing}).text


def test_G03_nobody_finds_customers_of_others(diane, other_office, bakery, hotel):
    client = signed_in(diane)
    for more in ("", "found?q=zoe", "spreadsheet", "import/"):
        assert client.get(address(bakery, more)).status_code == 404
    assert client.post(f"/sales/contacts/{hotel.pk}/removal").status_code == 404


def test_the_list_goes_on_after_fifty(alice, bakery):
    Contact.objects.bulk_create(Contact(company=bakery, name=f"N{n:03}", sort_name=f"n{n:03}") for n in range(60))
    page = signed_in(alice).get(address(bakery)).text
    assert "N049" in page
    assert "N050" not in page
    assert "Show more" in page


def exported(user, company, form: str) -> bytes:
    return signed_in(user).get(address(company, "spreadsheet"), {"form": form}).content


def test_K01_what_goes_out_is_text_whatever_it_begins_with(alice, bakery, hotel):
    Contact.objects.update(name="=cmd|' /C calc'!A0", payment_days=30)
    sheet = load_workbook(io.BytesIO(exported(alice, bakery, "xlsx"))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert (sheet["K2"].value, sheet["K2"].data_type) == (30, "n")
    row = next(csv.DictReader(io.StringIO(exported(alice, bakery, "csv").decode("utf-8-sig"))))
    assert row["Name"].startswith("'=cmd")
    assert (row["Country"], row["Language of the invoices"]) == ("Belgium", "Nederlands")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_went_out_comes_in_again_the_same(alice, bakery, hotel, form):
    Contact.objects.update(name="=1+1; -2", payment_days=30, buyer_reference="0123")
    went = exported(alice, bakery, form)
    assert "There is nothing new in it" in upload(alice, bakery, went)
    Contact.objects.all().delete()
    assert "1 row was imported" in confirm(alice, bakery, upload(alice, bakery, went))
    assert exported(alice, bakery, "csv") == went if form == "csv" else Contact.objects.get().name == "=1+1; -2"


def test_a_table_of_any_program_is_read(alice, bakery):
    for table in (
        csv_of([["NOM", "Localité"], ["Café Zoë", "Liège"]]),
        "Name\tStadt\tOrt\nA\tx\tEupen".encode("utf-16"),
    ):
        confirm(alice, bakery, upload(alice, bakery, table))
    assert {(each.name, each.city) for each in Contact.objects.all()} == {("Café Zoë", "Liège"), ("A", "Eupen")}


def csv_of(table: list[list[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(table)
    return out.getvalue().encode("cp1252")


def xlsx_of(table: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in table:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def upload(user, company, data: bytes) -> str:
    file = SimpleUploadedFile("list.xlsx", data)
    return signed_in(user).post(address(company, "import/"), {"file": file}).text


def confirm(user, company, page: str) -> str:
    rows = page.partition('name="rows" value="')[2].partition('"')[0]
    written = rows.replace("&quot;", '"').replace("&#x27;", "'").replace("&lt;", "<").replace("&amp;", "&")
    return signed_in(user).post(address(company, "import/"), {"rows": written}, follow=True).text


TABLE = [
    ["Naam", "Ondernemings- of btw-nummer", "Land", "Gemeente", "Iets anders"],
    ["Hotel Zoe", 899965307, "België", "Brugge", "x"],
    ["New one", "0407.214.017", "belgium", "Genk", None],
    ["Wrong", "0407.214.018", "Atlantis", "Genk", None],
    [None, None, None, None, None],
    ["New one again", "BE0407214017", None, "Genk", None],
]


def test_each_faulty_row_is_named_and_the_others_are_taken_in(alice, bakery, hotel):
    page = " ".join(upload(alice, bakery, xlsx_of(TABLE)).split())
    assert "Row 4: Wrong" in page
    assert "neither a Belgian enterprise number nor" in page
    assert "Country: " in page
    assert "Row 6: New one again" in page
    assert "This is the same as a row above." in page
    assert not Contact.objects.filter(name="New one").exists()
    assert "2 rows were imported" in confirm(alice, bakery, page)
    hotel.refresh_from_db()
    assert (hotel.name, hotel.city, hotel.street) == ("Hotel Zoe", "Brugge", "Markt 1")
    assert Contact.objects.get(name="New one").vat_number == "BE0407214017"


@pytest.mark.parametrize(
    "rows", ["", "{", "5", '[[1, {"name": 5}]]', '[["a", {}]]', '[[1, {"name": "A", "country": "XX"}]]']
)
def test_a_forged_confirmation_takes_nothing_in(alice, bakery, rows):
    signed_in(alice).post(address(bakery, "import/"), {"rows": rows})
    assert not Contact.objects.exists()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choose a file"),
        (b"\0\1\2\xff", "not a CSV or XLSX"),
        (b"PK\x03\x04 no", "not a CSV or XLSX"),
        (zipped(a_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "not a CSV or XLSX"),
        (b"Adres;Stad\nx;y", "no headings we know"),
        (b"Naam\n", "nothing below the headings"),
        (b"Naam\n" + b"x\n" * 2001, "too large"),
    ],
    ids=range(7),
)  # fmt: skip
def test_C06_a_file_that_is_no_table_is_refused_in_plain_words(alice, bakery, data, sentence):
    assert sentence in upload(alice, bakery, data)


def test_C06_a_file_that_unpacks_without_end_is_refused(alice, bakery):
    assert "too large" in upload(alice, bakery, zipped(a=bytes(60_000_000)))


def products(company, more: str = "") -> str:
    return f"/sales/companies/{company.pk}/products/{more}"


BREAD = {"name": "Bread", "unit": "C62", "price": "2,4055", "vat": "6"}


def test_a_product_is_written_and_found(alice, bakery):
    client = signed_in(alice)
    assert client.post(products(bakery, "new/"), BREAD).status_code == 302
    known = Product.objects.get()
    assert known.row == BREAD | {"description": ""}
    assert f'value="3:{known.pk}"' in client.get(products(bakery, "found"), {"q": "brea", "row": "3"}).text
    assert f'value="0:{known.pk}"' in client.get(products(bakery, "found"), {"q": "brea", "row": "'>"}).text
    page = client.get(products(bakery)).text
    assert "€2.4055" in page
    assert 'value="2,4055"' in client.get(f"/sales/products/{known.pk}/").text


@pytest.mark.parametrize(
    "fault", [{"price": "1.234"}, {"price": "-1"}, {"price": "0,00001"}, {"vat": "19"}, {"unit": "XX"}]
)
def test_what_a_product_cannot_be_is_said(alice, bakery, fault):
    assert signed_in(alice).post(products(bakery, "new/"), BREAD | fault).status_code == 422


def test_products_come_in_with_words_and_go_out_with_typed_prices(alice, bakery):
    table = [
        ["Naam", "Eenheid", "Prijs zonder btw", "Btw"],
        ["Brood", "stuk", 2.4, "6 %"],
        ["Uurloon", "uur", "55,00", "btw verlegd"],
    ]
    client, file = signed_in(alice), SimpleUploadedFile("a.xlsx", xlsx_of(table))
    page = client.post(products(bakery, "import/"), {"file": file}).text
    rows = page.partition('name="rows" value="')[2].partition('"')[0].replace("&quot;", '"')
    client.post(products(bakery, "import/"), {"rows": rows})
    kept = {each.name: (each.unit, each.price, each.vat) for each in Product.objects.all()}
    assert kept == {"Brood": ("H87", Decimal("2.4"), "6"), "Uurloon": ("HUR", Decimal(55), "reverse")}
    sheet = load_workbook(io.BytesIO(client.get(products(bakery, "spreadsheet")).content)).active
    assert (sheet["D2"].value, sheet["D2"].data_type, sheet["C2"].value) == (2.4, "n", "piece")
