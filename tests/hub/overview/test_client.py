"""*Today* for a client: to pay with the first one's QR, new, what customers owe, what is asked; nothing of others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.bills.models import Bill
from schakel.hub.documents.models import Document
from schakel.hub.overview import client as of_client
from schakel.hub.overview.client import cards_of
from schakel.hub.payments.models import Payable
from schakel.hub.payments.totals import update_totals
from tests.hub.conftest import company_of, person, signed_in

pytestmark = pytest.mark.django_db


def due(document: Document, days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    Document.objects.filter(pk=document.pk).update(due_date=day)
    Payable.objects.filter(pk=document.pk).update(due=day)


@pytest.fixture
def two(held, bought) -> tuple[Document, Document]:
    first, second = bought(number="FIRST"), bought(number="SECOND")
    Bill.objects.update(heaviest_warning=0)
    due(first, -2)
    due(second, 5)
    return first, second


def test_the_sum_what_is_too_late_the_first_with_its_qr_and_what_is_new(clara, two):
    update_totals()
    shown = signed_in(clara).get("/today/").text
    assert "To pay: 2 invoices" in shown
    assert "€242.00" in shown
    assert "€121.00 too late" in shown
    assert "FIRST" in shown
    assert "SECOND" not in shown
    assert "<svg" in shown.partition('class="qr"')[2][:200]
    assert "2 new documents" in shown
    assert shown.partition("</main>")[0].count("button primary") == 1
    assert "What to do first" not in shown


def test_it_comes_before_the_rest_and_totals_that_are_not_added_up_yet_count_too(clara, two):
    [card], more = cards_of(clara)
    assert (card.to_pay.count, card.next.item.paying.document.number, more) == (2, "FIRST", 0)


def test_who_only_reads_gets_no_qr_and_what_is_stopped_neither(clara, held, two):
    Access.objects.update(role=Role.READ)
    assert 'class="qr"' not in signed_in(clara).get("/today/").text
    Access.objects.update(role=Role.FULL)
    Bill.objects.update(heaviest_warning=3)
    shown = signed_in(clara).get("/today/").text
    assert 'class="qr"' not in shown
    assert "do not pay yet" in shown


def test_what_customers_owe_and_two_companies_side_by_side(clara, office, held, two, sales, sold):
    Access.objects.create(connection=sales, user=clara)
    due(sold("S1"), -3)
    mill = company_of(office, "Mill", "0899965307")
    Access.objects.create(connection=mill.connections.get(side="purchase"), user=clara)
    shown = signed_in(clara).get("/today/").text
    assert "Sent and not paid yet: 1 invoice, €121.00" in shown
    assert shown.index("Bakery Cornflower</h2>") < shown.index("Mill</h2>")
    assert "Nothing to pay" in shown.partition("Mill</h2>")[2]


def test_G01_nothing_of_what_is_not_theirs(alice, clara, diane, office, two):
    assert cards_of(diane) == cards_of(alice) == ([], 0)
    Access.objects.update(ended_at=timezone.now())
    assert cards_of(clara) == ([], 0)
    assert signed_in(clara).get("/today/").status_code == 302


def test_few_queries_for_many_companies(office, django_assert_max_num_queries):
    many = person("Many")
    for n in range(8):
        company = company_of(office, f"Company {n}", f"080000010{n}")
        Access.objects.bulk_create(Access(connection=each, user=many) for each in company.connections.all())
    with django_assert_max_num_queries(12):
        cards, more = cards_of(many)
    assert (len(cards), more) == (of_client.MOST, 2)
