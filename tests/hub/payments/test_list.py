"""What is open and overdue: the page of the client and of the office."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from schakel.hub.connections.models import Access, Connection
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.models import BillAnswer
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.payments.document_actions import archive, mark_paid, postpone
from schakel.hub.payments.open_items import OpenItemQuery, find_items, page_of, reached
from schakel.hub.payments.payables import read_new
from schakel.hub.payments.totals import totals, week
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import invoice, party

TODAY = date(2026, 11, 24)


def due(day: date) -> str:
    return f"<cbc:DueDate>{day.isoformat()}</cbc:DueDate>"


def shown(user, query: str = "") -> str:
    answer = signed_in(user).get(f"/payments/{query}")
    assert answer.status_code == 200
    return answer.text


def numbers(user, **asked) -> set[str]:
    return {each.document.number for each in find_items(user, OpenItemQuery(**asked))}


def test_each_tab_holds_what_its_name_says(clara, held, bought):
    today = timezone.localdate()
    bought(number="OPEN", due=due(today + timedelta(days=3)))
    bought(number="OVERDUE", due=due(today - timedelta(days=3)))
    postpone(bought(number="LATER"), clara, until=today + timedelta(days=5))
    mark_paid(bought(number="PAID"), clara)
    archive(bought(number="AWAY"), clara)
    bought(number="DEBIT", means="49")
    record_answer(bought(number="CONTESTED"), BillAnswer.CONTESTED)
    assert numbers(clara, tab="open") == {"OPEN", "OVERDUE"}
    assert numbers(clara, tab="overdue") == {"OVERDUE"}
    assert numbers(clara, tab="later") == {"LATER"}
    assert numbers(clara, tab="paid") == {"PAID"}
    assert numbers(clara, tab="archived") == {"AWAY"}
    assert numbers(clara, tab="contested") == {"CONTESTED"}
    page = shown(clara)
    assert "OVERDUE" in page
    assert "PAID" not in page


def test_totals_are_exact_and_credit_notes_count_below_zero(clara, held, bought):
    bought(number="1", net="0.10", vat="0.00", total="0.10", due=due(TODAY - timedelta(days=1)))
    bought(number="2", net="0.20", vat="0.00", total="0.20", due=due(TODAY + timedelta(days=2)))
    bought(number="3", net="1.00", vat="0.00", total="1.00", due=due(TODAY + timedelta(days=60)))
    bought(number="4", root="CreditNote", net="0.05", vat="0.00", total="0.05")
    found = totals(reached(clara, OpenItemQuery()), side="purchase", today=TODAY)
    assert (found.all.open, found.all.overdue, found.all.soon) == (Decimal("1.25"), Decimal("0.10"), Decimal("0.20"))
    assert found.weeks == [Decimal("0.10"), Decimal("0.20"), 0, 0, 0, Decimal("1.00")]


def test_weeks_begin_today():
    assert [week(TODAY + timedelta(days=days), TODAY) for days in (-1, 0, 6, 7, 27, 28, 400)] == [0, 1, 1, 2, 4, 5, 5]


def test_the_office_sees_each_company_with_its_totals(alice, office, bought):
    other = company_of(office, "Garage Peeters", "0738401216")
    file(invoice(number="G1", buyer=party("Garage Peeters", "0738401216")), Way.COMMAND)
    bought(number="BAKERY-77")
    read_new()
    page = shown(alice)
    assert "By company" in page
    assert "Garage Peeters" in page
    only = shown(alice, f"?company={other.pk}")
    assert "G1" in only
    assert "BAKERY-77" not in only


def test_G01_nothing_of_others_and_no_company_that_is_not_mine(diane, other_office, bought, bakery):
    bought(number="SECRET")
    assert "SECRET" not in shown(diane)
    assert signed_in(diane).get(f"/payments/?company={bakery.pk}").status_code == 404


def test_sales_wait_for_their_payment(alice, clara, sales):
    Access.objects.create(connection=sales, user=clara)
    file(
        invoice(number="S1", seller=party("Bakery", "0738401117"), buyer=party("Hotel", endpoint="0088:1")), Way.COMMAND
    )
    read_new()
    assert numbers(clara, side=Connection.Side.SALES) == {"S1"}
    assert numbers(clara) == set()


def test_search_and_paging(clara, held, bought):
    for number in range(3):
        bought(number=f"2026-000{number}", due=due(TODAY + timedelta(days=number)))
    assert numbers(clara, text="2026-0001") == {"2026-0001"}
    rows, page = page_of(find_items(clara, OpenItemQuery()), size=2)
    more, last = page_of(find_items(clara, OpenItemQuery()), after=page.next, size=2)
    assert [each.paying.document.number for each in (*rows, *more)] == ["2026-0000", "2026-0001", "2026-0002"]
    assert not last.next


def test_a_page_costs_the_same_whatever_its_length(clara, held, bought, django_assert_max_num_queries):
    client = signed_in(clara)
    bought(number="first")
    with django_assert_max_num_queries(27):  # the connections are named first, twice (ADR 0242)
        assert client.get("/payments/").status_code == 200
    for number in range(6):
        bought(number=str(number))
    with django_assert_max_num_queries(18):  # what the session and the caches keep is not asked again
        assert client.get("/payments/").status_code == 200


def test_whatever_is_asked_the_page_answers(clara, held, bought):
    bought()
    for query in ("?tab=x&side=y", "?company=%00", "?company=9999999999999999999999", "?after=abc", "?q=%00"):
        assert signed_in(clara).get(f"/payments/{query}").status_code in {200, 404}
