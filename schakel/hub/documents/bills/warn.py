"""What is odd about a bill is written down, and confirmed by people. In the turn of its company."""

from collections.abc import Collection, Mapping

from django.db.models import Max, Q
from django.utils import timezone

from schakel.hub.connections.models import Office
from schakel.hub.connections.turns import turn, turns
from schakel.hub.documents.bills.effects import announce
from schakel.hub.documents.bills.guard import Alert, Weight
from schakel.hub.documents.bills.models import Bill, BillWarning
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User

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
    """A person has looked, and says how. How many were confirmed: what somebody else confirmed before stays theirs."""
    with turn(document.connection.company_id):
        bill = Bill.objects.get(document=document)
        waiting = BillWarning.objects.filter(bill=bill, code__in=codes, confirmed_at=None)
        count = waiting.update(
            confirmed_at=timezone.now(),
            confirmed_by=by,
            by_office=Office.objects.of(by).filter(pk=bill.office_id).exists(),
            how=how,
            note=note[:200],
        )
        weigh([bill])
    return count


def undo_confirmation(document: Document, *, by: User) -> int:
    """What this person confirmed of it is to be looked at again."""
    with turn(document.connection.company_id):
        mine = BillWarning.objects.filter(bill=document.pk, confirmed_by=by)
        count = mine.update(confirmed_at=None, confirmed_by=None, by_office=False, how="", note="")
        weigh([Bill.objects.get(document=document)])
    return count


def confirmed_alone(documents: Collection[int], *, by: User) -> set[int]:
    """Those of which this person, who works in the office, confirmed a stop: somebody else has to pay it."""
    mine = Q(confirmed_by=by, by_office=True, weight=Weight.STOP)
    return set(BillWarning.objects.filter(mine, bill__in=documents).values_list("bill", flat=True))
