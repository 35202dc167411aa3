"""Why a document whose period is over is still kept: each reason as queries, so that hundreds are looked at together."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.documents.bills.models import Bill, Effect
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.documents.retention.models import LegalHold
from schakel.hub.documents.retention.period import ended, years_of
from schakel.hub.forwarding.models import Forward
from schakel.hub.network.models import Protest, Transmission
from schakel.hub.payments.models import Payable, Payment
from schakel.hub.payments.models.payable import ASKING
from schakel.hub.sales.models import Draft, Mailing


class Reason(TextChoices):
    PERIOD = "period", _("its period is not over")
    HOLD = "hold", _("somebody asked to keep it on")
    QUARANTINE = "quarantine", _("it is in quarantine")
    CONTESTED = "contested", _("it is contested")
    OPEN = "open", _("its payment is still open")
    PAID_LATER = "paid_later", _("it was paid in a year that must still be kept")
    UNDER_WAY = "under_way", _("it is still being sent")
    CREDIT_DRAFT = "credit_draft", _("a draft credit note is about it")


Rows = QuerySet[Any]
KEEPING: list[
    tuple[Reason, Callable[[date], Rows], str]
] = [  # rows that keep a document, from the first day still kept
    (Reason.HOLD, lambda _first: LegalHold.objects.active(), "document"),
    (Reason.QUARANTINE, lambda _first: Quarantine.objects.active(), "document"),
    (Reason.CONTESTED, lambda _first: Bill.objects.filter(effect=Effect.CONTESTED), "document"),
    (Reason.OPEN, lambda _first: Payable.everything.filter(ASKING), "document"),
    (Reason.PAID_LATER, lambda first: Payment.objects.active().filter(since(first)), "document"),
    (Reason.UNDER_WAY, lambda _first: Forward.everything.exclude(due_at=None), "document"),
    (Reason.UNDER_WAY, lambda _first: Mailing.objects.exclude(due_at=None), "document"),
    (Reason.UNDER_WAY, lambda _first: Protest.objects.exclude(due_at=None), "document"),
    (Reason.UNDER_WAY, lambda _first: Transmission.objects.exclude(due_at=None), "document"),
    (Reason.CREDIT_DRAFT, lambda _first: Draft.objects.filter(document=None), "about"),
]


def since(first: date) -> Q:
    return Q(paid_on__gte=first) | Q(paid_on=None, at__date__gte=first)


def why_kept(company: Company, documents: Collection[int]) -> dict[int, Reason]:
    """Of these documents of a company, those that are kept, each with the first reason."""
    years = years_of(company)
    over = Document.everything.filter(pk__in=documents).filter(ended(years=years)).values_list("pk", flat=True)
    found = dict.fromkeys(set(documents) - set(over), Reason.PERIOD)
    first_kept = date(timezone.localdate().year - years, 1, 1)
    for reason, rows, field in KEEPING:
        for pk in rows(first_kept).filter(**{f"{field}__in": documents}).values_list(field, flat=True):
            found.setdefault(pk, reason)
    return found
