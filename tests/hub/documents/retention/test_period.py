"""L03: until when a document is kept; a longer period or a hold, never a shorter one."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.models import MOST_YEARS, RetentionRule
from schakel.hub.documents.retention.period import ended, kept_until

pytestmark = pytest.mark.django_db


def document(*, received: datetime, issued: date | None = None, years: int = 10) -> Document:
    """Not stored."""
    company = Company(name="Bakery")
    company.retention_rule = RetentionRule(company=company, years=years)
    return Document(connection=Connection(company=company), received_at=received, issue_date=issued)


@pytest.mark.parametrize(
    ("received", "issued", "until"),
    [
        (datetime(2026, 3, 1, tzinfo=UTC), date(2026, 2, 27), 2036),
        (datetime(2027, 1, 4, tzinfo=UTC), date(2026, 12, 30), 2037),  # received a year later
        (datetime(2026, 12, 30, tzinfo=UTC), date(2027, 1, 2), 2037),  # dated ahead
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), None, 2037),  # New Year in Belgium
        (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), None, 2036),
        (datetime(2026, 3, 1, tzinfo=UTC), date(9999, 12, 31), 9999),
    ],
)
def test_L03_full_years_from_1_january_after_the_later_of_issue_and_receipt(received, issued, until):
    assert kept_until(document(received=received, issued=issued)) == date(until, 12, 31)


def test_L03_a_company_may_keep_longer_and_never_shorter(bakery):
    assert kept_until(document(received=datetime(2026, 3, 1, tzinfo=UTC), years=25)) == date(2051, 12, 31)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRule.objects.create(company=bakery, years=9)


FIRST, LAST = datetime(1950, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 -- hypothesis adds the zone
moments = st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(UTC))


@given(
    received=moments, issued=st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)), years=st.integers(10, MOST_YEARS)
)
def test_L03_no_document_is_kept_less_than_so_many_full_years(received, issued, years):
    until = kept_until(document(received=received, issued=issued, years=years))
    latest = max(timezone.localdate(received), issued or date.min)
    assert (until.month, until.day) == (12, 31)
    assert until.replace(year=until.year - years) >= latest
    assert until.year - years == latest.year


@pytest.mark.parametrize(("today", "is_over"), [(date(2036, 12, 31), False), (date(2037, 1, 1), True)])
def test_L03_the_question_to_the_database_says_the_same_day(purchases, monkeypatch, today, is_over):
    row = {"connection": purchases, "sha256": "a" * 64, "size": 1, "received_at": datetime(2026, 5, 1, tzinfo=UTC)}
    kept = Document.objects.create(**row, issue_date=date(2026, 4, 30))
    monkeypatch.setattr(timezone, "localdate", lambda _moment=None: today)
    assert Document.objects.filter(ended()).filter(pk=kept.pk).exists() is is_over
    assert not Document.objects.filter(ended(years=11)).exists()
