"""An invoice comes back each month: on its day or the last of the month, once, until its end."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.sales.models import Draft, Occurrence, Recurrence
from schakel.hub.sales.recurring import worker as recurring
from tests.hub.conftest import signed_in
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db


def begin(sales, alice, **told) -> Recurrence:
    usual = {"mode": "draft", "first": timezone.localdate(), "until": None, "times": None}
    row = recurring.create_recurrence(
        sales, content(issue_date="2026-01-01", communication="x"), by=alice, **usual | told
    )
    Recurrence.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    return row


def test_the_last_day_of_a_short_month_and_back():
    days = [date(2027, 1, 31)]
    for _ in range(3):
        days.append(recurring.month_after(days[-1], day=31))
    assert days[1:] == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert recurring.month_after(date(2027, 12, 30), day=30) == date(2028, 1, 30)
    assert recurring.month_after(date(2028, 1, 30), day=30) == date(2028, 2, 29)


def test_a_draft_is_made_on_the_day_with_dates_and_communication_of_its_own(sales, alice):
    row = begin(sales, alice)
    assert recurring.make_due_drafts() == 1
    draft = Draft.objects.get()
    assert draft.content["customer_name"] == "Hotel Ter Zee"
    assert draft.content["issue_date"] == ""
    assert draft.content["communication"] not in ("", "x")
    row.refresh_from_db()
    assert row.next_on == recurring.month_after(timezone.localdate(), day=timezone.localdate().day)
    assert row.due_at > timezone.now()
    assert recurring.make_due_drafts() == 0


def test_months_missed_follow_once_each_and_it_ends_after_so_many(sales, alice):
    row = begin(sales, alice, first=timezone.localdate() - timedelta(days=100), times=3)
    while recurring.make_due_drafts():
        pass
    row.refresh_from_db()
    assert (Draft.objects.count(), row.state, row.due_at) == (3, "off", None)


def test_it_ends_on_its_last_day(sales, alice):
    row = begin(sales, alice, until=timezone.localdate() + timedelta(days=5))
    recurring.make_due_drafts()
    row.refresh_from_db()
    assert (Draft.objects.count(), row.state) == (1, "off")


def test_D12_a_day_is_made_once_even_when_the_worker_died_on_it(sales, alice):
    row = begin(sales, alice)
    Occurrence.objects.create(recurrence=row, on=row.next_on)
    recurring.make_due_drafts()
    assert not Draft.objects.exists()


def test_G04_who_lost_the_right_makes_nothing(sales, alice, clara):
    access = Access.objects.create(connection=sales, user=clara, role=Role.FULL)
    row = begin(sales, clara)
    access.end(clara)
    recurring.make_due_drafts()
    row.refresh_from_db()
    assert (row.state, row.due_at, Draft.objects.count()) == ("later", None, 0)
    assert "can no longer send for this company" in signed_in(alice).get("/sales/recurrences/").text


def test_the_page_begins_pauses_goes_on_and_stops(draft, alice):
    client, first = signed_in(alice), timezone.localdate() + timedelta(days=3)
    address = f"/sales/drafts/{draft.pk}/recurrence/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"first": "2020-01-01", "mode": "draft"}).status_code == 422
    backwards = {"first": first.isoformat(), "mode": "draft", "until": timezone.localdate().isoformat()}
    assert client.post(address, backwards).status_code == 422
    page = client.post(address, {"first": first.isoformat(), "mode": "draft", "times": "2"}, follow=True).text
    assert "Hotel Ter Zee" in page
    assert "2 more times" in page
    row = Recurrence.objects.get()
    for deed, state, is_due in (("pause", "later", False), ("go_on", "on", True), ("stop", "off", False)):
        client.post(f"/sales/recurrences/{row.pk}/state", {"do": deed})
        row.refresh_from_db()
        assert (row.state, row.due_at is not None) == (state, is_due)
