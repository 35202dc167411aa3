"""The one place that answers for a document: is it open, payable, forwardable, counted, answerable?

Payments, payment files, forwarding, lists, API and exports ask here (`which` for many, `of` for one), and nowhere past it.
What a document counts for follows from its duplicates, its answer, its credit notes and its history; it is worked out again
whenever one of those changes (`settle`), in the same transaction, and the rooms above are told. Two things beside it: a warning
that stops it keeps it from being paid until somebody has confirmed it (`warn.confirm_warnings`), and options of its company may
hold back what would go to bookkeeping (`hold_of`).
"""

from collections.abc import Callable, Collection
from typing import Literal, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import In

from schakel.hub.connections.models import Connection
from schakel.hub.connections.reach import walked
from schakel.hub.documents.bills.guard import Weight
from schakel.hub.documents.bills.models import Bill, BillAnswer, Effect, Hold, Twin
from schakel.hub.documents.bills.rules import rule_of
from schakel.hub.documents.bills.sameness import Sameness
from schakel.hub.documents.models import Document

Question = Literal["is_open", "is_payable", "is_forwardable", "is_counted", "is_answerable"]


class Consequences(NamedTuple):
    is_open: bool = False  # among what is still to pay or to come in
    is_payable: bool = False  # may go into a payment file, and has a QR
    is_forwardable: bool = False  # goes to bookkeeping
    is_counted: bool = False  # in sums
    is_answerable: bool = True  # its seller may get an answer
    is_marked: bool = False  # its bookkeeping hears of it: beside the document, or afterwards


NOTHING = Consequences()
ONLY_MARKED = Consequences(is_marked=True)
TABLE: dict[str, Consequences] = {  # by Effect
    Effect.COUNTS: Consequences(is_open=True, is_payable=True, is_forwardable=True, is_counted=True),
    Effect.DUPLICATE: ONLY_MARKED,
    Effect.MERGED: ONLY_MARKED,
    Effect.REPLACED: ONLY_MARKED,
    Effect.REFUSED: ONLY_MARKED,
    Effect.CONTESTED: Consequences(is_forwardable=True, is_counted=True, is_marked=True),
    Effect.CREDITED: Consequences(is_forwardable=True, is_counted=True),
    Effect.HISTORY: Consequences(is_answerable=False),
    Effect.PAPER: Consequences(is_forwardable=True, is_answerable=False),
}

MEANING: dict[str, Effect] = {BillAnswer.REFUSED: Effect.REFUSED, BillAnswer.CONTESTED: Effect.CONTESTED}
HOLDING = frozenset({Effect.COUNTS, Effect.CONTESTED, Effect.CREDITED, Effect.HISTORY})  # a twin of these is held
listeners: list[Callable[[Collection[Bill]], None]] = []  # of the rooms above: told of those whose consequences changed


def which(question: Question, *, through: str = "") -> Q:
    """For a query of documents, or of rows that reach them `through` a relation such as `document__`."""
    effects = [effect for effect, consequences in TABLE.items() if getattr(consequences, question)]
    found = Q(**{f"{through}bill__effect__in": effects})
    if question == "is_payable":
        found &= Q(**{f"{through}bill__heaviest_warning__lt": Weight.STOP})
    return found & ~is_held(through) if question == "is_forwardable" else found


def is_held(through: str = "") -> Q:
    """Those of `which` that an option of their company holds back, as `hold_of` says of one."""
    bill = f"{through}bill__"
    contested = {f"{bill}company__bill_rule__holds_contested": True, f"{bill}effect": Effect.CONTESTED}
    return Q(**contested) | Q(**{f"{bill}company__bill_rule__holds_unseen": True, f"{bill}looked_at": None})


def is_kept_back(document: str, connection: str) -> Q:
    """The opposite of `which("is_forwardable")`, for rows that name a document and its connection in these columns: it begins
    with the few bills that count for something else, and looks at no document. Every document has a bill here.

    Of an option that few companies have, the bills of those alone are asked.
    """
    effects = [effect for effect, consequences in TABLE.items() if not consequences.is_forwardable]
    others = Bill.objects.filter(effect__in=effects).values("document")
    contested = Bill.objects.filter(effect=Effect.CONTESTED, company__bill_rule__holds_contested=True)
    wary = Connection.objects.filter(company__bill_rule__holds_unseen=True).values("pk")
    unseen = Bill.objects.filter(document=OuterRef(document), looked_at=None)
    waiting = Q(**{f"{connection}__in": wary}) & Q(Exists(unseen))
    return Q(In(walked(document), others.union(contested.values("document")))) | waiting


def with_effect(effect: Effect, *, through: str = "") -> Q:
    """As `which`, for those that count for just this: a list of what is contested."""
    return Q(**{f"{through}bill__effect": effect})


