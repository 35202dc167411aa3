"""What is open and overdue: searched and listed. A page costs a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.connections.reach import among
from schakel.hub.documents.bills.effects import with_effect
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.listing import find_documents
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.filters import Search
from schakel.hub.payments.approvals import documents_awaiting
from schakel.hub.payments.models import Payable, Payment
from schakel.hub.payments.models.payable import PayableQuerySet
from schakel.hub.payments.status import PaymentStatus, payment_status
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, page

ORDER = ("due", "document_id")
SIZE = 50
PREFETCHED = "active_payments"  # the attribute of a document in a list


class Tab(TextChoices):
    OPEN = "open", _("open")
    OVERDUE = "overdue", _("overdue")
    APPROVE = "approve", _("to approve")
    CONTESTED = "contested", _("contested")
    LATER = "later", _("set aside for later")
    PAID = "paid", _("paid")
    ARCHIVED = "archived", _("archived")


@dataclass(frozen=True)
class OpenItemQuery:
    """What of it is wanted. What is not understood counts as not asked, but for a company: that would show too much."""

    side: str = Connection.Side.PURCHASE
    tab: str = Tab.OPEN
    company: int | None = None
    text: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "OpenItemQuery":
        side, tab, company = query.get("side", ""), query.get("tab", ""), query.get("company", "")
        number = int(company) if company.isascii() and company.isdigit() and len(company) < 19 else 0
        return cls(
            side=side if side in Connection.Side else Connection.Side.PURCHASE,
            tab=tab if tab in Tab else Tab.OPEN,
            company=number if company else None,
            text=query.get("q", "").strip()[:200].replace("\0", ""),
        )


def find_items(user: User, asked: OpenItemQuery, *, today: date | None = None) -> PayableQuerySet:
    return items_in(reached(user, asked), user, asked, today=today)


def reached(user: User, asked: OpenItemQuery) -> QuerySet[Connection]:
    """Of the side and the company that are asked for."""
    connections = Connection.objects.reachable_by(user).filter(side=asked.side)
    return connections.open_first() if asked.company is None else connections.filter(company=asked.company)


def items_in(
    connections: QuerySet[Connection], user: User, asked: OpenItemQuery, *, today: date | None = None
) -> PayableQuerySet:
    """`connections` are among those of the side that this person reaches."""
    contested = asked.tab == Tab.CONTESTED  # few, found by what they count for; the others have an index for each side
    found = Payable.objects.filter(among(connections, walk=None if contested else Q(side=asked.side)))
    if asked.text:
        found = found.filter(find_documents(user, Search(text=asked.text)).holds())
    if asked.tab == Tab.APPROVE:
        return found.filter(document__in=documents_awaiting(user))
    return in_tab(found, asked.tab, today or timezone.localdate())


def in_tab(found: PayableQuerySet, tab: str, today: date) -> PayableQuerySet:
    match tab:
        case Tab.CONTESTED:
            contested = Document.everything.filter(with_effect(Effect.CONTESTED)).values("pk")
            return found.filter(document__in=contested, is_settled=False, is_archived=False)
        case Tab.OVERDUE:
            return found.asking().due_now(today).filter(due__lt=today, document__due_date__lt=today, why_not="")
        case Tab.LATER:
            return found.asking().filter(later_until__gt=today)
        case Tab.PAID:
            paid = Payment.objects.facts().filter(document=OuterRef("document"))
            return found.filter(Exists(paid), is_settled=True)
        case Tab.ARCHIVED:
            return found.filter(is_archived=True, is_settled=False)
    return found.asking().due_now(today)


def page_of(found: PayableQuerySet, *, after: str = "", size: int = SIZE) -> tuple[list[PaymentStatus], Page[Payable]]:
    shown = page(with_payments(found), order=ORDER, after=after, size=size, keys_first=True)
    return statuses(shown.rows), shown


def with_payments(found: PayableQuerySet) -> PayableQuerySet:
    of_each = Prefetch("document__payments", Payment.objects.active().order_by("pk"), to_attr=PREFETCHED)
    rule = "document__bill__company__bill_rule"  # `effects.of` asks it
    related = found.select_related("document__connection__company", "document__bill", rule).defer("document__text")
    return related.prefetch_related(of_each)


def statuses(rows: Iterable[Payable]) -> list[PaymentStatus]:
    today = timezone.localdate()
    return [payment_status(row, getattr(row.document, PREFETCHED), today=today) for row in rows]
