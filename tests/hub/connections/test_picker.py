"""A company is chosen by typing: with JavaScript from what is offered, without it when the form is sent."""

import pytest
from django import forms

from schakel.hub.connections.forms import PickForm
from schakel.hub.connections.models import Company
from schakel.hub.connections.picker import MOST_OFFERED, find_one, label_of, offered
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.payments.views import overview
from schakel.hub.sales.drafts.views import overview as sales_overview
from tests.hub.conftest import company_of, signed_in
from tests.hub.connections.many import many_companies
from tests.hub.documents.ubl import invoice, party

ALL = Company.objects.all()


@pytest.fixture
def garages(office):
    numbers = ("0403170701", "0403019261", "")
    return [company_of(office, f"Garage {name}", number) for name, number in zip("ABC", numbers, strict=True)]


@pytest.mark.parametrize(
    "typed", ["0403.170.701", "BE0403170701", "garage a", " GARAGE A ", "Garage A (0403.170.701)", "rage a"]
)
def test_a_company_is_found_by_what_people_type(garages, typed):
    assert find_one(ALL, typed) == garages[0]


def test_every_label_finds_its_company_again(garages, bakery):
    assert [find_one(ALL, label_of(each)) for each in (*garages, bakery)] == [*garages, bakery]


def test_of_several_a_sentence_names_some_and_of_none_says_so(garages):
    with pytest.raises(forms.ValidationError, match=r"Several companies match: Garage A"):
        find_one(ALL, "garage")
    with pytest.raises(forms.ValidationError, match="No company found"):
        find_one(ALL, "nobody")


@pytest.mark.parametrize(
    "typed", ["\0", "(", ")", "(#)", "#99999999999999999999", "%_", "'" * 300, "(#" + "9" * 240 + ")"]
)
def test_whatever_is_typed_is_answered(garages, typed):
    form = PickForm({"company": typed}, companies=ALL)
    assert not form.is_valid()
    assert list(form.errors) == ["company"]
    assert offered(ALL, typed) == []


def test_what_begins_so_is_offered_first_and_no_more_than_fit(office, garages):
    Company.objects.create(office=office, name="Old Garage A")
    assert offered(ALL, "garage a") == ["Garage A (0403.170.701)", label_of(Company.objects.get(name="Old Garage A"))]
    for n in range(MOST_OFFERED + 5):
        Company.objects.create(office=office, name=f"Garage {n}")
    assert len(offered(ALL, "garage")) == MOST_OFFERED


def test_G01_a_stranger_is_offered_nothing(alice, diane, other_office, garages):
    asked = "/connections/companies/offered?field=company&company=garage"
    assert "Garage A" in signed_in(alice).get(asked).text
    assert signed_in(diane).get(asked).text == ""


def test_payments_take_a_typed_company(alice, garages, monkeypatch):
    monkeypatch.setattr(overview, "MOST_NAMED", 2)
    client = signed_in(alice)
    answer = client.get("/payments/?tab=overdue&company=garage+b")
    assert answer.status_code == 302
    assert answer["Location"] == f"/payments/?tab=overdue&company={garages[1].pk}"
    assert "Several companies match" in client.get("/payments/?company=garage").text
    assert "data-picker" in client.get("/payments/").text
    assert client.get("/payments/").text.count("<option") < 5


def test_statements_take_a_typed_company(alice, garages):
    answer = signed_in(alice).get("/payments/statements/?company=garage+b")
    assert answer["Location"] == f"/payments/companies/{garages[1].pk}/statements/"


def test_an_invoice_is_begun_for_a_typed_company(alice, garages, bakery, sales, purchases, monkeypatch):
    monkeypatch.setattr(sales_overview, "MOST_NAMED", 2)
    client = signed_in(alice)
    assert "data-picker" in client.get("/sales/").text
    begun = client.post("/sales/drafts", {"company": "cornflower"})
    assert begun["Location"].startswith("/sales/drafts/")
    missed = client.post("/sales/drafts", {"company": "garage"})
    assert missed.status_code == 422
    assert "Several companies match" in missed.text


def test_G01_nothing_is_begun_for_a_company_of_others(diane, other_office, bakery, sales):
    assert signed_in(diane).post("/sales/drafts", {"company": "cornflower"}).status_code == 422


PAGES = [
    "/documents/", "/documents/take/", "/documents/upload/", "/payments/", "/payments/statements/", "/sales/",
    "/connections/?view=rows", "/forwarding/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_no_page_lists_the_companies_of_a_large_office(alice, office, address):
    many_companies(office, 300)
    page = signed_in(alice).get(address)
    assert page.status_code == 200
    assert page.text.count("<option") < 80
    assert page.text.count("Client 0") < 400  # rows of one page of a list, with their labels
    assert len(page.content) < 150_000


def test_documents_take_a_typed_company(alice, garages):
    client = signed_in(alice)
    answer = client.get("/documents/?q=march&company=garage+b")
    assert answer["Location"] == f"/documents/?q=march&company={garages[1].pk}"
    assert f'value="{label_of(garages[1])}"' in client.get(answer["Location"]).text
    unclear = client.get("/documents/?q=march&company=garage").text
    assert "Several companies match" in unclear
    assert 'name="company" maxlength="250" autocomplete="off" value="garage"' in " ".join(unclear.split())
    part = client.get("/documents/?company=x", headers={"hx-request": "true", "hx-target": "found"})
    assert "No company found" in part.text
    assert "<html" not in part.text


def test_a_download_takes_a_typed_company(alice, office, purchases, garages):
    for connection, number in ((purchases, "A/1"), (garages[0].connections.get(side="purchase"), "B/2")):
        bill = invoice(number=number, date="2026-10-05", buyer=party("x", connection.company.enterprise_number))
        file(bill, Way.COMMAND, into=connection)
    client = signed_in(alice)
    page = client.get(f"/documents/take/?company={garages[0].pk}").text
    assert f'value="{label_of(garages[0])}"' in page
    asked = {"form": "csv", "what": "both", "shape": "folders"}
    table = client.post("/documents/take/", asked | {"company": label_of(garages[0])}).text
    assert ("B/2" in table, "A/1" in table) == (True, False)
    missed = client.post("/documents/take/", asked | {"company": "garage"})
    assert missed.status_code == 422
    assert "Several companies match" in missed.text


def test_G01_a_company_of_others_is_no_filter(diane, other_office, garages):
    client = signed_in(diane)
    assert "No company found" in client.get("/documents/?company=garage+a").text
    asked = {"form": "csv", "what": "both", "shape": "folders", "company": str(garages[0].pk)}
    assert client.post("/documents/take/", asked).status_code == 422
