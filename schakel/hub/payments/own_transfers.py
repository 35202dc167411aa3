"""Recognising on a statement what went to the bank in a payment file of ours."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from schakel.hub.connections.models import Company
from schakel.hub.payments.models import Payment, StatementEntry, Transfer
from schakel.sepa import statements
from schakel.sepa.reference import found_in

Key = tuple[str, Decimal]  # account of the payee, amount


def with_our_ids(entries: Iterable[StatementEntry], company: Company) -> list[statements.Entry]:
    """The entries as matching takes them. Some banks leave our id out: the only transfer with this account, amount and
    communication is it then, also where a credit note was taken off an invoice."""
    sent = transfers_sent(company)
    return [with_our_id(each, sent) for each in entries]


def with_our_id(entry: StatementEntry, sent: dict[Key, set[tuple[str, str]]]) -> statements.Entry:
    told = entry.as_told()
    alike = sent.get((told.account, -told.amount), set())
    ids = {id_ for said, id_ in alike if said == str(told.remittance)} or {
        id_ for said, id_ in alike if says(told, said)
    }
    return replace(told, our_id=ids.pop()) if len(ids) == 1 else told


def says(told: statements.Entry, communication: str) -> bool:
    """Whether it stands in what the bank tells, which may be more than we sent."""
    found = found_in(communication)
    if found:
        return set(found) <= set(found_in(str(told.remittance)))
    return bool(communication) and f" {communication} " in f" {told.remittance} "


def transfers_sent(company: Company) -> dict[Key, set[tuple[str, str]]]:
    """Communication and id of those of which the payments stand; withdrawn ones went nowhere."""
    found: defaultdict[Key, set[tuple[str, str]]] = defaultdict(set)
    active = (
        Payment.objects.active().shown().filter(transfer__file__company=company, document__paying__is_settled=False)
    )
    for each in Transfer.objects.filter(pk__in=active.values("transfer")):
        found[each.iban, each.amount or Decimal(0)].add((each.remittance, each.end_to_end_id))
    return found


def ids_sent(company: Company) -> defaultdict[int, set[str]]:
    """Under which ids each document went to the bank: of its transfer, and of the file."""
    sent: defaultdict[int, set[str]] = defaultdict(set)
    payments = Payment.objects.active().shown().filter(transfer__file__company=company)
    rows = payments.values_list("document", "transfer__end_to_end_id", "transfer__file__message_id")
    for document, end_to_end_id, message_id in rows:
        sent[document] |= {end_to_end_id, message_id}
    return sent
