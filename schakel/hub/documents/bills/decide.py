"""What a person decides of two documents that may be one bill. Decided once: who comes second is told by whom it was."""

from dataclasses import dataclass

from django.utils import timezone

from schakel.hub.audit import record as audit
from schakel.hub.audit.actions import Action
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills.effects import settle
from schakel.hub.documents.bills.models import Bill, Twin, TwinQuerySet
from schakel.hub.documents.bills.sameness import Sameness
from schakel.hub.documents.models import Document, DocumentQuerySet, Quarantine
from schakel.hub.people.models import User


@dataclass(frozen=True)
class DecidedAlready:
    """By somebody else, a moment before. Permanent."""

    twin: Twin


def decide(twin: Twin, decision: Twin.Decision, *, by: User) -> Twin | DecidedAlready:
    """*one*: the later counts no more, both are kept as its sources; *two*: both count; *replaces*: the earlier counts no more."""
    with turn(twin.later.connection.company_id):
        row = Twin.objects.select_for_update().get(pk=twin.pk)
        if row.decision:
            return DecidedAlready(row)
        record(row, decision, by=by)
    return row


def undo(twin: Twin, *, by: User) -> Twin:
    """Nobody has decided: a certain twin is held again."""
    with turn(twin.later.connection.company_id):
        row = Twin.objects.select_for_update().get(pk=twin.pk)
        record(row, "", by=by)
    return row


def record(row: Twin, decision: str, *, by: User) -> None:
    row.decision, row.decided_at, row.decided_by = (
        decision,
        timezone.now() if decision else None,
        by if decision else None,
    )
    row.save(update_fields=["decision", "decided_at", "decided_by"])
    place = row.later.connection.company.place
    audit.record(Action.BILL_DECIDED, row.later, place=place, by=by.pk, detail=decision or "undone")
    settle(list(Bill.objects.filter(document__in=[row.earlier_id, row.later_id])))


def count_instead(document: Document, *, by: User) -> int:
    """Of its earlier twins that are in quarantine, and hold it although nobody can compare them: it replaces them."""
    held = Twin.objects.undecided().filter(
        later=document, sameness=Sameness.CERTAIN, earlier__in=Quarantine.objects.documents()
    )
    return sum(isinstance(decide(twin, Twin.Decision.REPLACES, by=by), Twin) for twin in held)


def replaced_in_quarantine(document: Document) -> TwinQuerySet:
    """What `count_instead` decided, as long as the other one is in quarantine. Then the page *side by side* has it."""
    made = Twin.objects.filter(later=document, decision=Twin.Decision.REPLACES, decided_by__isnull=False)
    return made.filter(earlier__in=Quarantine.objects.documents())


def proposed_for(twin: Twin) -> str:
    """What was decided last between two documents of this supplier; empty: nothing yet."""
    bill = Bill.objects.filter(document=twin.later_id).first()
    if bill is None:
        return ""
    of_the_supplier = Twin.objects.filter(
        later__bill__company=bill.company_id, later__bill__supplier=bill.supplier, decided_by__isnull=False
    )
    return of_the_supplier.order_by("-decided_at").values_list("decision", flat=True).first() or ""


def sources(document: Document) -> DocumentQuerySet:
    """Other documents that are the same bill, this one being the one that counts."""
    return Document.objects.filter(earlier_twins__earlier=document, earlier_twins__decision=Twin.Decision.ONE)
