"""Numbers that were used and are not in the database: their documents are filed again, and the sequence goes on behind them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import F
from django.db.models.expressions import OrderBy

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents import filing
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Event, Way
from schakel.hub.journal.entries import NumberTaken, NumberUsed
from schakel.hub.records.deletion.models import deleted_among
from schakel.hub.records.events import RecordsEvent
from schakel.hub.records.missing import Kind, Missing, Outcome
from schakel.hub.sales.issuing import numbers
from schakel.hub.sales.models import Draft, Numbering

BATCH = 200  # numbers that are looked up at once

Sequence = tuple[str, str, str]  # company, series, and the number as it is on the document


@dataclass
class MissingNumbers:
    """Takes the numbers of a journal one by one. `refile` says whether what is missing is filed again."""

    refile: bool
    here: dict[Sequence, set[str]] = field(default_factory=lambda: defaultdict(set))  # sha256 of what the database has
    missing_entries: list[NumberTaken] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # ids of those that were used
    waiting: list[NumberTaken] = field(default_factory=list)
    count: int = 0

    def add(self, entry: NumberTaken | NumberUsed) -> None:
        if isinstance(entry, NumberUsed):
            self.used.add(entry.id)
            self.count += 1
            return
        self.waiting.append(entry)
        if len(self.waiting) >= BATCH:
            self.look_up()

    def look_up(self) -> None:
        wanted = Document.everything.filter(sha256__in={each.sha256 for each in self.waiting})
        known = set(wanted.values_list("sha256", flat=True))
        known |= deleted_among({each.sha256 for each in self.waiting} - known)
        for each in self.waiting:
            if each.sha256 in known:
                self.here[sequence_of(each)].add(each.sha256)
            else:
                self.missing_entries.append(each)
        self.waiting = []

    def settle(self, *, is_older: bool) -> list[Missing]:
        """Those that were used. Of a number that may have been used only the last line counts, and only where the database
        is an older copy: in any other, that number was never used."""
        self.look_up()
        return [self.found(each) for each in self.surely_missing() + (self.perhaps_missing() if is_older else [])]

    def surely_missing(self) -> list[NumberTaken]:
        return sorted((each for each in self.missing_entries if each.id in self.used), key=lambda each: each.at)

    def perhaps_missing(self) -> list[NumberTaken]:
        settled = set(self.here) | {sequence_of(each) for each in self.surely_missing()}
        last = {sequence_of(each): each for each in sorted(self.missing_entries, key=lambda each: each.at)}
        return [each for sequence, each in last.items() if sequence not in settled]

    def found(self, entry: NumberTaken) -> Missing:
        outcome = file_again(entry) if self.refile else Outcome.MISSING
        found = Missing(Kind.NUMBER, entry.at, entry.text, entry.company, outcome)
        return replace(found, is_sure=entry.id in self.used)

    def used_twice(self) -> list[str]:
        """Numbers that two different documents have."""
        contents = {sequence: set(digests) for sequence, digests in self.here.items()}
        for each in self.surely_missing():
            contents.setdefault(sequence_of(each), set()).add(each.sha256)
        return [f"{company}: {text}" for (company, _, text), digests in sorted(contents.items()) if len(digests) > 1]

    def unrecorded(self, since: str) -> Iterator[str]:
        """Numbers of documents that were issued here and that the journal should have."""
        known = {digest for digests in self.here.values() for digest in digests}
        issued = Event.objects.filter(kind=DocumentEvent.ISSUED, way=Way.WRITTEN, at__gt=since).order_by("pk")
        for digest, number in issued.values_list("document__sha256", "document__number").iterator(chunk_size=5000):
            if digest not in known:
                yield number


def sequence_of(entry: NumberTaken) -> Sequence:
    return entry.enterprise_number or entry.vat_number or entry.company, entry.series, entry.text


def released_last() -> OrderBy:
    """A closed company may have given its number to another one."""
    return F("released_at").desc(nulls_first=True)


def find_company(entry: NumberTaken) -> Company | None:
    """By what it is known by everywhere: the row of another company may have its id by now."""
    if entry.enterprise_number:
        return Company.objects.filter(enterprise_number=entry.enterprise_number).order_by(released_last()).first()
    by_vat = Company.objects.filter(vat_number=entry.vat_number) if entry.vat_number else Company.objects.none()
    return by_vat.first() or Company.objects.filter(name=entry.company).first()


@transaction.atomic
def file_again(entry: NumberTaken) -> Outcome:
    """The document as it was issued, in its place, with a line on its timeline; its draft, if that is here, is issued by it.

    It is not sent: nobody knows whether it was.
    """
    company = find_company(entry)
    connection = Connection.objects.filter(company=company, side=entry.side).first() if company else None
    if company is None or connection is None:
        return Outcome.NO_COMPANY
    numbers.go_on_behind(company, Numbering.Series(entry.series), year=entry.year, number=entry.number)

    def adopt(document: Document) -> None:
        Event.objects.create(document=document, kind=RecordsEvent.FROM_JOURNAL)
        drafts = Draft.objects.unissued().filter(pk=entry.draft, connection=connection, made_at__lte=entry.at)
        drafts.update(document=document)

    filing.file(entry.document, Way.WRITTEN, into=connection, on_filed=adopt)
    return Outcome.FILED
