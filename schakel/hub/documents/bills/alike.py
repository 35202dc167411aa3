"""Which documents may be one bill with these: what somebody is shown who adds them, or looks at one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from schakel.hub.documents.bills.effects import which
from schakel.hub.documents.bills.models import Bill, Twin, TwinQuerySet
from schakel.hub.documents.bills.read import Candidates, ensure, read_bill, twins_of
from schakel.hub.documents.bills.sameness import Sameness
from schakel.hub.documents.models import Document, DocumentQuerySet, Quarantine


@dataclass(frozen=True)
class Alike:
    """Nobody has decided about the two yet."""

    twin: Twin
    other: Document  # the one that was not asked about
    is_in_quarantine: bool = False  # the other: it is not shown, and cannot be compared

    @property
    def is_certain(self) -> bool:
        return self.twin.sameness == Sameness.CERTAIN

    @property
    def holds(self) -> bool:
        """The other one came first, so this one counts for nothing until somebody decides."""
        return self.is_certain and self.twin.earlier_id == self.other.pk


def alike(documents: Collection[Document], *, among: DocumentQuerySet) -> defaultdict[int, list[Alike]]:
    """By the key of each of these, which are read as bills when nobody has; certain ones first.

    `among` is what the asker may reach, those in quarantine included (`Document.everything`). Outside a transaction.
    """
    each = {document.pk: document for document in documents}
    if not each:
        return defaultdict(list)
    ensure(each.values())
    return by_document(each, undecided(documents), among)


def alike_at_once(document: Document, *, among: DocumentQuerySet) -> list[Alike]:
    """The same of one that was filed in this transaction, or that nobody has read as a bill yet: nothing is written."""
    twins = list(undecided([document])) if Bill.objects.filter(document=document).exists() else new_twins(document)
    return by_document([document.pk], twins, among)[document.pk]


def undecided(documents: Collection[Document]) -> TwinQuerySet:
    return Twin.objects.undecided().filter(Q(earlier__in=documents) | Q(later__in=documents))


def new_twins(document: Document) -> list[Twin]:
    """Those that the worker will find."""
    bill = read_bill(document).bill
    others = Candidates([bill])
    others.numbers[bill.pk] = document.number
    return [twin for twin in twins_of(bill, others) if not twin.decision]


def by_document(
    asked: Collection[int], twins: Iterable[Twin], among: DocumentQuerySet
) -> defaultdict[int, list[Alike]]:
    pairs = sorted(twins, key=lambda twin: (twin.sameness, twin.earlier_id, twin.later_id))
    both = {key for twin in pairs for key in (twin.earlier_id, twin.later_id)}
    here = among.filter(pk__in=both).select_related("connection__company").defer("text").in_bulk()
    quarantined = set(Quarantine.objects.active().filter(document__in=both).values_list("document", flat=True))
    found: defaultdict[int, list[Alike]] = defaultdict(list)
    for twin in pairs:
        for own, other in ((twin.earlier_id, twin.later_id), (twin.later_id, twin.earlier_id)):
            if own in asked and {own, other} <= here.keys():
                found[own].append(Alike(twin, here[other], is_in_quarantine=other in quarantined))
    return found


def look_alikes(documents: Collection[int]) -> defaultdict[int, list[Document]]:
    """By the key of each of these: others of its connection that are to be paid too and look like the same bill, as long as
    nobody has decided. The documents are read as bills before."""
    pairs = Twin.objects.undecided().filter(Q(earlier__in=documents) | Q(later__in=documents), sameness=Sameness.LIKELY)
    twins = list(pairs.filter(earlier__connection=F("later__connection")).values_list("earlier", "later"))
    others = {key for pair in twins for key in pair}
    payable = Document.objects.filter(which("is_payable"), pk__in=others).defer("text").in_bulk()
    found: defaultdict[int, list[Document]] = defaultdict(list)
    for earlier, later in twins:
        for own, other in ((earlier, later), (later, earlier)):
            if own in documents and other in payable:
                found[own].append(payable[other])
    return found


def alike_text(found: Collection[Alike]) -> str:
    """In one sentence, for a list that has no room for links; empty: nothing."""
    if not found:
        return ""
    first = next(iter(found))
    number = first.other.number[:40] or _("without number")
    if first.holds:
        return _("Probably here already: %(number)s") % {"number": number}
    return _("Looks like another bill: %(number)s") % {"number": number}
