"""Giving numbers: consecutive in each sequence, none twice, and none lost when issuing does not succeed (ADR 0131)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from schakel.hub import journal
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document
from schakel.hub.journal.entries import NumberTaken, NumberUsed
from schakel.hub.people.models import User
from schakel.hub.sales.models import Counter, Draft, Gap, Numbering

Series = Numbering.Series
USUAL = {
    Series.INVOICE: "{year}-{####}",
    Series.CREDIT_NOTE: "C{year}-{####}",
    Series.SELF_BILLED: "SB{year}-{####}",
    Series.SELF_BILLED_CREDIT_NOTE: "SBC{year}-{####}",
}
DIGITS = re.compile(r"\{(#{1,9})\}")
YEARS = {"{year}": "%Y", "{yy}": "%y"}


def series_of(draft: Draft) -> Numbering.Series:
    is_credit = draft.content.get("kind") == "credit_note"
    if draft.connection.side == Connection.Side.PURCHASE:
        return Series.SELF_BILLED_CREDIT_NOTE if is_credit else Series.SELF_BILLED
    return Series.CREDIT_NOTE if is_credit else Series.INVOICE


def is_pattern(text: str) -> bool:
    """One place for the digits, perhaps the year, and nothing else in braces."""
    bare = DIGITS.sub("", text)
    for year in YEARS:
        bare = bare.replace(year, "")
    return len(DIGITS.findall(text)) == 1 and not set("{}#") & set(bare)


def number_text(pattern: str, number: int, *, on: date) -> str:
    """`{year}-{####}`, 17 → `2026-0017`."""
    for year, form in YEARS.items():
        pattern = pattern.replace(year, format(on, form))
    return DIGITS.sub(lambda found: str(number).zfill(len(found[1])), pattern)


def restarts_yearly(pattern: str) -> bool:
    return any(year in pattern for year in YEARS)


@dataclass(frozen=True)
class TakenNumber:
    """A number of a sequence, and as it is written on the document."""

    counter: Counter
    number: int
    text: str


def take_number(connection: Connection, series: Numbering.Series, *, on: date) -> TakenNumber:
    """The next number, in the transaction that issues the document: if that is rolled back, the number is free again.

    One at a time for each company. Numbers that stand on documents made elsewhere are passed over.
    """
    Company.objects.select_for_update(no_key=True).get(pk=connection.company_id)
    counter = counter_of(numbering_of(connection.company, series, keep=True), on=on)
    number = free_number(connection, counter, on=on)
    counter.next = number + 1
    counter.save()
    return TakenNumber(counter, number, number_text(counter.numbering.pattern, number, on=on))


def record_number(taken: TakenNumber, draft: Draft, document: Document, *, data: bytes) -> None:
    """In the journal before the transaction that issues the document ends, and once more when it did (ADR 0286).

    Raises JournalNotWritten (temporary): then nothing may be issued.
    """
    numbering, key = taken.counter.numbering, uuid4().hex
    company = numbering.company
    journal.write(
        NumberTaken(
            at=timezone.now().isoformat(),
            id=key,
            enterprise_number=company.enterprise_number,
            vat_number=company.vat_number,
            company=company.name,
            side=document.connection.side,
            draft=draft.pk,
            series=numbering.series,
            year=taken.counter.year,
            number=taken.number,
            text=taken.text,
            sha256=document.sha256,
            document=data,
        )
    )
    transaction.on_commit(partial(record_use, key), robust=True)


def record_use(key: str) -> None:
    journal.write(NumberUsed(at=timezone.now().isoformat(), id=key), durable=False)


def go_on_behind(company: Company, series: Numbering.Series, *, year: int, number: int) -> None:
    """The next number of the sequence is behind this one, which was given already (L02)."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    numbering = numbering_of(company, series, keep=True)
    counter = numbering.counters.filter(year=year).first() or Counter(numbering=numbering, year=year)
    counter.next = max(counter.next, number + 1)
    counter.save()


def upcoming_number(connection: Connection, series: Numbering.Series, *, on: date) -> str:
    """The number that would be given now; somebody else may take it first."""
    counter = counter_of(numbering_of(connection.company, series), on=on)
    return number_text(counter.numbering.pattern, free_number(connection, counter, on=on), on=on)


def numbering_of(company: Company, series: Numbering.Series, *, keep: bool = False) -> Numbering:
    usual = Numbering(company=company, series=series, pattern=USUAL[series])
    found = Numbering.objects.filter(company=company, series=series).first()
    if found is None and keep:
        usual.save()
    return found or usual


def counter_of(numbering: Numbering, *, on: date) -> Counter:
    year = on.year if restarts_yearly(numbering.pattern) else 0
    known = numbering.counters.filter(year=year).first() if numbering.pk else None
    return known or Counter(numbering=numbering, year=year)


def free_number(connection: Connection, counter: Counter, *, on: date) -> int:
    number, pattern = counter.next, counter.numbering.pattern
    while Document.everything.filter(connection=connection, number=number_text(pattern, number, on=on)).exists():
        number += 1
    return number


def change_numbering(counter: Counter, pattern: str, *, to: int, reason: str, by: User) -> None:
    """Another way of writing, or going on from another number. Waits its turn among those who issue."""
    with transaction.atomic():
        company = counter.numbering.company
        Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        numbering = numbering_of(company, Series(counter.numbering.series), keep=True)
        numbering.pattern = pattern
        numbering.save()
        here = counter_of(numbering, on=timezone.localdate())
        move_counter(here, to, reason=reason, by=by)
        record(Action.NUMBERING_CHANGED, numbering, place=company.place, by=by.pk)


def move_counter(counter: Counter, to: int, *, reason: str, by: User) -> None:
    """Those that are passed over are explained."""
    if to > counter.next and reason:
        Gap.objects.create(
            numbering=counter.numbering, year=counter.year, first=counter.next, last=to - 1, reason=reason, by=by
        )
    counter.next = to
    counter.save()


def gap_text(gap: Gap) -> str:
    """`2026-0002 – 2026-0009`"""
    on = timezone.localdate().replace(month=1, day=1, year=gap.year or timezone.localdate().year)
    pattern = gap.numbering.pattern
    ends = dict.fromkeys(number_text(pattern, number, on=on) for number in (gap.first, gap.last))
    return " – ".join(ends)
