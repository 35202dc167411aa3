"""Totals that are kept: whatever changes an open item, the page says the right sum, before the worker came by and after."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.models import BillAnswer
from schakel.hub.documents.models import Quarantine
from schakel.hub.payments.document_actions import archive, mark_paid, postpone, take_up, undo_payment
from schakel.hub.payments.models import OpenTotal, OutdatedTotal, Payable
from schakel.hub.payments.totals import totals, update_totals


def open_sum(today=None) -> Decimal:
    return totals(Connection.objects.filter(side="purchase"), side="purchase", today=today).all.open


@pytest.fixture
def settled(bought):
    """Two bills of 121 euro, added up."""
    one, other = bought(number="1"), bought(number="2")
    update_totals()
    assert update_totals() == 0
    return one, other


def in_quarantine(document, by):
    Quarantine.objects.create(document=document, reason="a virus")


def refused(document, by):
    record_answer(document, BillAnswer.REFUSED)


def later(document, by):
    postpone(document, by, until=timezone.localdate() + timedelta(days=3))


def written_past_everything(document, by):
    Payable.everything.filter(document=document).update(left=0, is_settled=True)


@pytest.mark.parametrize("change", [mark_paid, archive, later, refused, in_quarantine, written_past_everything])
def test_whatever_changes_an_item_the_total_follows(alice, settled, change):
    assert open_sum() == Decimal("242.00")
    change(settled[0], alice)
    assert open_sum() == Decimal("121.00")
    assert update_totals() == 1
    assert OutdatedTotal.objects.count() == 0
    assert open_sum() == Decimal("121.00")


def test_what_was_taken_back_counts_again(alice, settled):
    mark_paid(settled[0], alice)
    archive(settled[1], alice)
    update_totals()
    assert open_sum() == 0
    assert OpenTotal.objects.count() == 0
    undo_payment(settled[0], alice)
    take_up(settled[1], alice)
    assert open_sum() == Decimal("242.00")


def test_a_total_of_yesterday_is_not_believed(alice, settled):
    OpenTotal.objects.update(open=5, day=timezone.localdate() - timedelta(days=1))
    assert open_sum() == Decimal("242.00")
    update_totals()
    assert OpenTotal.objects.get().day == timezone.localdate()


def test_set_aside_until_tomorrow_it_is_open_tomorrow(alice, settled):
    later(settled[0], alice)
    update_totals()
    assert open_sum(today=timezone.localdate() + timedelta(days=3)) == Decimal("242.00")


def test_a_page_adds_up_what_is_kept_and_not_every_item(settled, django_assert_num_queries):
    OpenTotal.objects.update(open=5)
    with django_assert_num_queries(3):
        assert open_sum() == 5
