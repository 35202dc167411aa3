"""The companies of a forwarder, a page of them at a time: no form of thousands of fields, and saving a page touches no other."""

import pytest
from django.urls import reverse

from schakel.hub.forwarding.models import Forwarder, Route
from tests.hub.conftest import company_of, signed_in
from tests.hub.forwarding.conftest import BOOKS
from tests.hub.forwarding.test_address_sheet import many_companies
from tests.hub.forwarding.test_pages import ASKED

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(alice, office):
    return signed_in(alice)


def test_a_page_has_so_many_companies_and_is_searched(page, office, forwarder, bakery):
    many_companies(office, 60)
    address = reverse("forwarding:routes", args=[forwarder().pk])
    answer = page.get(address)
    assert len(answer.context["lines"]) == 25
    assert BOOKS in answer.text
    found = page.get(address, {"q": "Company 59"})
    assert [str(line.company) for line in found.context["lines"]] == ["Company 59"]


def test_saving_a_page_leaves_the_others_alone(page, office, forwarder, bakery, purchases):
    row, hotel = forwarder(), company_of(office, "Hotel", "0899965307")
    buy = hotel.connections.get(side="purchase")
    address = reverse("forwarding:routes", args=[row.pk])
    page.post(address, {"company": [hotel.pk], f"address_{buy.pk}": "hotel@package.example"})
    assert {route.address for route in Route.objects.all()} == {BOOKS, "hotel@package.example"}
    page.post(address, {"company": [hotel.pk], f"address_{buy.pk}": ""})
    assert [route.connection for route in Route.objects.all()] == [purchases]


def test_a_wrong_address_is_said_at_its_company_and_nothing_is_saved(page, forwarder, bakery, purchases):
    address = reverse("forwarding:routes", args=[forwarder().pk])
    answer = page.post(address, {"company": [bakery.pk], f"address_{purchases.pk}": "nonsense"})
    assert answer.status_code == 422
    assert "Enter a valid email address." in answer.text
    assert Route.objects.get().address == BOOKS


def test_G01_a_company_of_another_office_is_not_saved(page, forwarder, other_office, purchases):
    theirs = company_of(other_office, "Mill", "0407214017").connections.get(side="purchase")
    address = reverse("forwarding:routes", args=[forwarder().pk])
    page.post(address, {"company": [theirs.company_id, "x", "9" * 30], f"address_{theirs.pk}": "a@b.example"})
    assert [route.connection for route in Route.objects.all()] == [purchases]


def test_with_many_companies_the_set_up_asks_none_of_them_and_ends_none(page, office, purchases):
    many_companies(office, 60)
    address = reverse("forwarding:new", args=["yuki"])
    shown = page.get(address)
    assert shown.text.count("<input") < 40
    told = {**ASKED, "contents": "both", "address_for_all": "{enterprise}@yuki.example", "for_all": "purchase"}
    assert page.post(address, told).status_code == 302
    row = Forwarder.objects.get()
    assert row.routes.count() == 61
    edit = reverse("forwarding:edit", args=[row.pk])
    assert page.get(edit).text.count("<input") < 40
    page.post(edit, {**ASKED, "name": "Renamed"})
    assert (Forwarder.objects.get().name, row.routes.count()) == ("Renamed", 61)


def test_with_many_companies_one_pattern_that_is_wrong_is_said_once(page, office, bakery):
    many_companies(office, 60)
    told = {**ASKED, "address_for_all": "nonsense", "for_all": "purchase"}
    answer = page.post(reverse("forwarding:new", args=["yuki"]), told)
    assert answer.status_code == 422
    assert answer.text.count("Enter a valid email address.") == 1
    assert not Forwarder.objects.exists()


def test_with_many_companies_all_take_part_where_no_address_is_needed(page, office, bakery):
    many_companies(office, 60)
    page.post(reverse("forwarding:new", args=["other"]) + "?kind=pull", {**ASKED, "for_all": ["purchase", "sales"]})
    assert Forwarder.objects.get().routes.count() == 122
