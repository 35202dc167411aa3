"""Setting up and testing for an office with hundreds of companies: no page lists them, and what is not on it stays as it is."""

import pytest
from django.urls import reverse

from schakel.hub.connections.picker import label_of
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.forwarding.route_choices import MOST_LINES
from tests.hub.conftest import company_of, signed_in
from tests.hub.connections.many import many_companies
from tests.hub.forwarding.test_pages import ASKED

pytestmark = pytest.mark.django_db
EMAIL = reverse("forwarding:new", args=["octopus"])
PULL = reverse("forwarding:new", args=["other"]) + "?kind=pull"
LARGEST = 150_000  # bytes of a page


@pytest.fixture
def clients(office):
    return many_companies(office, 300)


@pytest.fixture
def page(alice, office):
    return signed_in(alice)


@pytest.fixture
def everything(page, clients):
    """A forwarder to which all of them go."""
    page.post(PULL, {**ASKED, "for_all": ["purchase", "sales"]})
    return Forwarder.objects.get()


def lines_in(answer) -> int:
    return answer.text.count('name="line"')


def has_line(answer, company) -> str:
    return f'name="line" value="{company.pk}"' in answer.text


@pytest.mark.parametrize("address", [EMAIL, PULL])
def test_the_page_lists_no_company_and_stays_small(page, clients, address):
    answer = page.get(address)
    assert lines_in(answer) == 0
    assert "data-picker" in answer.text
    assert len(answer.content) < LARGEST / 5


def test_all_companies_are_added_at_once_but_for_those_with_a_choice_of_their_own(page, clients):
    left_out, half = clients[7], clients[8]
    told = {**ASKED, "for_all": ["purchase", "sales"], "line": [left_out.pk, half.pk]}
    page.post(PULL, told | {"connection": half.connections.get(side="sales").pk})
    routes = Route.objects.filter(forwarder=Forwarder.objects.get())
    assert routes.count() == 2 * 300 - 3
    assert list(routes.filter(connection__company__in=[left_out, half]).values_list("connection__side", flat=True)) == [
        "sales"
    ]


def test_a_company_that_was_chosen_gets_a_line_and_nothing_typed_is_lost(page, clients):
    told = {**ASKED, "name": "Typed", "line": clients[0].pk, "company": label_of(clients[1]), "for_all": "sales"}
    answer = page.post(EMAIL, told | {f"address_{clients[0].connections.first().pk}": "buy@package.example"})
    assert answer.status_code == 200
    assert not Forwarder.objects.exists()
    assert [has_line(answer, each) for each in clients[:3]] == [True, True, False]
    for kept in ('value="Typed"', 'value="buy@package.example"', 'value="sales" checked'):
        assert kept in answer.text
    assert 'value="purchase" checked' not in answer.text


def test_choosing_says_when_nothing_or_several_match_and_when_the_page_is_full(page, clients):
    for typed, sentence in (
        ("", "This field is required"),
        ("Client 001", "Several companies match"),
        ("x", "No company found"),
    ):
        answer = page.post(PULL, {**ASKED, "company": typed, "show": "1"})
        assert answer.status_code == 422
        assert sentence in answer.text
    shown = [each.pk for each in clients[:MOST_LINES]]
    answer = page.post(PULL, {**ASKED, "company": "Client 0300", "line": shown})
    assert "The page is full" in answer.text
    assert lines_in(answer) == MOST_LINES
    assert len(answer.content) < LARGEST


def test_changing_one_company_leaves_the_others_as_they_are(page, everything, clients):
    edit = reverse("forwarding:edit", args=[everything.pk])
    answer = page.post(edit, {**ASKED, "company": "Client 0005"})
    assert answer.text.count(" checked") == 2  # its two sides, as they are
    assert page.post(edit, {**ASKED, "line": clients[4].pk}).status_code == 302
    assert everything.routes.count() == 598
    assert not everything.routes.filter(connection__company=clients[4]).exists()


def test_one_who_joins_later_is_added_by_its_line_or_with_all(page, office, everything):
    late = company_of(office, "Late", "0899965307")
    edit = reverse("forwarding:edit", args=[everything.pk])
    assert page.post(edit, {**ASKED, "company": "Late"}).text.count(" checked") == 2
    page.post(edit, {**ASKED, "for_all": "purchase"})
    assert [route.connection.side for route in everything.routes.filter(connection__company=late)] == ["purchase"]
    assert everything.routes.count() == 601


def test_wrong_addresses_of_hundreds_are_named_ten_times_and_counted(page, clients):
    answer = page.post(EMAIL, {**ASKED, "address_for_all": "no address", "for_all": ["purchase", "sales"]})
    assert answer.status_code == 422
    assert answer.text.count("Enter a valid email address") == 10
    assert "590 more addresses are wrong." in answer.text


def test_without_any_company_it_is_refused(page, clients):
    assert "Choose at least one company." in page.post(PULL, ASKED).text


def test_G02_a_company_of_another_office_gets_no_line_and_no_route(page, clients, other_office):
    theirs = company_of(other_office, "Mill", "0407214017")
    told = {**ASKED, "line": theirs.pk, "connection": theirs.connections.first().pk}
    assert "Choose at least one company." in page.post(PULL, told).text
    assert "No company found" in page.post(PULL, {**ASKED, "company": "Mill"}).text
    assert lines_in(page.post(PULL, {**ASKED, "company": str(theirs.pk)})) == 0


def test_the_test_document_is_for_a_typed_company(page, everything, clients):
    address = reverse("forwarding:test", args=[everything.pk])
    assert page.get(address).text.count("<option") < 5
    page.post(address, {"company": "Client 0123", "side": "sales"})
    sample = everything.routes.get(samples__isnull=False)
    assert (sample.connection.company, sample.connection.side) == (clients[122], "sales")


def test_the_test_says_when_nothing_goes_from_there(page, everything, clients):
    everything.routes.filter(connection__company=clients[0], connection__side="sales").delete()
    address = reverse("forwarding:test", args=[everything.pk])
    assert "Nothing is forwarded from there." in page.post(address, {"company": "Client 0001", "side": "sales"}).text
    assert "No company found" in page.post(address, {"company": "Mill"}).text
