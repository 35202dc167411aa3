"""The list and the search, and the rows G03, I01, I06, I07 of the threats."""

import pytest

from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.models import BillAnswer
from schakel.hub.documents.bills.read import ensure
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.rows import documents
from tests.hub.documents.ubl import invoice, party


def add(**told: str) -> Document:
    return file(invoice(**told), Way.COMMAND).documents[0]


def listed(user, query: str = "", **headers) -> str:
    answer = signed_in(user).get(f"/documents/{query}", headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def numbers(page: str) -> list[str]:
    return [each for each in ("A-1", "B-2", "C-3") if f">{each}</a>" in page]


@pytest.fixture
def three(purchases, sales):
    add(number="A-1")
    add(number="B-2", root="CreditNote", seller=party("Café Zoë", "0665812354"), total="1032.81", remittance="F-9")
    add(number="C-3", seller=party("Bakery", "0738401117"), buyer=party("Hotel", endpoint="0088:1"))


def test_a_row_says_what_a_reader_looks_for(alice, purchases):
    add()
    page = listed(alice).replace("\xa0", " ")
    for word in (
        "2026-1184",
        "Mill Vermeiren",
        "20 Nov 2026",
        "20 Dec 2026",
        "€121.00",
        "unread",
        "Bakery Cornflower",
    ):
        assert word in page


def test_newest_first(alice, three):
    page = listed(alice)
    assert page.index("C-3") < page.index("B-2") < page.index("A-1")


def test_who_holds_nothing_sees_nothing(diane, clara, three, other_office):
    for user in (diane, clara):
        assert numbers(listed(user)) == []
        assert "No documents yet" in listed(user)


def test_a_client_sees_only_the_connection_he_holds(clara, held, three):
    assert numbers(listed(clara)) == ["A-1", "B-2"]


def test_a_connection_of_another_is_not_found(diane, three, purchases, other_office):
    assert signed_in(diane).get(f"/documents/?connection={purchases.pk}").status_code == 404
    assert signed_in(diane).get("/documents/?connection=x").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("side=sales", ["C-3"]),
        ("side=purchase", ["A-1", "B-2"]),
        ("kind=credit_note", ["B-2"]),
        ("kind=nonsense&side=nonsense&sort=-connection__company&q=", ["A-1", "B-2", "C-3"]),
        ("q=b-2", ["B-2"]),
        ("q=cafe+ZOE", ["B-2"]),
        ("q=hotel", ["C-3"]),
        ("q=1.032,81", ["B-2"]),
        ("q=1032.81", ["B-2"]),
        ("q=%2B%2B%2B090/9337/55493%2B%2B%2B", ["A-1", "C-3"]),
        ("q=090933755493", ["A-1", "C-3"]),
        ("q=BE71+0961", ["A-1", "B-2", "C-3"]),
        ("q=0665.812.354", ["B-2"]),
        ("q=flour+hotel", ["C-3"]),
        ("q=cornflower+flour", ["A-1", "B-2", "C-3"]),
        ("q=nothing", []),
    ],
)
def test_search_and_filters(alice, three, query, found):
    assert numbers(listed(alice, f"?{query}")) == found


@pytest.mark.parametrize(
    "text", ["%", "_", '"', "'", "*", "NEAR(a b)", "a OR b", "');DROP TABLE", "\\", "%00", "(" * 200, "٣", "-", "^a"]
)
def test_I06_what_is_typed_is_only_text(alice, three, text):
    assert numbers(listed(alice, f"?q={text.replace('%', '%25')}")) in ([], ["A-1", "B-2", "C-3"])


@pytest.mark.parametrize(
    "query", [f"q={'hotel%22*+' * 1_250}", f"q=hotel&party={'+' * 9_000}hotel&number={'+' * 9_000}C-3"]
)
def test_I06_of_what_is_too_long_links_carry_what_is_searched(alice, three, query):
    answer = signed_in(alice).get(f"/documents/?{query}", follow=True)
    page = answer.content.decode()
    assert ">C-3</a>" in page
    assert len(page) < 60_000
    assert len(answer.redirect_chain) == 1


def test_I06_a_wildcard_is_a_character(alice, three):
    assert numbers(listed(alice, "?q=A%25")) == []
    assert numbers(listed(alice, "?q=A_1")) == []


def test_unread_is_counted_and_filtered_per_person(alice, bob, three):
    document = Document.objects.get(number="A-1")
    document.readings.create(user=alice)
    assert numbers(listed(alice, "?state=unread")) == ["B-2", "C-3"]
    assert "Unread <span>2</span>" in listed(alice)
    assert "Unread <span>3</span>" in listed(bob)


