"""The fraud guard at work: what an office knows of its suppliers is looked up, each bill is judged by it, and what is odd is
written down. `guard` weighs; this module only knows where things are.

A bill teaches what is usual as long as nothing stops it and nobody refused it: a fraud makes no second one look usual.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from schakel.base.iban import is_iban
from schakel.hub.documents.bills.effects import HOLDING
from schakel.hub.documents.bills.guard import WITHIN, Alert, BillFacts, Known, Weight, alerts, are_alike, telling
from schakel.hub.documents.bills.models import Bill, BillWarning, Effect, SupplierName, Twin
from schakel.hub.documents.bills.sameness import Sameness
from schakel.hub.documents.bills.warn import record_warnings
from schakel.hub.documents.models import Event, Way

NEWEST = 50  # bills of a supplier from which is told what is usual
MOST_NAMES = 5000  # suppliers whose names begin or end alike
YOUNG = 200  # bills; an office with fewer meets nearly every supplier for the first time
MOST_SHOWN = 3  # earlier accounts
JUDGED = (HOLDING | {Effect.DUPLICATE}) - {Effect.HISTORY}
TEACHES = Q(heaviest_warning__lt=Weight.STOP, effect__in=HOLDING)
BY_CLIENT = Exists(BillWarning.objects.filter(bill=OuterRef("pk"), weight=Weight.STOP, by_office=False))


class Earlier(NamedTuple):
    """What a bill that was there before teaches."""

    company: int
    iban: str
    payee: str
    issued: date | None
    amount: Decimal | None
    here_only: bool = False  # a client confirmed what stopped it: it teaches nothing about bills of others


Supplier = tuple[int, str]  # office and key


def judge(bills: Sequence[Bill], facts: Mapping[int, BillFacts]) -> None:
    """These, the earliest first, in the turns of their companies. `facts` of those that ask for money, by document."""
    asked = [bill for bill in bills if bill.pk in facts and bill.effect in JUDGED]
    book, found = Book.of(bills), dict[int, list[Alert]]()
    senders, accounts = senders_of(asked), other_accounts(asked)
    judged = {bill.pk for bill in asked}
    for bill in bills:
        if bill.pk in judged:
            here = replace(
                facts[bill.pk],
                participant=senders.get(bill.pk, "") or (facts[bill.pk].participant if bill.pk in senders else ""),
                has_twin_with_another_iban=bool(accounts[bill.pk] - {bill.iban}),
            )
            known = book.known(bill, here)
            found[bill.pk] = [book.explain(each, bill) for each in alerts(here, known)]
        book.learn(bill, found.get(bill.pk, ()))
    remember_names(bills, facts)
    record_warnings(found, BillWarning.Source.GUARD)


def senders_of(bills: Iterable[Bill]) -> dict[int, str]:
    """Who sent them over the network; empty: it came that way before the sender was noted."""
    came = Event.objects.filter(document__in=[bill.pk for bill in bills], way=Way.PEPPOL)
    return {document: sender.lower() for document, sender in came.order_by("-pk").values_list("document", "detail")}


def other_accounts(bills: Iterable[Bill]) -> defaultdict[int, set[str]]:
    """The accounts of certain twins that came before."""
    twins = Twin.objects.filter(later__in=[bill.pk for bill in bills], sameness=Sameness.CERTAIN)
    found = defaultdict[int, set[str]](set)
    for document, iban in twins.exclude(earlier__bill__iban="").values_list("later", "earlier__bill__iban"):
        found[document].add(iban)
    return found


def remember_names(bills: Iterable[Bill], facts: Mapping[int, BillFacts]) -> None:
    named = {
        (bill.office_id, bill.supplier, facts[bill.pk].name) for bill in bills if bill.supplier and bill.pk in facts
    }
    SupplierName.objects.bulk_create(
        filter(None, (supplier_name(*each) for each in sorted(named))), ignore_conflicts=True
    )


def supplier_name(office: int, supplier: str, name: str) -> SupplierName | None:
    words = "".join(telling(name))[:200]
    if not words:
        return None
    return SupplierName(office_id=office, supplier=supplier, name=name, words=words, first=words[:2], last=words[-2:])


@dataclass
class Book:
    """What the offices of some bills know of their suppliers."""

    before: int  # only documents before this one teach, and those that were judged since
    confirmed: list[dict[str, Any]]
    newest: dict[Supplier, list[Earlier]] = field(default_factory=dict)
    young: dict[int, bool] = field(default_factory=dict)  # by office

    @classmethod
    def of(cls, bills: Sequence[Bill]) -> "Book":
        rows = BillWarning.objects.filter(
            Q(bill__supplier__in={bill.supplier for bill in bills}) | Q(code="payee"),
            bill__office__in={bill.office_id for bill in bills},
            confirmed_at__isnull=False,
        ).exclude(subject="")
        columns = ("bill__office", "bill__company", "bill__supplier", "code", "subject", "by_office")
        return cls(min((bill.pk for bill in bills), default=0), list(rows.order_by().values(*columns).distinct()))

    def earlier(self, bill: Bill) -> list[Earlier]:
        """Those that teach something about this one, the newest first."""
        return [row for row in self.newest_of(bill) if not row.here_only or row.company == bill.company_id]

    def newest_of(self, bill: Bill) -> list[Earlier]:
        supplier = bill.office_id, bill.supplier
        if supplier not in self.newest:
            rows = self.of_supplier(bill).annotate(here_only=BY_CLIENT).order_by("-document")
            self.newest[supplier] = [Earlier(*row) for row in rows.values_list(*Earlier._fields)[:NEWEST]]
        return self.newest[supplier]

    def of_supplier(self, bill: Bill) -> QuerySet[Bill]:
        of_it = Bill.objects.filter(TEACHES, office=bill.office_id, supplier=bill.supplier, document__lt=self.before)
        return of_it if bill.supplier else of_it.none()

    def teaching(self, bill: Bill) -> QuerySet[Bill]:
        return self.of_supplier(bill).filter(~BY_CLIENT | Q(company=bill.company_id))

    def learn(self, bill: Bill, found: Iterable[Alert]) -> None:
        if bill.effect in HOLDING and not any(each.weight == Weight.STOP for each in found):
            row = Earlier(bill.company_id, bill.iban, bill.payee, bill.issued, bill.amount)
            self.newest_of(bill).insert(0, row)

    def confirmed_of(self, bill: Bill, *codes: str) -> set[str]:
        """What people confirmed of the supplier, in the office or in the company; of these codes, or of any."""
        return {
            each["subject"]
            for each in self.confirmed
            if each["bill__supplier"] == bill.supplier and (not codes or each["code"] in codes) and is_for(each, bill)
        }

    def known(self, bill: Bill, facts: BillFacts) -> Known:
        rows = self.earlier(bill)
        subjects = {part for subject in self.confirmed_of(bill) for part in subject.split()}
        is_alike_confirmed = bool(self.confirmed_of(bill, "named_alike"))
        return Known(
            bills=len(rows),
            bills_here=self.count_here(bill, rows),
            ibans=self.accounts(bill, rows),
            confirmed_ibans={each for each in subjects if is_iban(each)},
            payees={row.payee for row in rows if row.payee} | self.confirmed_of(bill, "payee"),
            factors={row["subject"] for row in self.confirmed if row["code"] == "payee" and is_for(row, bill)},
            participants=self.confirmed_of(bill, "participant"),
            largest=max((abs(row.amount) for row in rows if row.amount is not None), default=None),
            last_on=max((row.issued for row in rows if row.issued), default=None),
            lately=sum(is_near(row, facts.on) for row in rows if row.company == bill.company_id),
            is_young=not rows and self.is_young(bill),
            named_alike={} if rows or is_alike_confirmed else suppliers_named_alike(bill, facts.name),
        )

    def is_young(self, bill: Bill) -> bool:
        if bill.office_id not in self.young:
            there = Bill.objects.filter(office=bill.office_id, document__lt=bill.pk).exclude(supplier="")
            self.young[bill.office_id] = there[:YOUNG].count() < YOUNG
        return self.young[bill.office_id]

    def count_here(self, bill: Bill, rows: Sequence[Earlier]) -> int:
        """Of a supplier with many bills the newest may all be of others."""
        here = sum(row.company == bill.company_id for row in rows)
        return (
            here if here or len(rows) < NEWEST else int(self.of_supplier(bill).filter(company=bill.company_id).exists())
        )

    def accounts(self, bill: Bill, rows: Sequence[Earlier]) -> dict[str, int]:
        """Which the supplier used; also one that the newest bills do not name."""
        found = defaultdict[str, int](int)
        for row in rows:
            if row.iban and not row.payee:
                found[row.iban] += 1
        if bill.iban and not bill.payee and bill.iban not in found and len(rows) >= NEWEST:
            found[bill.iban] += self.teaching(bill).filter(iban=bill.iban, payee="").count()
        return {iban: count for iban, count in found.items() if count}

    def explain(self, alert: Alert, bill: Bill) -> Alert:
        """With the figures that a person needs to judge it; those of other companies apart."""
        if alert.code == "first":
            return replace(alert, office_facts=self.figures(bill)) if self.earlier(bill) else alert
        if not alert.code.startswith("iban_c"):
            return alert
        rows = [row for row in self.earlier(bill) if row.iban and not row.payee]
        here = list(dict.fromkeys(row.iban for row in rows if row.company == bill.company_id))[:MOST_SHOWN]
        facts = {**alert.facts, "earlier": " ".join(here)} if here else alert.facts
        before = rows[0].iban if rows else ""
        figures = {"before": before, **self.figures(bill, iban=before)} if before else {}
        return replace(alert, facts=facts, office_facts=figures)

    def figures(self, bill: Bill, **only: str) -> dict[str, str]:
        """How many bills of the supplier the office has, at how many companies, and since when."""
        counted = self.teaching(bill).filter(**only)
        found = counted.aggregate(bills=Count("pk"), companies=Count("company", distinct=True), since=Min("issued"))
        return {name: str(value) for name, value in found.items() if value}


def is_for(row: Mapping[str, Any], bill: Bill) -> bool:
    """What somebody of the office confirmed holds in all its companies; what a client confirmed, in theirs."""
    here = row["bill__company"] == bill.company_id
    return bool(row["bill__office"] == bill.office_id and (row["by_office"] or here))


def is_near(row: Earlier, on: date) -> bool:
    return row.issued is not None and abs(on - row.issued) <= WITHIN


def suppliers_named_alike(bill: Bill, name: str) -> dict[str, str]:
    ours = supplier_name(bill.office_id, bill.supplier, name)
    if ours is None:
        return {}
    near = SupplierName.objects.filter(Q(first=ours.first) | Q(last=ours.last), office=bill.office_id)
    others = near.exclude(supplier=bill.supplier).values_list("name", "supplier")[:MOST_NAMES]
    return {other: number for other, number in others if are_alike(other, name)}