def with_warning(*, through: str = "") -> Q:
    """As `which`, for those with a warning that nobody confirmed."""
    return Q(**{f"{through}bill__heaviest_warning__gte": Weight.LOOK})


def of(document: Document) -> Consequences:
    """Of one that was not read as a bill yet, nothing follows."""
    return of_bill(document.bill) if effect_on(document) else NOTHING


def of_bill(bill: Bill) -> Consequences:
    found = TABLE[bill.effect]
    return found._replace(
        is_payable=found.is_payable and not bill.is_stopped,
        is_forwardable=found.is_forwardable and not hold_of(bill),
    )


def hold_of(bill: Bill) -> Effect | Hold | None:
    """Why its company lets it wait, though it would go to bookkeeping for what it counts for."""
    rule = rule_of(bill.company)
    if rule.holds_contested and bill.effect == Effect.CONTESTED:
        return Effect.CONTESTED
    return Hold.UNSEEN if rule.holds_unseen and bill.looked_at is None else None


def why_not_forwarded(document: Document) -> Effect | Hold | None:
    """None: it goes to bookkeeping, or was not read as a bill yet."""
    effect = effect_on(document)
    if effect is None or of(document).is_forwardable:
        return None
    return hold_of(document.bill) if TABLE[effect].is_forwardable else effect


def effect_on(document: Document) -> Effect | None:
    """As its row says, which a query may bring along (`select_related("bill")`). None: not read as a bill yet."""
    try:
        return Effect(document.bill.effect)
    except ObjectDoesNotExist:
        return None


def settle(bills: Collection[Bill]) -> None:
    """Work out again what these count for, and what depends on those that changed; tell the rooms above.

    In the caller's transaction. A document depends on its earlier twins, so the earliest come first; a credit note depends
    on the bill that it takes back, which depends on the credit note's answer only.
    """
    waiting, changed = {bill.document_id: bill for bill in bills}, {}
    alone = set(waiting) - with_others(waiting)
    for bill in bills:
        if bill.undoes_id:
            waiting.setdefault(bill.undoes_id, Bill.objects.get(pk=bill.undoes_id))
    while waiting:
        bill = waiting.pop(min(waiting))
        if (effect := effect_of(bill, is_alone=bill.document_id in alone)) != bill.effect:
            bill.effect = effect
            Bill.objects.filter(pk=bill.pk).update(effect=effect)
            changed[bill.document_id] = bill
            depends = Q(document__earlier_twins__earlier=bill.document_id) | Q(undoes=bill.pk)
            waiting = {each.document_id: each for each in Bill.objects.filter(depends).distinct()} | waiting
    announce(list(changed.values()))


def announce(bills: Collection[Bill]) -> None:
    """Tells the rooms above that something else follows from these. In the turn of their companies."""
    for listener in listeners if bills else ():
        listener(bills)


def with_others(keys: Collection[int]) -> set[int]:
    """Those of these that have a twin, or a credit note."""
    twins = Twin.objects.filter(Q(earlier__in=keys) | Q(later__in=keys)).values_list("earlier", "later")
    credited = Bill.objects.filter(undoes__in=keys).values_list("undoes", flat=True)
    return {key for pair in twins for key in pair} | {key for key in credited if key}


def effect_of(bill: Bill, *, is_alone: bool = False) -> Effect:
    if bill.is_history:
        return Effect.HISTORY
    if bill.kind == Document.Kind.PAPER:
        return Effect.PAPER
    if not is_alone and (effect := effect_of_twins(bill.document_id)):
        return effect
    if bill.answer in MEANING:
        return MEANING[bill.answer]
    if bill.undoes and bill.undoes.effect != Effect.HISTORY:  # of a bill that was settled before, it is money back
        return Effect.REFUSED if bill.undoes.effect == Effect.REFUSED else Effect.CREDITED
    if is_alone:
        return Effect.COUNTS
    credit_notes = Bill.objects.filter(company=bill.company_id, undoes=bill.pk).exclude(answer=BillAnswer.REFUSED)
    return Effect.CREDITED if credit_notes.exists() else Effect.COUNTS


def effect_of_twins(document: int) -> Effect | None:
    """Held by a certain twin that came before and counts for something itself, until somebody has said."""
    if Twin.objects.filter(earlier=document, decision=Twin.Decision.REPLACES).exists():
        return Effect.REPLACED
    before = Twin.objects.filter(later=document)
    if before.filter(decision=Twin.Decision.ONE).exists():
        return Effect.MERGED
    holds = before.undecided().filter(sameness=Sameness.CERTAIN, earlier__bill__effect__in=HOLDING)
    return Effect.DUPLICATE if holds.exists() else None
