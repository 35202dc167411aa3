"""Documents whose period is over, counted by company and year: from what an owner makes a list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear, Greatest
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.period import ended, years_of


@dataclass(frozen=True)
class YearOfCompany:
    company: Company
    year: int  # in which they were issued or received, whichever is later
    count: int
    bytes: int
    first: datetime  # received
    last: datetime


def with_year(documents: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `base_year`, as `retention.period` has it."""
    received = ExtractYear("received_at")
    found: QuerySet[Any] = documents.annotate(
        base_year=Greatest(received, Coalesce(ExtractYear("issue_date"), received))
    )
    return found


def of_company(company: Company) -> QuerySet[Document]:
    """By the index of connection and receipt: it reads what is old enough and nothing else."""
    connections = list(company.connections.values_list("pk", flat=True))
    return Document.everything.filter(connection__in=connections).filter(ended(years=years_of(company)))


def years_past(companies: QuerySet[Company]) -> list[YearOfCompany]:
    """By company, the oldest years first; in one query, however many companies there are."""
    rows = with_year(Document.everything.filter(connection__company__in=companies.values("pk")).filter(ended()))
    summed = rows.order_by().values("connection__company", "base_year")
    groups = summed.annotate(count=Count("pk"), bytes=Sum("size"), first=Min("received_at"), last=Max("received_at"))
    known = {each.pk: each for each in companies.select_related("retention_rule")}
    found = [
        YearOfCompany(known[row.pop("connection__company")], row.pop("base_year"), **row)
        for row in groups
        if row["connection__company"] in known
    ]
    past = [each for each in found if is_past(each.company, each.year)]
    return sorted(past, key=lambda each: (each.company.sort_name, each.company.pk, each.year))


def is_past(company: Company, year: int, today: date | None = None) -> bool:
    return year + years_of(company) < (today or timezone.localdate()).year
