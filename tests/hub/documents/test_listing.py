"""Finding documents: what a person remembers, states and orders, and G03: nobody finds what is not theirs."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from schakel.hub.documents import listing
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.search.order import ORDERS
from tests.hub.conftest import signed_in
from tests.hub.documents.rows import documents as rows
from tests.hub.documents.ubl import invoice, party


def numbers(user, query: str) -> list[str]:
    search = Search.read(QueryDict(query))
    return [document.number for document in listing.listed(user, search).rows]


def count(user, query: str) -> int:
    return listing.counted(listing.find_documents(user, Search.read(QueryDict(query))))


@pytest.fixture
def bills(purchases, sales):
    due = "<cbc:DueDate>{}</cbc:DueDate>"
    told = [
        {"number": "A-1", "date": "2026-03-02", "due": due.format("2026-04-01"), "net": "1033.06", "total": "1250.00"},
        {"number": "B-2", "date": "2026-03-30", "due": due.format("2026-03-31"), "total": "99.95", "item": "Rye bread"},
        {"number": "C-3", "date": "2026-11-20", "seller": party("Café Zoë", "0665812354"), "remittance": "F-9"},
        {"number": "2026-03", "date": "2026-10-05", "seller": party("Café Zoë", "0665812354"), "total": "1300.00"},
        {"number": "S-5", "seller": party("Bakery", "0738401117"), "buyer": party("Hotel", endpoint="0088:1")},
    ]
    for each in told:
        file(invoice(**each), Way.COMMAND)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=maart+2026", ["B-2", "A-1"]),
        ("q=vermeiren+mars+2026", ["B-2", "A-1"]),
        ("q=02/03/2026", ["A-1"]),
        ("q=Q1+2026", ["B-2", "A-1"]),
        ("q=2026-03", ["2026-03"]),  # a number that is here comes before a month
        ("q=€+1.250,00", ["A-1"]),
        ("q=1250", ["A-1"]),
        ("q=1033,06", ["A-1"]),  # without VAT
        ("q=%3E+1000", ["2026-03", "A-1"]),
        ("q=1000-1500+zoe", ["2026-03"]),
        ("q=%3C+100", ["B-2"]),
        ("q=cornflower+rye", ["B-2"]),
        ("q=rye+cornflower+maart+2026", ["B-2"]),
        ("q=%22maart%22+2026", []),
        ("party=Zoë", ["2026-03", "C-3"]),
        ("begin=2026-03-01&end=2026-03-31", ["B-2", "A-1"]),
        ("dated=due&end=2026-03-31", ["B-2"]),
        ("amount_from=1250&amount_to=1250", ["A-1"]),
        ("amount_from=99,95&amount_to=1250&order=amount", ["B-2", "C-3", "S-5", "A-1"]),
        ("number=A-1", ["A-1"]),
        ("side=sales", ["S-5"]),
        ("state=contested", []),
    ],
)
def test_what_a_person_remembers(alice, bills, query, found):
    assert numbers(alice, query) == found
    assert count(alice, query) == len(found)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("vermeirem", "vermeiren"),
        ("vermieren", "vermeiren"),
        ("vermeirenn", "vermeiren"),
        ("ermeiren", ""),
        ("corflower", "cornflower"),
    ],
)
def test_one_wrong_letter_in_a_name_still_finds_it_and_says_so(alice, bills, typed, name):
    found = listing.find_documents(alice, Search(text=f"{typed} maart 2026"))
    assert sorted(document.number for document in found.documents) == ["A-1", "B-2"]
    assert list(found.instead) == ([(typed, name)] if name else [])


def test_G03_a_wrong_letter_tells_nothing_of_names_of_others(diane, other_office, bills):
    found = listing.find_documents(diane, Search(text="vermeirem"))
    assert (found.count, found.instead) == (0, ())


@pytest.mark.parametrize(
    "query", ["q=vermeiren", "q=maart+2026", "q=1250", "q=cornflower", "amount_from=1", "state=unread", "q=%3E1"]
)
def test_G03_who_holds_nothing_finds_nothing(diane, clara, other_office, held, bills, query):
    assert numbers(diane, query) == []
    assert count(diane, query) == 0
    assert "S-5" not in numbers(clara, query)  # she holds the purchases only


def test_G03_nor_by_the_key_of_a_company_or_connection(diane, other_office, bills, bakery, purchases):
    assert numbers(diane, f"company={bakery.pk}") == numbers(diane, f"connection={purchases.pk}") == []


def test_G03_nor_where_the_connections_are_many(clara, held, bills, monkeypatch):
    for limit in ("MOST_NARROW", "MOST_LISTED"):
        monkeypatch.setattr(f"schakel.hub.documents.search.find.{limit}", 0)
        for query in ("", "q=cornflower"):
            assert sorted(numbers(clara, query)) == ["2026-03", "A-1", "B-2", "C-3"]


def test_what_is_in_quarantine_is_not_found(alice, bills):
    quarantine(Document.objects.get(number="A-1"), reason="odd", by=None)
    assert numbers(alice, "q=maart+2026") == ["B-2"]
    assert numbers(alice, "q=1250") == []


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_every_order_goes_on_where_a_page_ends(alice, purchases, name, monkeypatch):
    monkeypatch.setattr(listing, "SIZE", 2)
    for number, document in enumerate(rows(purchases, 5)):
        document.payable = [None, Decimal(20), Decimal(-3), Decimal("2.50"), Decimal("2.50")][number]
        document.due_date = document.issue_date = [None, date(2026, 1, 1), date(2025, 1, 1), None, date(2027, 1, 1)][
            number
        ]
        document.party = ["b", "A", "", "Ç", "a"][number]
        document.save()
    search, seen, after = Search(order=name), [], ""
    while True:
        page = listing.listed(alice, search, after=after)
        seen += [document.number for document in page.rows]
        if not (after := page.next):
            break
    other = name.removeprefix("-") if name.startswith("-") else f"-{name}"
    monkeypatch.setattr(listing, "SIZE", 50)
    assert len(seen) == 5
    assert seen == [document.number for document in listing.listed(alice, Search(order=other)).rows][::-1]


def test_before_and_after_one_document(alice, bills):
    search = Search.read(QueryDict("q=vermeiren&order=-amount"))
    around = listing.neighbours(alice, search, Document.objects.get(number="C-3"))
    assert [each and each.number for each in around] == ["A-1", "B-2"]  # where it would be, though of another party
    first, last = (Document.objects.get(number=number) for number in ("A-1", "B-2"))
    assert listing.neighbours(alice, search, first)[0] is None
    assert listing.neighbours(alice, search, last)[1] is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=flour",
        "q=maart",
        "q=%3E+5",
        "order=party",
        "q=flour&state=unread",
        "state=unread",
        "q=maart&order=issue",
        "q=maart&order=-amount",
        "begin=2026-03-04&order=issue",
        "begin=2026-03-04&order=-issue",
        "begin=2026-03-04&dated=due&order=due",
        "begin=2026-03-04&dated=received&order=received",
        "q=bakery+flour",
    ],
)
def test_more_than_are_put_in_order_as_they_are_come_the_same(alice, purchases, sales, monkeypatch, query):
    made = rows(purchases, 6) + rows(sales, 6, first=6)
    for place, document in enumerate(made):
        document.text, document.payable = f"{document.number}\nflour\nbread" if place % 2 else "x\nrent", Decimal(place)
        document.issue_date = date(2026, 3, 1 + place) if place != 4 else None
        document.due_date = date(2026, 3, 20 - place)
        document.save()
    whole, there = numbers(alice, query), count(alice, query)
    monkeypatch.setattr("schakel.hub.documents.search.find.MOST", 2)
    found = listing.find_documents(alice, Search.read(QueryDict(query)))
    assert found.is_many == (query not in ("", "order=party"))
    assert numbers(alice, query) == whole
    assert listing.unread_count(alice, found) == min(there, 1001)
    for limit in ("MOST_READ", "MOST_NARROW", "MOST_LISTED"):  # few connections with many documents; more; very many
        monkeypatch.setattr(f"schakel.hub.documents.search.find.{limit}", 0)
        assert numbers(alice, query) == whole


def test_a_search_costs_as_many_queries_with_many_documents(alice, purchases, django_assert_max_num_queries):
    rows(purchases, 300)
    with django_assert_max_num_queries(8):
        assert len(numbers(alice, "q=1&order=-amount")) <= 50


@pytest.mark.parametrize(
    ("query", "unclear"),
    [
        ("begin=yesterday", ["begin"]), ("end=2026-02-30", ["end"]),
        ("amount_from=much&amount_to=1e999", ["amount_from", "amount_to"]),
        ("amount_from=NaN&amount_to=-nan123", ["amount_from", "amount_to"]),
        ("order=color&state=blue", ["state", "order"]), ("received_since=2026", ["received_since"]), ("counts_as=x", ["counts_as"]),
        ("begin=9999-12-31", ["begin"]), ("q=%00&company=1", []), ("side=left&kind=x&dated=never", ["side", "kind", "dated"]),
    ],
)  # fmt: skip
def test_what_was_not_understood_is_named(query, unclear):
    assert sorted(Search.read(QueryDict(query)).unclear) == sorted(unclear)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "-nan1", "Infinity", "1e999", "0x10", "--1"])
def test_I06_what_is_no_amount_is_said_on_the_page(alice, bills, number):
    answer = signed_in(alice).get("/documents/", {"amount_from": number, "amount_to": number})
    assert (answer.status_code, answer.context["search"].unclear) == (200, ("amount_from", "amount_to"))
