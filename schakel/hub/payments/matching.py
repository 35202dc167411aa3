"""Statements: uploaded, matched with what is open, confirmed by a person where it is not certain.

What is certain is written at once; what a person confirms is checked against the proposals made anew, so that nobody can
confirm what is no longer open.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from schakel.base.iban import is_iban
from schakel.hub.audit.actions import Action
from schakel.hub.audit.origin import current
from schakel.hub.audit.record import record
from schakel.hub.connections.changes import AlreadyWaiting
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills.effects import which
from schakel.hub.documents.models import Document
from schakel.hub.payments.events import PaymentEvent
from schakel.hub.payments.models import Payable, PayingAccount, Payment, Statement, StatementEntry
from schakel.hub.payments.money_changes import ask_account
from schakel.hub.payments.own_transfers import ids_sent, with_our_ids
from schakel.hub.payments.rights import payable_by
from schakel.hub.payments.status import recount
from schakel.hub.people.models import User
from schakel.sepa import statements
from schakel.sepa.errors import SepaError
from schakel.sepa.matching import Matching, OpenItem, Part, Why, match
from schakel.sepa.reference import FreeText, Reference, found_in, read

EURO = "EUR"
INTERACTIVE = 1_000  # movements of a file that is read while somebody waits
MOST_TEXT = 20_000  # characters kept of what one movement tells: more than any payer or bank writes


@dataclass(frozen=True)
class Added:
    """What became of an upload."""

    statements: tuple[Statement, ...]
    known: int = 0  # statements that were here already
    foreign: tuple[str, ...] = ()  # accounts of nobody whose statements these could be: nothing of them was kept
    shared: tuple[str, ...] = ()  # accounts of several companies: nothing of them either
    matched: int = 0


def add_statements(
    data: bytes,
    company: Company,
    *,
    by: User | None,
    first_account: bool = False,
    most: int = statements.MOST_ENTRIES,
) -> Added:
    """Keeps the statements of the accounts of this company, each once, and matches what is certain.

    With `first_account`, that of the first statement becomes the account of a company without any, as far as `by` may add
    one alone; for a person who just showed who they are, never for a program.

    Raises SepaError (permanent): no statement, damaged, or it does not add up; then nothing is kept.
    """
    return save_statements(statements.read(data, most=most), company, by=by, first_account=first_account)


def add_statements_of_office(data: bytes, office: Office, *, by: User | None = None) -> Added:
    """The same for a file that tells no company: each statement goes to the company of the office with that account.

    Only of one office: anyone may claim an account number for their own companies.
    """
    told = statements.read(data)
    owners: defaultdict[str, set[Company]] = defaultdict(set)
    accounts = PayingAccount.objects.filter(company__office=office, iban__in={each.account for each in told})
    for account in accounts.select_related("company"):
        owners[account.iban].add(account.company)
    shared = {iban for iban, companies in owners.items() if len(companies) > 1}
    single = {company for iban, companies in owners.items() for company in companies if iban not in shared}
    kept = [save_statements([s for s in told if owners[s.account] == {each}], each, by=by) for each in single]
    return Added(
        statements=tuple(statement for each in kept for statement in each.statements),
        known=sum(each.known for each in kept),
        foreign=tuple(sorted({each.account for each in told if not owners[each.account]})),
        shared=tuple(sorted(shared)),
        matched=sum(each.matched for each in kept),
    )


def save_statements(
    told: Sequence[statements.Statement], company: Company, *, by: User | None, first_account: bool = False
) -> Added:
    with turn(company.pk):
        if first_account and by and told and not company.accounts.exists() and is_iban(told[0].account):
            with suppress(AlreadyWaiting):
                ask_account(company, add=told[0].account, by=by)
        ours = set(company.accounts.values_list("iban", flat=True))
        new = [create_statement(each, company, by=by) for each in told if each.account in ours]
        made = tuple(each for each in new if each)
        foreign = tuple(sorted({each.account for each in told if each.account not in ours}))
        matched = match_certain(company, by=by) if made else 0
    return Added(made, known=len(new) - len(made), foreign=foreign, matched=matched)


def create_statement(told: statements.Statement, company: Company, *, by: User | None) -> Statement | None:
    """None when it is here already."""
    row, is_new = Statement.objects.get_or_create(
        company=company,
        fingerprint=told.fingerprint,
        defaults={
            "iban": told.account[:34],
            "currency": told.currency,
            "number": told.number[:40],
            "day": told.closing.day if told.closing else None,
            "closing": told.closing.amount if told.closing else None,
            "by": by,
        },
    )
    if not is_new:
        return None
    StatementEntry.objects.bulk_create(entry(each, row, position) for position, each in enumerate(told.entries))
    if by or current().user:  # else the worker found it in the folder
        record(Action.STATEMENT_ADDED, row, place=company.place, by=by.pk if by else None)
    return row


def entry(told: statements.Entry, statement: Statement, position: int) -> StatementEntry:
    return StatementEntry(
        statement=statement,
        position=position,
        amount=told.amount,
        booked=told.booked,
        name=told.name[:140],
        account=told.account[:60],
        remittance=str(told.remittance)[:MOST_TEXT],
        information=told.information[:MOST_TEXT],
        our_id=told.our_id[:70],
    )


def unexplained_entries(company: Company) -> QuerySet[StatementEntry]:
    """In euro, without a payment, and not put aside; in the order of booking."""
    paid = Payment.objects.active().exclude(entry=None).values("entry")
    found = StatementEntry.objects.filter(statement__company=company, statement__currency=EURO, is_put_aside=False)
    return found.exclude(pk__in=paid).order_by("booked", "statement", "position")


def match_certain(company: Company, *, by: User | None) -> int:
    """Writes what is certain; an entry of which a match was taken back is left to people."""
    entries, found = suggest(company)
    certain = [(entries[each.entry], each) for each in found.matches if not entries[each.entry].is_left_to_people]
    for paying, each in certain:
        record_payments(paying, each.parts, why=each.why, by=by)
    return len(certain)


def suggest(company: Company) -> tuple[list[StatementEntry], Matching]:
    """The entries that wait, and what each could pay: certain ones that came to light since, and proposals."""
    entries = list(unexplained_entries(company))
    return entries, match(with_our_ids(entries, company), open_items(company))


def confirm(entry: StatementEntry, documents: frozenset[int], *, by: User) -> bool:
    """A person says that it pays these. False when that is not among the proposals of now, or not for them to pay."""
    company = entry.statement.company
    mine = Document.objects.filter(connection__in=payable_by(by), pk__in=documents)
    with turn(company.pk):
        for parts, why in choices(company).get(entry.pk, ()):
            if {int(part.item_id) for part in parts} == documents == set(mine.values_list("pk", flat=True)):
                record_payments(entry, parts, why=why, by=by)
                return True
    return False


def choices(company: Company) -> dict[int, list[tuple[tuple[Part, ...], Why]]]:
    """By entry, the likeliest first."""
    entries, found = suggest(company)
    known: defaultdict[int, list[tuple[tuple[Part, ...], Why]]] = defaultdict(list)
    for certain in found.matches:
        known[entries[certain.entry].pk].append((certain.parts, certain.why))
    for proposal in found.proposals:
        known[entries[proposal.entry].pk] += [(parts, proposal.why) for parts in proposal.choices]
    return known


def record_payments(entry: StatementEntry, parts: Sequence[Part], *, why: Why, by: User | None) -> None:
    documents = Document.everything.select_related("connection").in_bulk([int(part.item_id) for part in parts])
    for part in parts:
        document = documents[int(part.item_id)]
        Payment.objects.create(
            document=document,
            how=Payment.How.STATEMENT,
            amount=part.amount * sign_of(document),
            paid_on=entry.booked,
            by=by,
            entry=entry,
            why=why.value,
        )
        recount(document)
        document.events.create(kind=PaymentEvent.FOUND_PAID, by=by)


def undo_match(entry: StatementEntry, by: User) -> bool:
    """It was matched wrongly: from now on it is left to people. False when it is not for this person to say."""
    with turn(entry.statement.company_id):
        active = Payment.objects.active().filter(entry=entry).select_related("document")
        documents = [each.document for each in active]
        if active.exclude(document__connection__in=payable_by(by)).exists():
            return False
        if not active.end(by):
            return False
        StatementEntry.objects.filter(pk=entry.pk).update(is_left_to_people=True)
        for document in documents:
            recount(document)
            document.events.create(kind=PaymentEvent.UNPAID, by=by)
    return True


def put_aside(entry: StatementEntry, *, is_put_aside: bool) -> None:
    """A person says that nothing here is paid by it; or takes that back."""
    with transaction.atomic():
        StatementEntry.objects.filter(pk=entry.pk).update(is_put_aside=is_put_aside)
        told = "put_aside" if is_put_aside else "taken_up"
        record(Action.ENTRY_SETTLED, entry, place=entry.statement.company.place, detail=told)


def sign_of(document: Document) -> int:
    """From the sign of a document, positive for what its buyer pays, to that of our account, and back."""
    return -1 if document.connection.side == Connection.Side.PURCHASE else 1


def open_items(company: Company) -> list[OpenItem]:
    """Everything of the company that is not settled, in euro: also what is collected by direct debit or put away."""
    found = Payable.objects.filter(
        which("is_counted", through="document__"),
        connection__company=company,
        is_settled=False,
        document__currency=EURO,
    )
    rows = list(found.select_related("document__connection").defer("document__text"))
    accounts, sent = accounts_by_party(company), ids_sent(company)
    return [
        as_open_item(each, accounts[party_key(each.document)], sent[each.document_id]) for each in rows if each.left
    ]


def as_open_item(paying: Payable, accounts: set[str], sent: set[str]) -> OpenItem:
    document = paying.document
    return OpenItem(
        id=str(document.pk),
        amount=(paying.left or Decimal(0)) * sign_of(document),
        since=document.issue_date or document.received_at.date(),
        number=document.number,
        reference=reference_in(paying.remittance),
        accounts=frozenset(accounts),
        sent_as=frozenset(sent),
    )


def reference_in(text: str) -> Reference | None:
    try:
        asked = read(text)
    except SepaError:
        return None
    if not isinstance(asked, FreeText):
        return asked
    found = found_in(text)
    return found[0] if len(found) == 1 else None


def party_key(document: Document) -> tuple[int, str]:
    """Who the other one is: the issuer of a purchase; of a sale, whose issuer is ourselves, the name of the buyer."""
    is_bought = document.connection.side == Connection.Side.PURCHASE
    return document.connection_id, document.issuer if is_bought and not document.self_billed else document.party


def accounts_by_party(company: Company) -> defaultdict[tuple[int, str], set[str]]:
    """Every account number known of each: on their invoices, and those they paid from or were paid on before."""
    known: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    bought = Payable.objects.filter(connection__company=company, side=Connection.Side.PURCHASE)
    for each in bought.exclude(iban="").select_related("document__connection").defer("document__text"):
        known[party_key(each.document)].add(each.iban)
    paid = Payment.objects.active().shown().exclude(entry=None).filter(document__connection__company=company)
    for payment in paid.select_related("document__connection", "entry").defer("document__text"):
        if payment.entry and payment.entry.account:
            known[party_key(payment.document)].add(payment.entry.account)
    return known
