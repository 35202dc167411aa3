"""The bookkeeping addresses of all companies by a sheet: out, in with faults in the row, and a second time changes nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.connections.models import Company, Connection, Member
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.forwarding.address_sheet.save import checked_rows
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.web.sheet_rows import RowOutcome
from tests.hub.conftest import company_of, signed_in
from tests.hub.forwarding.conftest import BOOKS

pytestmark = pytest.mark.django_db
ADDRESS = "forwarding:addresses"
HEADINGS = "Enterprise number;Company;Package;Address for purchases;Address for sales"


@pytest.fixture
def page(alice, office):
    return signed_in(alice)


@pytest.fixture
def hotel(office):
    return company_of(office, "Hotel Ter Zee", "0899965307")


def sheet(*rows: str) -> dict[str, object]:
    data = "\n".join((HEADINGS, *rows)).encode()
    return {"file": SimpleUploadedFile("addresses.csv", data, "text/csv")}


def routes() -> set[tuple[str, str, str, str]]:
    rows = Route.active().select_related("forwarder", "connection__company")
    return {(r.connection.company.name, r.connection.side, r.forwarder.name, r.address) for r in rows}


def confirmed(page, answer):
    """What was shown is confirmed."""
    return page.post(reverse(ADDRESS), {"rows": answer.context["rows"]}, follow=True)


def test_a_sheet_connects_packages_and_sets_addresses_once_it_was_looked_at(page, bakery, hotel):
    answer = page.post(
        reverse(ADDRESS),
        sheet(
            f"{bakery.number};;Yuki;bakery@yukiworks.example;bakery@yukiworks.example",
            "BE0899965307;;Octopus;;hotel@octopus.example",
        ),
    )
    assert not Forwarder.objects.exists()
    assert "2" in confirmed(page, answer).text
    assert routes() == {
        (bakery.name, "purchase", "Yuki", "bakery@yukiworks.example"),
        (bakery.name, "sales", "Yuki", "bakery@yukiworks.example"),
        (hotel.name, "sales", "Octopus", "hotel@octopus.example"),
    }
    yuki = Forwarder.objects.get(name="Yuki")
    assert (yuki.package, yuki.kind, yuki.contents, yuki.runs) == ("yuki", "email", "both", True)


def test_the_sheet_that_was_downloaded_comes_back_and_changes_nothing(page, forwarder, bakery, hotel, sales):
    row = forwarder()
    Route.objects.create(forwarder=row, connection=sales, address="sell@package.example", since=timezone.now())
    before = list(Route.objects.order_by("pk").values())
    data = page.get(reverse("forwarding:addresses_export"), {"form": "xlsx"}).content
    table = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert table[1] == (bakery.number, bakery.name, "The books", BOOKS, "sell@package.example")
    assert table[2] == (hotel.number, hotel.name, None, None, None)
    answer = page.post(reverse(ADDRESS), {"file": SimpleUploadedFile("a.xlsx", data)})
    assert dict(answer.context["counts"]) == {RowOutcome.SAME: 2}
    assert "There is nothing new in it." in answer.text
    assert list(Route.objects.order_by("pk").values()) == before


def test_a_sheet_in_another_language_pasted_from_a_spreadsheet_is_read(page, forwarder, bakery):
    forwarder()
    text = f"Ondernemingsnummer\tPakket\tAdres voor aankopen\n{bakery.number}\tthe BOOKS\tnew@package.example"
    answer = page.post(reverse(ADDRESS), {"text": text})
    assert dict(answer.context["counts"]) == {RowOutcome.CHANGED: 1}
    confirmed(page, answer)
    assert routes() == {(bakery.name, "purchase", "The books", "new@package.example")}


def test_an_address_ends_with_a_dash_and_empty_stays(page, forwarder, bakery, sales):
    row = forwarder()
    Route.objects.create(forwarder=row, connection=sales, address="sell@package.example")
    confirmed(page, page.post(reverse(ADDRESS), sheet(f"{bakery.number};;The books;;-")))
    assert routes() == {(bakery.name, "purchase", "The books", BOOKS)}


def test_where_a_package_needs_no_address_an_x_takes_part(page, forwarder, bakery, purchases):
    row = forwarder("webhook", address="", name="Ledger", options={"url": "https://books.example/in"})
    row.routes.all().delete()
    confirmed(page, page.post(reverse(ADDRESS), sheet(f"{bakery.number};;Ledger;x;")))
    assert routes() == {(bakery.name, "purchase", "Ledger", "")}


FAULTS = [
    ("0407214018;;Yuki;a@b.example;", "check digits"),
    ("0407214017;;Yuki;a@b.example;", "Your office has no company with this number"),
    (";Nobody;Yuki;a@b.example;", "Your office has no company with this number or name"),
    ("{number};;Nosuchpackage;a@b.example;", "We do not know this package"),
    ("{number};;Tryton 8.2;x;", "needs more than an address"),
    ("{number};;;a@b.example;", "Fill in the package."),
    ("{number};;Yuki;;", "Fill in an address"),
    ("{number};;Yuki;not an address;", "Address for purchases: Enter a valid email address."),
    ("{number};;Yuki;{long}@b.example;", "Address for purchases:"),
    ("{number};;Ledger;a@b.example;", "this package has no address for each company"),
    ("{number};;Ledger;;", "Write an x"),
    ("{number};;The books;a@b.example;", "Several of your forwarders"),
]


@pytest.mark.parametrize(("row", "sentence"), FAULTS)
def test_a_fault_is_said_at_its_row_and_the_others_go_in(page, forwarder, bakery, hotel, row, sentence):
    for _ in range(2):
        forwarder()
    forwarder("webhook", address="", name="Ledger", options={"url": "https://books.example/in"}).routes.all().delete()
    wrong = row.format(number=bakery.number, long="a" * 260)
    answer = page.post(reverse(ADDRESS), sheet(wrong, f"{hotel.number};;Yuki;hotel@yuki.example;"))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "Row 2" in answer.text
    confirmed(page, answer)
    assert (hotel.name, "purchase", "Yuki", "hotel@yuki.example") in routes()
    assert Forwarder.objects.filter(package="yuki").count() == 1


def test_a_company_twice_for_one_package_is_said_at_the_second(page, bakery):
    row = f"{bakery.number};;Yuki;a@yuki.example;"
    answer = page.post(reverse(ADDRESS), sheet(row, f"{bakery.number};;yuki;b@yuki.example;"))
    assert "This is the same company and package as in row 2." in answer.text
    confirmed(page, answer)
    assert routes() == {(bakery.name, "purchase", "Yuki", "a@yuki.example")}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choose a file, or paste the rows."),
        (b"a;b\n1;2", "The first row has no headings we know."),
        (HEADINGS.encode(), "There is nothing below the headings."),
        (b"Package;Software;Address for sales\na;b;c", "Two columns have the same meaning"),
        (b"PK\x03\x04nothing", "This is not a CSV or XLSX file"),
        (f"{HEADINGS}\n{'x;;;;' * 2}\n".encode() * 2100, "at most 2,000 rows"),
    ],
)
def test_a_file_that_is_no_sheet_gets_a_sentence(page, data, sentence):
    answer = page.post(reverse(ADDRESS), {"file": SimpleUploadedFile("a.csv", data)})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_G01_a_sheet_reaches_no_company_or_forwarder_of_another_office(page, forwarder, other_office, bakery):
    theirs = company_of(other_office, "Mill", "0407214017")
    Forwarder.objects.create(office=other_office, name="Theirs", kind="email")
    answer = page.post(
        reverse(ADDRESS),
        sheet(f"{theirs.number};;Yuki;a@yuki.example;", f"{bakery.number};;Theirs;a@yuki.example;"),
    )
    assert dict(answer.context["counts"]) == {RowOutcome.FAULTY: 2}
    assert ("Your office has no company with this number" in answer.text, "Mill" in answer.text) == (True, False)
    assert page.get(reverse(ADDRESS), {"office": other_office.pk}).status_code == 404
    assert page.get(reverse("forwarding:addresses_export"), {"office": other_office.pk}).status_code == 404
    assert "Mill" not in page.get(reverse("forwarding:addresses_export"), {"form": "csv"}).text
    page.post(
        reverse(ADDRESS),
        {"rows": f'[[2, {{"number": "{theirs.number}", "package": "Yuki", "purchase": "a@b.example"}}]]'},
    )
    assert not Route.objects.exists()


def numbered_companies(office, count: int) -> list[Company]:
    made = Company.objects.bulk_create(
        Company(
            office=office,
            name=f"Company {n}",
            sort_name=sort_name_of(f"Company {n}"),
            enterprise_number=EnterpriseNumber.make(2_000_000 + n).digits,
        )
        for n in range(count)
    )
    Connection.objects.bulk_create(
        Connection(company=each, side=side) for each in made for side in Connection.Side.values
    )
    return made


def test_a_long_sheet_is_checked_and_saved_by_the_worker_and_again_changes_nothing(page, office, alice):
    companies = numbered_companies(office, 200)
    rows = [f"{each.enterprise_number};;Yuki;{each.pk}@yuki.example;{each.pk}@yuki.example" for each in companies]
    for is_again in (False, True):
        told = page.post(reverse(ADDRESS), sheet(*rows, "1;;Yuki;a@b.example;"))
        assert told.url == reverse("documents:waiting", args=[WaitingFile.objects.latest("pk").pk])
        assert not Route.objects.exists() or is_again
        waiting_files.read_waiting()
        ((_tone, _text, address),) = WaitingFile.objects.latest("pk").outcome
        answer = page.get(address)
        assert answer.context["faulty_count"] == 1
        assert answer.context["good_count"] == (0 if is_again else 200)
        if not is_again:
            assert page.post(address, {"rows": answer.context["rows"]}).url == reverse(
                "documents:waiting", args=[WaitingFile.objects.latest("pk").pk]
            )
            waiting_files.read_waiting()
        assert Route.objects.count() == 400
    assert Forwarder.objects.count() == 1


def test_G04_who_left_the_office_in_between_saves_nothing(page, office, alice, bob):
    companies = numbered_companies(office, 160)
    rows = [f"{each.enterprise_number};;Yuki;a@yuki.example;" for each in companies]
    page.post(reverse(ADDRESS), sheet(*rows))
    waiting_files.read_waiting()
    address = WaitingFile.objects.latest("pk").outcome[0][2]
    page.post(address, {"rows": page.get(address).context["rows"]})
    Member.objects.filter(user=alice).delete()
    waiting_files.read_waiting()
    assert not Route.objects.exists()
    assert WaitingFile.objects.latest("pk").outcome[0][0] == "bad"


def test_a_strangers_checked_sheet_is_not_there(page, office, alice, bob, other_office):
    companies = numbered_companies(office, 160)
    page.post(reverse(ADDRESS), sheet(*[f"{each.enterprise_number};;Yuki;a@yuki.example;" for each in companies]))
    waiting_files.read_waiting()
    file = WaitingFile.objects.latest("pk")
    assert signed_in(bob).get(reverse(ADDRESS), {"file": file.pk}).status_code == 404
    for odd in ("x", "9" * 30, "0", "-1"):
        assert page.get(reverse(ADDRESS), {"file": odd}).status_code == 404


def test_checking_asks_the_database_a_few_times_however_many_rows(office, django_assert_max_num_queries):
    rows = [
        (n, {"number": each.enterprise_number, "package": "yuki", "purchase": "a@b.example"})
        for n, each in enumerate(numbered_companies(office, 60))
    ]
    with django_assert_max_num_queries(8):
        assert all(each.outcome == RowOutcome.NEW for each in checked_rows(office, rows))
