"""What is open and overdue: searched, added up, drawn. A page costs a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.effects import with_effect
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.listing import matching
from schakel.hub.documents.models import Document
from schakel.hub.payments.approvals import documents_awaiting
from schakel.hub.payments.models import Payable, Payment, WhyNot
from schakel.hub.payments.models.payable import PayableQuerySet
from schakel.hub.payments.status import PaymentStatus, payment_status
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, page

ORDER = ("due", "document_id")
SIZE = 50
PREFETCHED = "active_payments"  # the attribute of a document in a list
SOON = timedelta(days=7)
WEEKS = 4  # drawn one by one; what is later stands in one bar
MOST_COMPANIES = 30  # named with their own totals, those with most overdue first


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
    found = Payable.objects.reachable_by(user).filter(document__connection__side=asked.side)
    if asked.company is not None:
        found = found.filter(document__connection__company=asked.company)
    if asked.text:
        found = found.filter(document__in=Document.objects.filter(matching(asked.text)).values("pk"))
    if asked.tab == Tab.APPROVE:
        return found.filter(document__in=documents_awaiting(user))
    return in_tab(found, asked.tab, today or timezone.localdate())


def in_tab(found: PayableQuerySet, tab: str, today: date) -> PayableQuerySet:
    now = Q(later_until=None) | Q(later_until__lte=today)
    match tab:
        case Tab.OVERDUE:
            return found.asking().filter(now, document__due_date__lt=today, why_not="")
        case Tab.CONTESTED:
            return found.filter(
                with_effect(Effect.CONTESTED, through="document__"), is_settled=False, is_archived=False
            )
        case Tab.LATER:
            return found.asking().filter(~now)
        case Tab.PAID:
            paid = Payment.objects.facts().filter(document=OuterRef("document"))
            return found.filter(Exists(paid), is_settled=True)
        case Tab.ARCHIVED:
            return found.filter(is_archived=True, is_settled=False)
    return found.asking().filter(now)


def page_of(found: PayableQuerySet, *, after: str = "", size: int = SIZE) -> tuple[list[PaymentStatus], Page[Payable]]:
    shown = page(with_payments(found), order=ORDER, after=after, size=size)
    return statuses(shown.rows), shown


def with_payments(found: PayableQuerySet) -> PayableQuerySet:
    of_each = Prefetch("document__payments", Payment.objects.active().order_by("pk"), to_attr=PREFETCHED)
    related = found.select_related("document__connection__company", "document__bill").defer("document__text")
    return related.prefetch_related(of_each)


def statuses(rows: Iterable[Payable]) -> list[PaymentStatus]:
    today = timezone.localdate()
    return [payment_status(row, getattr(row.document, PREFETCHED), today=today) for row in rows]


@dataclass
class Sums:
    """In euro. Credit notes count below zero in what is open, and are never overdue."""

    open: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)
    soon: Decimal = Decimal(0)
    count: int = 0

    def add(self, left: Decimal, due: date, *, is_owed: bool, today: date) -> None:
        self.open += left
        self.count += 1
        if is_owed and due < today:
            self.overdue += left
        elif is_owed and due <= today + SOON:
            self.soon += left


@dataclass(frozen=True)
class Totals:
    all: Sums
    companies: list[tuple[int, str, Sums]]  # id, name; empty where there is one only
    weeks: list[Decimal]  # overdue, then this week and the next ones, then all that is later


def totals(found: PayableQuerySet, *, today: date | None = None) -> Totals:
    """Of what is open in euro; one query. SQLite keeps amounts as text, so they are added up here."""
    now = today or timezone.localdate()
    all_, weeks = Sums(), [Decimal(0)] * (WEEKS + 2)
    companies: defaultdict[tuple[int, str], Sums] = defaultdict(Sums)
    company = ("document__connection__company", "document__connection__company__name")
    rows = found.filter(document__currency="EUR").values_list(*company, "left", "document__due_date", "why_not")
    for pk, name, left, due_date, why_not in rows.iterator():
        due = due_date or now  # none told: at once, and never overdue
        is_owed = why_not != WhyNot.MONEY_BACK
        for sums in (all_, companies[pk, name]):
            sums.add(left, due, is_owed=is_owed, today=now)
        if is_owed:
            weeks[week(due, now)] += left
    ranked = sorted(companies.items(), key=lambda each: (-each[1].overdue, -each[1].open))
    several = [(pk, name, sums) for (pk, name), sums in ranked[:MOST_COMPANIES]] if len(ranked) > 1 else []
    return Totals(all_, several, weeks)


def week(due: date, today: date) -> int:
    """0: overdue; 1: the seven days from today on; the last: everything later."""
    return 0 if due < today else min((due - today).days // 7 + 1, WEEKS + 1)
