"""Until when a document is kept (L03, ADR 0264).

Full years from 1 January after the later of its issue and its receipt, to 31 December of the last one. Source: art. 60 of
the Belgian VAT Code, ten years since 2023. What a legal hold adds has no end that is known.
"""

from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.models import YEARS, LegalHold, RetentionRule


def kept_until(document: Document) -> date:
    """The last day of its period."""
    return date(min(base_year(document) + years_of(document.connection.company), date.max.year), 12, 31)


def base_year(document: Document) -> int:
    """In which it was issued or received, whichever is later."""
    received = timezone.localdate(document.received_at).year
    return max(received, document.issue_date.year) if document.issue_date else received


def years_of(company: Company) -> int:
    return rule_of(company).years


def rule_of(company: Company) -> RetentionRule:
    """As kept, or that of a company that asks for no more than the law."""
    try:
        return company.retention_rule
    except ObjectDoesNotExist:
        return RetentionRule(company=company)


def hold_on(document: Document) -> LegalHold | None:
    return LegalHold.objects.active().filter(document=document).select_related("by").first()


def ended(*, years: int = YEARS) -> Q:
    """Of a query of documents: the period of so many years is over."""
    first = timezone.localdate().year - years  # of those that are still kept
    start = timezone.make_aware(datetime(first, 1, 1))  # noqa: DTZ001 -- made aware here
    return Q(received_at__lt=start) & (Q(issue_date=None) | Q(issue_date__lt=date(first, 1, 1)))
