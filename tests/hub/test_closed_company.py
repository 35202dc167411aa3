"""What every room does of a closed company: nothing more is done for it, and all that is there is still read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.closing import close, reopen
from schakel.hub.connections.models import Access, ApiKey
from schakel.hub.documents.filing import NotFiled, file
from schakel.hub.documents.models import Document, Way
from schakel.hub.forwarding.dispatcher import dispatch
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.payments.open_items import OpenItemQuery, find_items
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.reminders import remind
from schakel.hub.sales.models import Recurrence
from schakel.hub.sales.recurring.worker import create_recurrence, make_due_drafts
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.test_listing import count, numbers
from tests.hub.documents.ubl import invoice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def bill(purchases) -> Document:
    soon = timezone.localdate() + 3 * DAY
    [found] = file(invoice(number="B-1", due=f"<cbc:DueDate>{soon}</cbc:DueDate>"), Way.COMMAND).documents
    payable_for(found)
    return found


@pytest.fixture
def closed(bakery, bill, alice):
    close(bakery, timezone.localdate(), by=alice)
    return bakery


def test_its_documents_leave_lists_and_searches_and_are_found_as_closed(closed, office, alice, bill):
    mill = company_of(office, "Mill", "0800000196")
    assert numbers(alice, "") == []
    assert numbers(alice, "q=B-1") == []
    assert numbers(alice, "state=closed") == ["B-1"]
    assert (count(alice, "state=closed&q=B-1"), count(alice, f"company={closed.pk}")) == (1, 1)
    assert numbers(alice, f"company={mill.pk}") == []
    assert signed_in(alice).get(reverse("documents:detail", args=[bill.pk])).status_code == 200
    assert signed_in(alice).get(reverse("documents:original", args=[bill.pk])).status_code == 200


def test_a_client_who_has_nothing_else_still_sees_all(closed, clara, held):
    assert numbers(clara, "") == ["B-1"]
    assert find_items(clara, OpenItemQuery()).count() == 1


def test_nothing_new_is_filed_as_theirs(closed):
    outcome = file(invoice(number="B-2"), Way.COMMAND)
    assert isinstance(outcome, NotFiled)
    assert Document.objects.count() == 1


def test_what_came_before_its_day_is_forwarded_and_what_comes_later_is_not(bakery, bill, purchases, office, alice):
    books = Forwarder.objects.create(office=office, name="Books", kind="folder")
    Route.objects.create(forwarder=books, connection=purchases, since=bill.received_at - DAY)
    close(bakery, timezone.localdate() + DAY, by=alice)
    bakery.refresh_from_db()
    dispatch([bill])
    assert Forward.objects.count() == 1
    bill.received_at += DAY
    Forward.objects.all().delete()
    dispatch([bill])
    assert Forward.objects.count() == 0


def test_nobody_pays_or_is_reminded(closed, clara, held, alice, mailoutbox, bill):
    remind()
    assert mailoutbox == []
    assert find_items(alice, OpenItemQuery(company=closed.pk)).count() == 1
    assert signed_in(alice).post(reverse("payments:mark", args=[bill.pk]), {"how": "paid"}).status_code == 404


def test_its_recurring_invoices_stop_and_say_so(bakery, sales, alice):
    row = create_recurrence(sales, {}, by=alice, mode="draft", first=timezone.localdate() - DAY, until=None, times=None)
    close(bakery, timezone.localdate(), by=alice)
    make_due_drafts()
    row.refresh_from_db()
    assert (row.state, row.due_at, row.last_error) == (Recurrence.State.PAUSED, None, "no_right")


def test_its_keys_stop_answering_and_answer_again_when_it_is_opened(closed, alice, bill):
    _row, secret = ApiKey.make(closed, alice, name="Books", scopes=["read"])
    assert ApiKey.find_by_secret(secret) is None
    reopen(closed, by=alice)
    assert ApiKey.find_by_secret(secret) is not None


def test_its_clients_keep_their_access_and_either_side_ends_it(closed, clara, held, alice):
    access = Access.objects.endable_by(alice).get()
    access.end(alice)
    assert not Document.objects.reachable_by(clara).exists()


def test_it_is_kept_on_where_somebody_says_so(closed, alice, bill):
    assert signed_in(alice).post(reverse("documents:hold", args=[bill.pk]), {"reason": "Dispute"}).status_code == 302
    assert bill.legal_holds.active().exists()
