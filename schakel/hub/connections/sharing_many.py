"""Sharing with many companies at once: their addresses are corrected, and each gets one mail."""

from dataclasses import dataclass

from django.db import transaction

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Deed, record_all
from schakel.hub.connections import company_address
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.sharing import ShareRequest, share
from schakel.hub.people.models import User


@dataclass
class Recipient:
    """One company to share with, as its office filled it in."""

    company: Company
    connections: list[Connection]  # those not accepted yet
    email: str
    language: str
    fault: str = ""


@transaction.atomic
def share_with_all(user: User, recipients: list[Recipient], kinds: list[str], *, role: str) -> tuple[int, int]:
    """Corrects the companies' addresses and invites them, in the companies' turns. How many mails, and how many companies
    were left out because we know no address.

    Raises:
        TooMany
    """
    known = [line for line in recipients if line.email]
    corrected = [line for line in known if (line.email, line.language) != (line.company.email, line.company.language)]
    before = [line.company.email for line in corrected]
    for line in corrected:
        line.company.email, line.company.language = line.email, line.language
    Company.objects.bulk_update([line.company for line in corrected], ["email", "language"], batch_size=500)
    for line, address in zip(corrected, before, strict=True):
        company_address.record(line.company, before=address, by=user)
    record_all(Deed(Action.COMPANY_CHANGED, each.company, each.company.place, user.pk) for each in corrected)
    sent = 0
    for office in {line.company.office for line in known}:
        wishes = [
            ShareRequest(
                line.email, [c for c in line.connections if c.side in kinds], language=line.language, role=role
            )
            for line in known
            if line.company.office == office
        ]
        sent += len(share(office, user, wishes).letters)
    return sent, len(recipients) - len(known)
