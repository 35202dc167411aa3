"""What was done about paying in the story: accounts, a file that waits for the client, a statement that came in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from schakel.hub.connections.models import Company, Connection
from schakel.hub.payments import matching
from schakel.hub.payments.models import Payable, PaymentFile
from schakel.hub.payments.prepare_file import FileRequest, offered_items, prepare
from schakel.hub.people.models import User
from schakel.sepa.reference import NO_TEXT, FreeText, read
from schakel.sepa.statements import Balance, Entry, Statement

YESTERDAY, SOON = timedelta(days=1), timedelta(days=2)
MOST = 2  # invoices in the file
OPENING = Decimal("8412.60")


def pay(cards: list[dict[str, Any]], companies: dict[str, Company], *, owner: User, now: datetime) -> None:
    """Each company has the account of its card; more happens where the card says so."""
    for card in cards:
        company = companies[card["number"]]
        company.accounts.create(iban=card["iban"])
        if "statement" in card.get("paying", ""):
            matching.save_statements([statement(company, card["iban"], now)], company, by=owner)
        if "file" in card.get("paying", ""):
            wait_for_the_client(company, card["iban"], owner=owner, now=now)


def wait_for_the_client(company: Company, iban: str, *, owner: User, now: datetime) -> None:
    """Made by the office. Nobody is mailed: the mailbox of the demonstration is for invitations."""
    chosen = frozenset(each.paying.document_id for each in offered_items(company)[:MOST])
    prepare(company, FileRequest(chosen, iban, (now + SOON).date()), by=owner)
    PaymentFile.objects.filter(company=company).update(due_at=None)


def statement(company: Company, iban: str, now: datetime) -> Statement:
    """What customers paid, and one payment that tells nothing."""
    entries = tuple(moved(company, now))
    closing = OPENING + sum(each.amount for each in entries)
    day = (now - YESTERDAY).date()
    return Statement(iban, "EUR", f"{now:%j}", Balance(OPENING, day), Balance(closing, day), entries)


def moved(company: Company, now: datetime) -> Iterator[Entry]:
    sold = Payable.objects.filter(
        document__connection__company=company, document__connection__side=Connection.Side.SALES, why_not=""
    )
    for at, paid in enumerate(sold.select_related("document").order_by("due")[:3]):
        told = read(paid.remittance) if at < MOST else NO_TEXT
        yield Entry(paid.left or Decimal(0), (now - YESTERDAY).date(), None, paid.document.party, "", told, f"{at}", "")
    yield Entry(Decimal("-64.20"), (now - YESTERDAY).date(), None, "Stad Deinze", "", FreeText("retributie"), "9", "")
