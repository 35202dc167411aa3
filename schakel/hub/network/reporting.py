"""Reporting: the two statistics that a service provider owes each month, counted from the transmissions themselves.

Counted is what was exchanged with a good receipt in the calendar month, in UTC: what came in by when it came, what went out by
the try that brought the receipt. Source: Peppol Internal Regulations, TSR 1.0.5 and EUSR 1.1.5.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Min, Q

from schakel.hub.network.models import Transmission
from schakel.hub.network.models.transmission import TransmissionQuerySet
from schakel.peppol import reporting
from schakel.peppol.identifiers import DocumentTypeId, ProcessId
from schakel.peppol.reporting import Direction, Exchange
from schakel.peppol.statistics import Report

HOME = "BE"  # where a company is whose address on the network does not say it
COLUMNS = ("direction", "peer", "document_type", "process", "country_c1", "company", "company__vat_number")


def month_of(text: str) -> date:
    """`2026-11` → the first of that month. Raises ValueError (permanent)."""
    return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()


def reports(month: date, *, reporter: str) -> tuple[Report, Report]:
    """TSR and EUSR of the month in which this day lies; `reporter` is our seat id."""
    start = month.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1)
    found = list(exchanges(start, end))
    last = end - timedelta(days=1)
    return (
        reporting.transaction_statistics(found, reporter=reporter, start=start, end=last),
        reporting.end_user_statistics(found, reporter=reporter, start=start, end=last),
    )


def exchanges(start: date, end: date) -> Iterator[Exchange]:
    """Of the days from `start` up to, not including, `end`."""
    since, until = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (start, end))
    came = Transmission.objects.incoming().filter(reference="", created_at__gte=since, created_at__lt=until)
    acknowledged = Transmission.objects.outgoing().annotate(sent_at=Min("tries__at", filter=Q(tries__code="")))
    went = acknowledged.filter(reference="", receipt__isnull=False, sent_at__gte=since, sent_at__lt=until)
    for rows in (came, went):
        yield from map(exchange, told(rows))


def told(rows: TransmissionQuerySet) -> Iterator[dict[str, Any]]:
    yield from rows.order_by("pk").values(*COLUMNS).iterator()


def exchange(row: dict[str, Any]) -> Exchange:
    return Exchange(
        direction=Direction.INCOMING if row["direction"] == Transmission.Direction.IN else Direction.OUTGOING,
        other=row["peer"],
        document_type=DocumentTypeId.parse(row["document_type"]),
        process=ProcessId.parse(row["process"]),
        sender_country=row["country_c1"],
        receiver_country=country(row["company__vat_number"] or ""),
        end_user=row["company"],
    )


def country(vat_number: str) -> str:
    """Of a company of ours, from the letters of its VAT number; Greece writes EL there."""
    letters = vat_number[:2].upper()
    return {"EL": "GR"}.get(letters, letters) if letters.isalpha() and len(letters) == 2 else HOME