def test_what_is_contested_has_its_own_tab_and_stays_so_when_searched(alice, three):
    ensure(Document.objects.all())
    record_answer(Document.objects.get(number="B-2"), BillAnswer.CONTESTED)
    record_answer(Document.objects.get(number="C-3"), BillAnswer.REFUSED)
    page = listed(alice, "?state=contested")
    assert numbers(page) == ["B-2"]
    assert '<option value="contested" selected>Contested</option>' in page
    assert numbers(listed(alice, "?state=contested&q=nothing")) == []


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "WyJhIiwiYiJd", "A" * 5000, "%00"])
def test_I07_a_forged_cursor_is_a_first_page(alice, three, cursor):
    assert numbers(listed(alice, f"?after={cursor}&size=1000000000")) == ["A-1", "B-2", "C-3"]


def test_more_comes_as_rows_and_without_a_script_as_a_page(alice, purchases, monkeypatch):
    monkeypatch.setattr("schakel.hub.documents.listing.SIZE", 2)
    for number in ("A-1", "B-2", "C-3"):
        add(number=number)
    client = signed_in(alice)
    first = client.get("/documents/?q=flour")
    more = f"/documents/?q=flour&after={first.context['page'].next}"
    assert numbers(first.content.decode()) == ["B-2", "C-3"]
    assert more.replace("&", "&amp;").removeprefix("/documents/") in first.content.decode()
    assert numbers(client.get(more).content.decode()) == ["A-1"]
    rows = client.get(more, headers={"hx-request": "true"}).content.decode()
    assert numbers(rows) == ["A-1"]
    assert "<html" not in rows


def test_the_same_number_of_queries_for_one_and_for_fifty(alice, purchases, django_assert_num_queries, office):
    client = signed_in(alice)
    add()
    client.get("/documents/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/documents/")
    for n in range(20):
        add(number=f"N-{n}")
    with django_assert_num_queries(len(one)):
        client.get("/documents/")


HOSTILE = "<script>alert(1)</script>\u202e{{7*7}}"


def test_I01_B14_hostile_names_are_text(alice, purchases):
    from xml.sax.saxutils import escape

    add(number=escape(HOSTILE), seller=party(escape(HOSTILE), "0407214017"))
    page = listed(alice)
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "{{7*7}}" in page


def test_a_long_name_is_cut(alice, purchases):
    add(seller=party("x" * 100_000, "0407214017"))
    assert "x" * 61 not in listed(alice)


def test_a_document_that_cannot_be_read_stands_in_the_list(alice, purchases):
    file(b"not xml", Way.PEPPOL, into=purchases)
    assert "cannot be read" in listed(alice)


def test_connections_of_two_offices_do_not_mix(alice, diane, bakery, other_office):
    company_of(other_office, "Mill", "0407214017")
    file(invoice(), Way.COMMAND)
    assert Document.objects.count() == 2
    for user, name in ((alice, "Mill Vermeiren"), (diane, "Bakery Cornflower")):
        page = listed(user)
        assert page.count('class="what"') == 1
        assert name in page
    assert Connection.objects.count() == 4


def test_who_comes_back_gets_the_page_on_which_the_document_is(alice, purchases):
    rows = documents(purchases, 120)
    for place, document in enumerate(sorted(rows, key=lambda each: (each.received_at, each.pk), reverse=True)):
        if place not in (0, 49, 50, 119):
            continue
        page = listed(alice, f"?side=purchase&at={document.pk}")
        assert f'href="/documents/{document.pk}/?side=purchase" data-focus' in page
        assert ("To the beginning of the list" in page) == (place >= 50)


def test_I07_a_place_that_is_not_in_the_list_is_its_beginning(alice, diane, other_office, three):
    theirs = Document.objects.first()
    for at in ("987654321", "x", "-1", "9" * 30, ""):
        page = listed(alice, f"?at={at}")
        assert numbers(page) == ["A-1", "B-2", "C-3"]
        assert "data-focus" not in page
    assert "data-focus" not in listed(diane, f"?at={theirs.pk}")


def test_a_document_leads_back_to_its_place_in_what_was_searched(alice, three):
    document = Document.objects.get(number="B-2")
    page = signed_in(alice).get(f"/documents/{document.pk}/?q=caf%C3%A9&after=x&at=7").text
    assert f'href="/documents/?q=caf%C3%A9&amp;at={document.pk}" data-key="u"' in page
