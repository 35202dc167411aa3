"""What a provider's queue held for a company that is in none of the accounts here: its id stays, until a company claims it.

A key may be used by several offices here, or an account be filled in before its companies are: what one look takes off the queue
is gone from it for all others.
"""

from datetime import timedelta

from django.utils import timezone

from schakel.hub.network.access_points.account import Account
from schakel.hub.network.access_points.accounts import account_of
from schakel.hub.network.access_points.provider import InboxDocument, InboxItem
from schakel.hub.network.inbound.recipient import find_company_at
from schakel.hub.network.models import UnclaimedDocument
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import ParticipantId

AGAIN = timedelta(hours=1)


def keep(collected: InboxDocument, *, account: Account) -> None:
    """Once, however often it is told of; due at once, for another account here may have the same key."""
    header = collected.header
    UnclaimedDocument.objects.get_or_create(
        fingerprint=account.fingerprint,
        document=collected.id,
        defaults={
            "receiver": header.receiver.value.lower(),
            "document_type": str(header.document_type),
            "due_at": timezone.now(),
        },
    )


def keep_unread(item: InboxItem, error: PeppolError, *, account: Account) -> None:
    """One that cannot be read, for a person: it is not tried again."""
    UnclaimedDocument.objects.get_or_create(
        fingerprint=account.fingerprint, document=item.id, defaults={"last_error": str(error)[:500]}
    )


def account_for(row: UnclaimedDocument) -> Account | None:
    """The account of its receiver, when that is registered here now and the account is the same one at the provider.

    Raises ProviderUnavailable (temporary): its key can no longer be read.
    """
    if find_company_at(row.receiver, row.document_type) is None:
        return None
    account = account_of(ParticipantId(row.receiver))
    return account if account and account.fingerprint == row.fingerprint else None
