"""Connections as one row a company: both states in it, in three orders, with letters to jump to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.listing import Search, companies, in_order, letters, listed
from schakel.hub.connections.models import Company, Connection, Invitation, InvitationMail
from schakel.hub.connections.views import connections
from schakel.hub.documents.models import Document
from schakel.hub.documents.unread_counts import NEWEST, news
from tests.hub.conftest import signed_in


def plain_company(office, name: str) -> Company:
    """Without a number."""
    company = Company.objects.create(office=office, name=name)
    for side in Connection.Side.values:
        Connection.objects.create(company=company, side=side)
    return company


@pytest.fixture
def three(office):
    return [plain_company(office, name) for name in ("Alfa", "Épicerie", "Beta")]


def names(user, **asked) -> list[str]:
    groups, _page = listed(user, Search(**asked))
    return [each.company.name for each in groups]


def document(connection, *, days: int, number: str = "1") -> Document:
    received = timezone.now() - timedelta(days=days)
    return Document.objects.create(connection=connection, sha256=f"{days}-{number}", size=1, received_at=received)


def test_a_row_holds_both_sides_and_the_bulk_bar_works(alice, three):
    page = signed_in(alice).get("/connections/?view=rows").text
    assert page.count('<tr id="company-') == 3
    assert page.count('form="choose"') == 3
    assert "As cards" in page
    assert '<section id="company-' not in page


def test_many_companies_are_shown_in_rows_unless_cards_are_asked_for(alice, three, monkeypatch):
    monkeypatch.setattr(connections, "MANY", 2)
    assert '<tr id="company-' in signed_in(alice).get("/connections/").text
    assert '<section id="company-' in signed_in(alice).get("/connections/?view=cards").text


def test_the_newest_document_decides_the_order(alice, three):
    document(three[1].connections.get(side="sales"), days=1)
    document(three[2].connections.get(side="purchase"), days=2)
    assert names(alice, order="last") == ["Épicerie", "Beta", "Alfa"]


def test_who_waits_longest_comes_first(alice, three):
    for company, days in ((three[2], 3), (three[0], 1)):
        since = timezone.now() - timedelta(days=days)
        connection = company.connections.get(side="purchase")
        letter = InvitationMail.to("c@client.example", office=company.office, inviter=alice, language="en")
        letter.save()
        Invitation.objects.create(connection=connection, letter=letter, created_at=since)
    assert names(alice, order="waiting") == ["Beta", "Alfa", "Épicerie"]


@pytest.mark.parametrize("order", ["name", "last", "waiting"])
def test_every_order_has_each_company_on_one_page(alice, office, order, monkeypatch):
    monkeypatch.setattr("schakel.hub.connections.listing.SIZE", 2)
    made = [plain_company(office, name) for name in "EDCBA"]
    document(made[0].connections.get(side="sales"), days=1)
    seen, after = [], ""
    while True:
        groups, page = listed(alice, Search(order=order), after=after)
        seen += [each.company.name for each in groups]
        if not (after := page.next):
            break
    assert sorted(seen) == list("ABCDE")


def test_letters_lead_to_the_names_that_begin_so(alice, three):
    assert letters(alice, Search()) == ["A", "B", "E"]
    assert names(alice, letter="b") == ["Beta", "Épicerie"]
    assert 'href="?view=rows&amp;letter=E"' in signed_in(alice).get("/connections/?view=rows").text


def test_G01_a_stranger_sees_no_letter_and_no_row(diane, other_office, three):
    assert letters(diane, Search()) == []
    assert list(in_order(companies(diane, Search()), Search(order="last"))) == []


def test_new_documents_are_counted_among_the_newest(alice, three):
    here = three[0].connections.get(side="purchase")
    for n in range(NEWEST + 3):
        document(here, days=1, number=str(n))
    assert news(alice, [here.pk])[here.pk].new == NEWEST
    Document.objects.order_by("pk").last().readings.create(user=alice)
    assert news(alice, [here.pk])[here.pk].new in (NEWEST - 1, NEWEST)
    assert news(alice, [three[1].connections.first().pk]).popitem()[1].new == 0


@pytest.mark.parametrize("query", ["?order=x&view=y&letter=%00", "?order=last&after=abc", "?letter=%25&order=waiting"])
def test_whatever_is_asked_the_page_answers(alice, three, query):
    assert signed_in(alice).get(f"/connections/{query}").status_code == 200
