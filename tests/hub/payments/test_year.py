"""A generated year of payments through the hub: statements uploaded month by month, a person settling what is not certain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.bills.models import Bill
from schakel.hub.documents.models import Document
from schakel.hub.payments import matching
from schakel.hub.payments.models import Payable, Payment, Statement, StatementEntry, WhyNot
from schakel.sepa.matching import OpenItem, Part, Why
from schakel.sepa.reference import FreeText, Remittance, StructuredCommunication
from tests.hub.payments.camt import IBAN, camt, moved
from tests.sepa.matching.year import MONTHS, Party, Told, Year, month_of


@dataclass
class Outcome:
    wrong: int = 0
    right: int = 0  # entries whose payer told the right reference, with an amount that agrees
    automatic: int = 0  # of these, matched without a person


def work_through(year: Year, company: Company, user) -> Outcome:
    documents, outcome = filed(year, company), Outcome()
    for month in MONTHS:
        told = [each for each in year.told if month_of(each.entry) == month]
        matching.add_statements(camt(*map(written, told), opening="9000000.00"), company, by=user)
        entries = Statement.objects.latest("pk").entries.order_by("position")
        for entry, each in zip(entries, told, strict=True):
            found = parts_of(entry)
            outcome.wrong += bool(found) and found != each.truth
            outcome.right += each.right
            outcome.automatic += each.right and found == each.truth
            if not found:
                settle(entry, each, documents, by=user)
    return outcome


def filed(year: Year, company: Company) -> dict[str, Document]:
    """The invoices and credit notes of the year, as filing and reading leave them; by the id of the item."""
    sides = {each.side: each for each in company.connections.all()}
    made = Document.objects.bulk_create(document(party, item, sides) for party, item in year.owed)
    Bill.objects.bulk_create(Bill(document=each, company=company, office_id=company.office_id) for each in made)
    Payable.objects.bulk_create(
        payable(document, party, item) for document, (party, item) in zip(made, year.owed, strict=True)
    )
    return {each.sha256: each for each in made}


def document(party: Party, item: OpenItem, sides: dict[str, Connection]) -> Document:
    return Document(
        connection=sides[Connection.Side.PURCHASE if party.sells else Connection.Side.SALES],
        sha256=item.id,
        size=1,
        received_at=datetime.combine(item.since, time(9), UTC),
        number=item.number,
        issuer=party.account,
        party=party.account,
        issue_date=item.since,
        currency="EUR",
        payable=abs(item.amount),
        money_back=(item.amount < 0) != party.sells,
    )


def payable(document: Document, party: Party, item: OpenItem) -> Payable:
    return Payable(
        document=document,
        connection=document.connection,
        side=document.connection.side,
        is_open=True,
        iban=party.account if party.sells else "",
        remittance=str(item.reference or ""),
        why_not=WhyNot.MONEY_BACK if document.money_back else "",
        due=item.since,
        left=document.amount,
    )


def written(told: Told) -> tuple[str, str]:
    entry = told.entry
    text = communication(entry.remittance)
    id_ = entry.our_id or "NOTPROVIDED"
    return str(entry.amount), moved(
        str(entry.amount), text=text, id_=id_, account=entry.account, day=entry.booked.isoformat()
    )


def communication(remittance: Remittance) -> str:
    if isinstance(remittance, FreeText):
        return remittance.text
    return remittance.digits if isinstance(remittance, StructuredCommunication) else str(remittance).replace(" ", "")


def parts_of(entry: StatementEntry) -> frozenset[Part]:
    return frozenset(
        Part(each.document.sha256, (each.amount or Decimal(0)) * matching.sign_of(each.document))
        for each in Payment.objects.filter(entry=entry).select_related("document__connection")
    )


def settle(entry: StatementEntry, told: Told, documents: dict[str, Document], *, by) -> None:
    """What a person does on the page: says what it paid, or that it paid nothing here."""
    if told.truth:
        matching.record_payments(entry, list(here(told, documents)), why=Why.AMOUNT, by=by)
    else:
        StatementEntry.objects.filter(pk=entry.pk).update(is_put_aside=True)


def here(told: Told, documents: dict[str, Document]) -> Iterator[Part]:
    for part in told.truth:
        yield Part(str(documents[part.item_id].pk), part.amount)


@pytest.fixture
def company(bakery):
    bakery.accounts.create(iban=IBAN)
    return bakery


@pytest.mark.whole
def test_a_small_year_has_no_wrong_match(alice, company):
    outcome = work_through(Year(2026, invoices=120, payments=150), company, alice)
    assert outcome.wrong == 0
    assert outcome.right > 60
    assert outcome.automatic / outcome.right >= 0.95


@pytest.mark.long
def test_a_year_of_4000_invoices_and_5000_payments_has_no_wrong_match_and_95_percent_automatic(alice, company):
    outcome = work_through(Year(2026), company, alice)
    assert outcome.wrong == 0
    assert outcome.right > 2_000
    assert outcome.automatic / outcome.right >= 0.95
