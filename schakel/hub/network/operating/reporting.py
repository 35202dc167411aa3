"""Reporting: the two statistics that a service provider owes each month, counted from the transmissions themselves.

Counted is what was exchanged with a good receipt in the calendar month, in UTC: what came in by when it came, what went out by
the try that brought the receipt. Source: Peppol Internal Regulations, TSR 1.0.5 and EUSR 1.1.5.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.countries import country_of_vat_number
from schakel.hub.network.mls.send import country_of
from schakel.hub.network.models import Transmission
from schakel.hub.network.models.transmission import TransmissionQuerySet
from schakel.hub.network.outbound.queue import enqueue
from schakel.peppol import reporting, sbdh, statistics, statistics_rules
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import DocumentTypeId, ProcessId, service_provider
from schakel.peppol.reporting import Direction, Exchange
from schakel.peppol.statistics import Report

OF_A_REPORT = uuid.UUID("5c0c1b1e-9a5e-4b0e-8f0e-2f4a7c1d9e36")  # the space of the ids made here
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


def send(report: Report, *, ours: AccessPoint) -> Transmission:
    """Queued to OpenPeppol, once for each kind and month: the id of the envelope is made from them. One that failed goes again.

    Raises BrokenReport (permanent): a report that breaks its rules is not sent.
    """
    if broken := statistics_rules.check(report):
        raise BrokenReport(", ".join(sorted({finding.rule for finding in broken})))
    instance_id = str(uuid.uuid5(OF_A_REPORT, f"{ours.seat_id} {report.kind.root} {report.start}"))
    with transaction.atomic():
        known = Transmission.objects.outgoing().filter(instance_id=instance_id).first()
        if known and known.state == Transmission.State.FAILED:
            known.try_again()
        return known or enqueue(header_of(report, instance_id, ours), wrap(report, instance_id, ours), company=None)


def header_of(report: Report, instance_id: str, ours: AccessPoint) -> sbdh.Header:
    return sbdh.Header(
        sender=service_provider(ours.seat_id),
        receiver=reporting.RECIPIENT,
        document_type=report.kind.document_type,
        process=reporting.PROCESS,
        country_c1=country_of(ours),
        instance_id=instance_id,
        created_at=timezone.now().replace(microsecond=0),
    )


def wrap(report: Report, instance_id: str, ours: AccessPoint) -> bytes:
    return sbdh.wrap(header_of(report, instance_id, ours), statistics.write(report))


class BrokenReport(PeppolError):
    default_code = "BROKEN_REPORT"


def exchanges(start: date, end: date) -> Iterator[Exchange]:
    """Of the days from `start` up to, not including, `end`."""
    since, until = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (start, end))
    came = Transmission.objects.incoming().filter(reference="", created_at__gte=since, created_at__lt=until)
    acknowledged = Transmission.objects.outgoing().annotate(sent_at=Min("tries__at", filter=Q(tries__code="")))
    went = acknowledged.filter(reference="", receipt__isnull=False, sent_at__gte=since, sent_at__lt=until)
    for rows in (came, went):
        yield from map(exchange, values_of(rows))


def values_of(rows: TransmissionQuerySet) -> Iterator[dict[str, Any]]:
    yield from rows.order_by("pk").values(*COLUMNS).iterator()


def exchange(row: dict[str, Any]) -> Exchange:
    return Exchange(
        direction=Direction.INCOMING if row["direction"] == Transmission.Direction.IN else Direction.OUTGOING,
        other=row["peer"],
        document_type=DocumentTypeId.parse(row["document_type"]),
        process=ProcessId.parse(row["process"]),
        sender_country=row["country_c1"],
        receiver_country=country_of_vat_number(row["company__vat_number"] or ""),
        end_user=row["company"],
    )
