"""Verbindingen: what each person sees, search, filters, paging, and what a page costs."""

import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schakel.hub.connections.listing import Search, companies, counts, listed
from schakel.hub.connections.models import Access, Company, Connection, Member
from schakel.hub.connections.sharing import ShareRequest, share
from schakel.hub.connections.unread_counts import News, counters
from tests.hub.conftest import company_of, signed_in

URL = reverse("connections:list")


def seen(user, **query) -> str:
    return signed_in(user).get(URL, query, headers={"accept-language": "en"}).content.decode()


def test_the_office_sees_its_companies_and_not_those_of_another(bakery, other_office, alice, bob, diane):
    company_of(other_office, "Secret Ltd", "0407214017")
    for member in (alice, bob):
        page = seen(member)
        assert "Bakery Cornflower" in page
        assert "Secret" not in page
    assert "Bakery" not in seen(diane)


def test_the_client_sees_the_connection_he_holds_and_only_that(held, bakery, clara):
    page = seen(clara)
    assert "Peppol purchase invoices" in page
    assert "Peppol sales invoices" not in page
    assert "Add a company" not in page
    assert reverse("connections:sharing", args=[bakery.pk]) not in page


def test_the_state_its_date_and_its_person_stand_in_the_list(purchases, sales, office, alice, clara):
    share(office, alice, [ShareRequest("clara@clara.example", [purchases, sales], "en", "full")])
    sales.invitations.get().accept(clara)
    page = re.sub(r"\s+", " ", seen(alice))
    assert "Invited" in page
    assert "clara@clara.example, since today" in page
    assert "by clara@clara.example, today" in page


def test_the_news_come_from_the_room_above(purchases, alice, monkeypatch):
    monkeypatch.setattr(
        "schakel.hub.connections.unread_counts.counters", [lambda user, ids: {purchases.pk: News(new=7)}]
    )
    assert "7 new documents" in seen(alice)
    assert counters is not None


@pytest.mark.parametrize("text", ["cornfl", "CORNFLOWER", "0738.401", "0738401117", "BE 0738", "clara@clara"])
def test_search_by_name_number_and_address(bakery, office, alice, text):
    company_of(office, "Other", "0407214017", email="x@other.example")
    found = companies(alice, Search(text=text))
    assert [company.name for company in found] == ["Bakery Cornflower"]


def test_search_finds_accents_without_accents(office, alice):
    company_of(office, "Épicerie Noël", "0407214017")
    assert companies(alice, Search(text="epicerie noel")).count() == 1


def test_search_finds_whom_it_was_shared_with(purchases, office, alice, clara, held):
    share(office, alice, [ShareRequest("tom@invited.example", [purchases], "en", "full")])
    assert companies(alice, Search(text="tom@invited")).count() == 1
    assert companies(alice, Search(text="clara@clara")).count() == 1


def test_G03_a_client_finds_nothing_by_the_address_of_another(purchases, office, alice, clara, held):
    share(office, alice, [ShareRequest("tom@invited.example", [purchases], "en", "full")])
    assert companies(clara, Search(text="tom@invited")).count() == 0


def test_filter_and_counts_by_state(purchases, sales, office, alice, bakery):
    company_of(office, "Other", "0407214017")
    share(office, alice, [ShareRequest("clara@clara.example", [purchases], "en", "full")])
    assert counts(alice, Search()) == {"invited": 1, "not_shared": 3}
    [group], _page = listed(alice, Search(state="invited"))
    assert (group.company, [row.connection for row in group.rows]) == (bakery, [purchases])
    assert "CASE" not in str(companies(alice, Search(state="invited")).query)  # PostgreSQL would ask it of all with all


def test_a_filter_that_is_none_and_a_forged_cursor_show_the_first_page(bakery, alice):
    for query in ({"state": "x' OR 1"}, {"office": "9" * 30}, {"after": "WzFd"}, {"after": "%%%"}, {"q": "\0"}):
        assert signed_in(alice).get(URL, query).status_code == 200


def test_several_offices_stand_under_their_names(bakery, other_office, alice):
    Member.objects.create(office=other_office, user=alice)
    company_of(other_office, "Zebra", "0407214017")
    page = seen(alice)
    assert (
        page.index("Office Alice</h2>") < page.index("Bakery") < page.index("Office Diane</h2>") < page.index("Zebra")
    )
    assert [c.name for c in companies(alice, Search(office=other_office.pk))] == ["Zebra"]


def test_the_longest_page_costs_as_many_queries_as_the_shortest(
    bakery, office, alice, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(alice)
    client.get(URL)
    with django_assert_max_num_queries(21) as few:
        client.get(URL)
    for n in range(20):
        company = company_of(office, f"Company {n}", f"{n:010}")
        share(office, alice, [ShareRequest(f"c{n}@c.example", company.connections.all(), "en", "full")])
    with django_assert_num_queries(len(few)):
        client.get(URL)


def test_more_companies_come_with_and_without_javascript(office, alice):
    for n in range(30):
        company_of(office, f"Company {n:02}", f"{n:010}")
    client = signed_in(alice)
    page = client.get(URL).content.decode()
    more = re.search(r'id="more"[^>]*href="([^"]+)"', page)[1].replace("&amp;", "&")
    following = client.get(URL + more).content.decode()
    assert "Company 29" in following
    assert "<!doctype html>" in following
    part = client.get(URL + more, headers={"hx-request": "true", "hx-target": "more"}).content.decode()
    assert "Company 29" in part
    assert "<html" not in part
    assert "Company 24" not in part


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(["a", "A", "é", "z", "Z ", "ß", "10", ""]), max_size=60))
def test_paging_covers_each_company_once(office, alice, names):
    Connection.objects.all().delete()
    Company.objects.all().delete()
    made = [Company.objects.create(office=office, name=name).pk for name in names]
    found, after = [], ""
    while True:
        groups, page = listed(alice, Search(), after=after)
        found += [group.company.pk for group in groups]
        if not (after := page.next):
            break
    assert sorted(found) == sorted(made)


def test_whoever_has_nothing_yet_is_asked_what_he_is(diane):
    page = seen(diane)
    assert reverse("connections:new_office") in page
    assert diane.email in page


def test_G04_an_ended_access_is_gone_at_the_next_request(held, clara):
    client = signed_in(clara)
    assert "Bakery" in client.get(URL).content.decode()
    Access.objects.get().end(clara)
    assert "Bakery" not in client.get(URL).content.decode()
