"""After a restore: the journal against the database (L02).

What was acknowledged or numbered after the backup is listed and filed again, and no number is used a second time.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from schakel.hub.documents.models import Document
from schakel.hub.journal.entries import Begin, NumberTaken, NumberUsed, ReceiptGiven
from schakel.hub.journal.reader import Found, JournalReader, newest_entries
from schakel.hub.records.deletion.models import deleted_among
from schakel.hub.records.missing import Missing, Outcome
from schakel.hub.records.missing_messages import MissingMessages, find_missing
from schakel.hub.records.missing_numbers import MissingNumbers
from schakel.hub.records.models import JournalReplay

MOST_NAMED = 1000  # of what the journal should have


@dataclass
class Reconciliation:
    """What was found, and what became of it."""

    receipts: int = 0
    numbers: int = 0
    missing: list[Missing] = field(default_factory=list)
    used_twice: list[str] = field(default_factory=list)
    unrecorded: list[str] = field(default_factory=list)  # in the database, not in the journal; a check only
    faults: list[Found] = field(default_factory=list)

    @property
    def is_damaged(self) -> bool:
        return any(not each.is_harmless for each in self.faults)

    @property
    def left(self) -> list[Missing]:
        return [each for each in self.missing if each.outcome != Outcome.FILED]


def check_journal(*folders: Path) -> Reconciliation:
    """Changes nothing. Without folders, the journal of this installation."""
    return reconcile(folders, refile=False)


def replay_journal(*folders: Path) -> Reconciliation:
    """Files again what is missing. Done twice, the second time changes nothing. What cannot be filed, because its company is
    not there, is listed, and comes with a later replay."""
    done = reconcile(folders, refile=True)
    JournalReplay.objects.create(filed=len(done.missing) - len(done.left), left=len(done.left))
    return done


def reconcile(folders: tuple[Path, ...], *, refile: bool) -> Reconciliation:
    reader = JournalReader(*(folders or (settings.JOURNAL,)))
    messages, numbers, result = MissingMessages(refile), MissingNumbers(refile), Reconciliation()
    since = ""
    for entry in reader.entries():
        if isinstance(entry, ReceiptGiven):
            messages.add(entry)
        elif isinstance(entry, NumberTaken | NumberUsed):
            numbers.add(entry)
        elif isinstance(entry, Begin):
            since = min(since or entry.at, entry.at)
    messages.settle()
    numbers.look_up()
    is_older = bool(messages.missing or numbers.surely_missing())
    result.used_twice = numbers.used_twice()
    result.missing = messages.missing + numbers.settle(is_older=is_older)
    result.receipts, result.numbers, result.faults = len(messages.known), numbers.count, reader.found
    if since and not refile:
        unrecorded = [*messages.unrecorded(since), *numbers.unrecorded(since)]
        result.unrecorded = unrecorded[:MOST_NAMED]
    return result


def is_older_copy() -> bool:
    """Whether the journal knows of something newer than this database, which is so until it was replayed. Fast: it looks at
    the ends of the newest files only."""
    replayed = JournalReplay.objects.order_by("-at").values_list("at", flat=True).first()
    since = replayed.isoformat() if replayed else ""
    entries = [each for each in newest_entries(settings.JOURNAL) if each.at > since]
    used = {each.id for each in entries if isinstance(each, NumberUsed)}
    digests = {each.sha256 for each in entries if isinstance(each, NumberTaken) and each.id in used}
    here = set(Document.everything.filter(sha256__in=digests).values_list("sha256", flat=True))
    here |= deleted_among(digests - here)
    return bool(digests - here or find_missing(each for each in entries if isinstance(each, ReceiptGiven)))
