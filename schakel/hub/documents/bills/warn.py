"""What is odd about a bill is written down, and confirmed by people. In the turn of its company."""

from collections.abc import Collection, Mapping

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from schakel.hub.connections.models.office import sees_all_of
from schakel.hub.connections.turns import turn, turns
from schakel.hub.documents.bills.effects import announce
from schakel.hub.documents.bills.guard import Alert, Weight
from schakel.hub.documents.bills.models import Bill, BillWarning
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Event
from schakel.hub.people.models import User

BillWarningQuery = QuerySet[BillWarning]
WRITTEN = ("weight", "subject", "facts", "office_facts", "found_at", "confirmed_at", "confirmed_by", "by_office")


def record_warnings(found: Mapping[int, Collection[Alert]], source: BillWarning.Source) -> None:
    """All that a source has found, by the id of the document; each has a Bill (`read.ensure`).

    It replaces what the source found before. What was confirmed stays confirmed, unless it is about something else now.
    """
    bills = Bill.objects.in_bulk(list(found))
    if not bills:
        return
    with turns({bill.company_id for bill in bills.values()}):
        earlier = {(each.bill_id, each.code): each for each in BillWarning.objects.filter(bill__in=bills)}
        rows = [row_of(pk, each, source, earlier=earlier) for pk in bills for each in found[pk]]
        BillWarning.objects.bulk_create([row for row in rows if row.pk is None])
        BillWarning.objects.bulk_update([row for row in rows if row.pk], WRITTEN)
        gone = BillWarning.objects.filter(bill__in=bills, source=source, confirmed_at=None)
        if earlier:
            gone.exclude(pk__in=[row.pk for row in rows]).delete()
        if earlier or rows:
            weigh(bills.values())


def row_of(
    bill: int, alert: Alert, source: BillWarning.Source, *, earlier: Mapping[tuple[int, str], BillWarning]
) -> BillWarning:
    """The row that there is, or a new one."""
    row = earlier.get((bill, alert.code)) or BillWarning(bill_id=bill, code=alert.code, source=source)
    if row.confirmed_at and (row.subject != alert.subject or row.facts != dict(alert.facts)):
        row.confirmed_at = row.confirmed_by = None
        row.by_office = False
    row.weight, row.subject = alert.weight, alert.subject[:300]
    row.facts, row.office_facts = dict(alert.facts), dict(alert.office_facts)
    return row


def weigh(bills: Collection[Bill]) -> None:
    """Notes at each bill what it is warned of most, and tells the rooms above of those that are stopped or go on."""
    open_ = BillWarning.objects.filter(bill__in=bills, confirmed_at=None)
    heaviest = dict(open_.order_by().values_list("bill").annotate(Max("weight")))
    changed = [bill for bill in bills if bill.heaviest_warning != heaviest.get(bill.pk, 0)]
    stopped = {bill.pk for bill in changed if bill.is_stopped}
    for bill in changed:
        bill.heaviest_warning = heaviest.get(bill.pk, 0)
    Bill.objects.bulk_update(changed, ["heaviest_warning"])
    announce([bill for bill in changed if bill.is_stopped != (bill.pk in stopped)])


def confirm_warnings(
    document: Document, codes: Collection[str], *, by: User, how: BillWarning.How, note: str = ""
) -> int:
    """A person has looked, and says how. How many were confirmed: what somebody else confirmed before stays theirs.

    What is odd about other bills of the supplier for the same reason (its new account) is confirmed with it: of the whole
    office by somebody who works for all of it, of their company by others.
    """
    office = document.connection.company.office_id
    by_office = sees_all_of(by, office)
    waiting = BillWarning.objects.filter(confirmed_at=None)
    asked = waiting.filter(bill=document.pk, code__in=codes)
    with turns({document.connection.company_id, *companies_of(same_reason(document, asked, by_office=by_office))}):
        asked_for = list(asked.values_list("pk", flat=True))
        found = [*asked_for, *same_reason(document, asked, by_office=by_office).values_list("pk", flat=True)]
        bills = list(Bill.objects.filter(warnings__in=found).distinct())
        said = {"confirmed_at": timezone.now(), "confirmed_by": by, "by_office": by_office, "how": how}
        BillWarning.objects.filter(pk__in=found).update(**said)
        BillWarning.objects.filter(pk__in=asked_for).update(note=note[:200])  # other companies do not read it
        note_events(bills, DocumentEvent.WARNING_CONFIRMED, by=by, detail=how)
        weigh(bills)
    return len(asked_for)


def same_reason(document: Document, asked: BillWarningQuery, *, by_office: bool) -> BillWarningQuery:
    """Those of other bills of the same supplier that nobody confirmed."""
    bill = Bill.objects.get(document=document)
    subjects = list(asked.exclude(subject="").values_list("subject", flat=True))
    others = BillWarning.objects.filter(confirmed_at=None, subject__in=subjects, bill__office=bill.office_id)
    scope = Q() if by_office else Q(bill__company=bill.company_id)
    return others.filter(scope, bill__supplier=bill.supplier).exclude(bill=bill) if bill.supplier else others.none()


def companies_of(warnings: BillWarningQuery) -> set[int]:
    return set(warnings.order_by().values_list("bill__company", flat=True))


def undo_confirmation(document: Document, *, by: User) -> int:
    """What this person confirmed of it is to be looked at again, here only."""
    with turn(document.connection.company_id):
        mine = BillWarning.objects.filter(bill=document.pk, confirmed_by=by)
        count = mine.update(confirmed_at=None, confirmed_by=None, by_office=False, how="", note="")
        bills = [Bill.objects.get(document=document)]
        note_events(bills if count else [], DocumentEvent.CONFIRMATION_UNDONE, by=by)
        weigh(bills)
    return count


def note_events(bills: Collection[Bill], kind: DocumentEvent, *, by: User, detail: str = "") -> None:
    Event.objects.bulk_create(Event(document_id=bill.pk, kind=kind, by=by, detail=detail) for bill in bills)


def confirmed_alone(documents: Collection[int], *, by: User) -> set[int]:
    """Those of which this person, who works in the office, confirmed a stop: somebody else has to pay it."""
    mine = Q(confirmed_by=by, by_office=True, weight=Weight.STOP)
    return set(BillWarning.objects.filter(mine, bill__in=documents).values_list("bill", flat=True))
