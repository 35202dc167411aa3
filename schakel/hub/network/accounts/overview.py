"""What a person sees of accounts: those of their offices, and the operator's that have a company of theirs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Company, Participant
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.network.access_points.accounts_file import accounts_in_file
from schakel.hub.network.access_points.provider import Capabilities
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.accounts.sentences import sentence
from schakel.hub.network.models import AccountCompany, ProviderAccount, Registration
from schakel.hub.people.models import User

NAMED = 3  # companies of an account, in the list


@dataclass(frozen=True)
class ProviderKind:
    """A provider as pages speak of it."""

    code: str
    title: str
    usual_address: str
    capabilities: Capabilities


def kind_called(code: str) -> ProviderKind:
    """Raises KeyError."""
    provider = providers()[code]
    return ProviderKind(code, provider.title, provider.usual_address, provider.capabilities)


def listed_accounts(user: User, state: str, text: str) -> QuerySet[ProviderAccount]:
    rows = ProviderAccount.objects.reachable_by(user).select_related("office").annotate(n=Count("companies"))
    if state:
        rows = rows.filter(state=state)
    if text:
        found = AccountCompany.objects.filter(company__sort_name__contains=sort_name_of(text))
        rows = rows.filter(pk__in=found.values("account"))
    return rows


@dataclass(frozen=True)
class AccountRow:
    """An account in the list."""

    account: ProviderAccount
    title: str  # of its provider
    companies: list[str]  # names of the first ones
    why: str  # it does not work; empty: it does


def account_rows(accounts: Sequence[ProviderAccount]) -> list[AccountRow]:
    seats = AccountCompany.objects.filter(account__in=accounts).select_related("company").order_by("pk")
    names: dict[int, list[str]] = {}
    for seat in seats:
        names.setdefault(seat.account_id, []).append(str(seat.company))
    return [
        AccountRow(each, providers()[each.kind].title, names.get(each.pk, [])[:NAMED], sentence(each.last_error))
        for each in accounts
    ]


def tabs(user: User, chosen: str) -> list[tuple[str, str, int]]:
    rows = ProviderAccount.objects.reachable_by(user).order_by().values_list("state").annotate(n=Count("pk"))
    counted = Counter(dict(rows))
    found = [("", _("All"), counted.total())]
    found += [(each.value, capfirst(str(each.label)), counted[each]) for each in ProviderAccount.State]
    return [tab for tab in found if tab[2] or tab[0] in ("", chosen)]


def not_registered(user: User) -> QuerySet[Company]:
    """Companies in an account of whom no address is registered, nor on its way there."""
    seats = AccountCompany.objects.active().filter(account__in=ProviderAccount.objects.reachable_by(user))
    registered = Registration.objects.active().values("company")
    return Company.objects.filter(pk__in=seats.values("company")).exclude(pk__in=registered)


@dataclass(frozen=True)
class OperatorAccount:
    """One of the configuration, as an office may see it: with its own companies only (G01)."""

    title: str
    companies: list[Company]


def accounts_of_operator(user: User) -> list[OperatorAccount]:
    found = []
    for account in accounts_in_file():
        values = [each.partition(":")[2] for each in account.participants]
        own = Participant.objects.filter(value__in=values, company__in=Company.objects.managed_by(user))
        rows = own.select_related("company").order_by("company__sort_name", "pk")
        companies = {row.company_id: row.company for row in rows if str(row) in account.participants}
        if companies:
            found.append(OperatorAccount(providers()[account.kind].title, list(companies.values())))
    return found
