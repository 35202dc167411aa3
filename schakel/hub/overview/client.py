"""*Today* for a client: of each company what is to be paid and what is next, what is new, and what customers still owe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Access, Company, Connection
from schakel.hub.connections.unread_counts import News, news_of
from schakel.hub.payments.models import Payable
from schakel.hub.payments.open_items import statuses, with_payments
from schakel.hub.payments.paynow import QrCode, qr_code_of
from schakel.hub.payments.status import PaymentStatus
from schakel.hub.payments.totals import Sums, sums_by_connection
from schakel.hub.people.models import User

MOST = 6  # companies with a card of their own; of the others the lists tell

Side = Connection.Side


@dataclass(frozen=True)
class Next:
    """The invoice that falls due first."""

    item: PaymentStatus
    code: QrCode | None  # None: this person may not pay it, or it is in a file for the bank

    @property
    def due(self) -> date | None:
        return self.item.paying.document.due_date


@dataclass(frozen=True)
class Card:
    """One company. None: this person does not reach that side of it."""

    company: Company
    to_pay: Sums | None
    next: Next | None
    owed: Sums | None  # by its customers
    new: int
    links: Mapping[str, str]


def companies_held(user: User) -> QuerySet[Company]:
    """As a client: those of which they hold a connection and for which they do not work."""
    held = Access.objects.active().filter(user=user).values("connection__company")
    of_office = Company.objects.managed_by(user).values("pk")
    return Company.objects.open().filter(pk__in=held).exclude(pk__in=of_office).order_by("sort_name", "pk")


def cards_of(user: User) -> tuple[list[Card], int]:
    """And how many companies more there are. A fixed number of queries, and one for each company with something to pay."""
    companies = companies_held(user)
    shown = list(companies[:MOST])
    reached = Connection.objects.reachable_by(user).filter(company__in=[each.pk for each in shown])
    connections = {(each.company_id, each.side): each.pk for each in reached}
    sums, news = sums_by_connection(reached), news_of(user, list(connections.values()))
    payable = set(Access.objects.full().filter(user=user).values_list("connection", flat=True))
    cards = [card_of(company, connections, sums, news, payable) for company in shown]
    return cards, max(0, companies.count() - len(shown)) if len(shown) == MOST else 0


def card_of(
    company: Company,
    connections: Mapping[tuple[int, str], int],
    sums: Mapping[int, Sums],
    news: Mapping[int, News],
    payable: set[int],
) -> Card:
    bought, sold = connections.get((company.pk, Side.PURCHASE)), connections.get((company.pk, Side.SALES))
    to_pay = sums.get(bought, Sums()) if bought else None
    return Card(
        company=company,
        to_pay=to_pay,
        next=next_of(bought, may_pay=bought in payable) if bought and to_pay and to_pay.count else None,
        owed=sums.get(sold, Sums()) if sold else None,
        new=sum(news[pk].new for pk in (bought, sold) if pk and pk in news),
        links=links_of(company),
    )


def next_of(connection: int, *, may_pay: bool) -> Next | None:
    """What is in a file for the bank is on its way already, and comes after the others."""
    today = timezone.localdate()
    items = Payable.objects.asking().due_now(today).filter(connection=connection, why_not="")
    waiting = with_payments(items.order_by("due", "document_id"))[:LOOKED_AT]
    found = statuses(waiting)
    if not found:
        return None
    first = next((each for each in found if each.state != each.state.IN_FILE), found[0])
    is_in_file = first.state == first.state.IN_FILE
    return Next(first, qr_code_of(first) if may_pay and not is_in_file else None)


LOOKED_AT = 20  # items, among which the first that is in no file is looked for


def links_of(company: Company) -> dict[str, str]:
    pay, documents = reverse("payments:list"), reverse("documents:list")
    return {
        "pay": f"{pay}?company={company.pk}",
        "owed": f"{pay}?company={company.pk}&side={Side.SALES}",
        "new": f"{documents}?company={company.pk}&state=unread",
        "all": f"{documents}?company={company.pk}",
    }
