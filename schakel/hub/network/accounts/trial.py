"""Trying an account: the provider is asked something that changes nothing, and what it says is kept in words."""

from datetime import timedelta

from django.utils import timezone

from schakel.hub import encryption
from schakel.hub.due import work_each
from schakel.hub.network.access_points.account import open_account
from schakel.hub.network.models import ProviderAccount
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import ParticipantId

BATCH = 4
LEASE = timedelta(minutes=10)
MOST_TRIES = 5  # over some twenty minutes; then a person presses Try
State = ProviderAccount.State


def try_due() -> int:
    """The worker's step: accounts that are new or were changed."""
    return work_each(ProviderAccount.claim(batch=BATCH, lease=LEASE), try_account, most=MOST_TRIES)


def try_account(account: ProviderAccount) -> None:
    """About its first company, where it has one."""
    seat = account.companies.select_related("company").order_by("pk").first()
    address = seat.company.participants.order_by("scheme").first() if seat else None
    try:
        opened = open_account(account, legal_entity=seat.legal_entity if seat else "")
        opened.provider.verify(ParticipantId(str(address)) if address else None)
    except PeppolError as error:
        account.state, account.tried_at = State.FAILING, timezone.now()
        ProviderAccount.objects.filter(pk=account.pk).update(state=account.state, tried_at=account.tried_at)
        detail = without_secrets(f"{error.code}: {error.detail}"[:2000], account)[:500]
        account.retry(detail, most=0 if error.permanent else MOST_TRIES)
    else:
        account.end_attempt(state=State.WORKING, tried_at=timezone.now(), due_at=None, attempts=0, last_error="")


def without_secrets(text: str, account: ProviderAccount) -> str:
    """A provider may repeat in its answer what it was sent (L06)."""
    try:
        secrets = account.credentials.values()
    except encryption.Unreadable:
        return text
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text
