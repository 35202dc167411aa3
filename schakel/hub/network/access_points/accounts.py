"""Whose documents go through a provider, and by which account: the operator's from the file, then the offices' own, which
are read anew each time, so that a new one counts without a restart.
"""

from django.db.models import Q

from schakel.hub.network.access_points.account import Account, open_account
from schakel.hub.network.access_points.accounts_file import accounts_in_file
from schakel.hub.network.models import AccountCompany, ProviderAccount
from schakel.peppol.identifiers import ParticipantId


def account_of(participant: ParticipantId) -> Account | None:
    """Raises ProviderUnavailable (temporary): its key can no longer be read."""
    if account := account_in_file(participant):
        return account
    seat = company_at_provider(participant)
    return open_account(seat.account, legal_entity=seat.legal_entity) if seat else None


def account_in_file(participant: ParticipantId) -> Account | None:
    return next((each for each in accounts_in_file() if participant.value.lower() in each.participants), None)


def company_at_provider(participant: ParticipantId) -> AccountCompany | None:
    scheme, _colon, value = participant.value.lower().partition(":")
    rows = AccountCompany.objects.active().filter(
        company__participants__scheme=scheme, company__participants__value=value
    )
    return rows.select_related("account").first()


def is_at_provider(participant: ParticipantId) -> bool:
    return bool(account_in_file(participant) or company_at_provider(participant))


def find_account(name: str) -> Account | None:
    """Raises ProviderUnavailable (temporary): its key can no longer be read."""
    if account := next((each for each in accounts_in_file() if each.name == name), None):
        return account
    row = ProviderAccount.objects.filter(name=name).first()
    return open_account(row) if row else None


def has_accounts() -> bool:
    return bool(accounts_in_file()) or ProviderAccount.objects.exists()


def sent_by_provider() -> Q:
    """Transmissions whose sender is at a provider."""
    in_file = [sender for account in accounts_in_file() for sender in account.senders]
    return Q(sender__in=in_file) | Q(company__in=AccountCompany.objects.active().values("company"))
