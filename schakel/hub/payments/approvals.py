"""Approval before payment: whether an invoice needs it, who gave it, and giving it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.quorum import Quorum
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills.first_look import record_look
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document
from schakel.hub.payments.models import Approval, Approver, Payable, Rule
from schakel.hub.payments.rights import may_pay, payable_by
from schakel.hub.people.models import User

MOST_COMPANIES = 100  # of which one person is asked for approvals on a page


@dataclass(frozen=True)
class ApprovalStatus:
    """Of one invoice, for one reader."""

    needed: int
    given: tuple[Approval, ...]
    is_approved: bool
    is_asked: bool  # this reader may give their word
    is_mine: bool  # they gave it


def approval_status(document: Document, user: User) -> ApprovalStatus | None:
    """None where the company asks for no approval."""
    needed = needed_for(document)
    if not needed:
        return None
    given = tuple(active_approvals(document).select_related("by"))
    is_mine = any(each.by_id == user.pk for each in given)
    return ApprovalStatus(
        needed=needed,
        given=given,
        is_approved=is_approved(document),
        is_asked=not is_mine and may_approve(user, document) and not bill_for(document).is_stopped,
        is_mine=is_mine,
    )


def needed_for(document: Document, *, together: Decimal | None = None) -> int:
    """`together` is what is paid to the same account at once, when that is more than this one."""
    return needed_by(Rule.objects.filter(company=document.connection.company_id).first(), document, together=together)


def needed_by(rule: Rule | None, document: Document, *, together: Decimal | None = None) -> int:
    if rule is None or document.connection.side != Connection.Side.PURCHASE or document.money_back:
        return 0
    return rule.needed_for(max(document.amount or Decimal(0), together or Decimal(0)))


def is_approved(document: Document, *, together: Decimal | None = None) -> bool:
    """By as many as the rule asks, of those who may now."""
    needed = needed_for(document, together=together)
    if not needed:
        return True
    said = set(active_approvals(document).values_list("by", flat=True))
    return quorum(document.connection.company, needed).is_met_by(said)


def approved_among(
    documents: Sequence[Document], *, of: Company, together: Mapping[int, Decimal] | None = None
) -> set[int]:
    """The ids of those that may be paid, all of one company. `together`: by id, what is paid to the same account at once.
    A fixed number of queries."""
    rule, sums = Rule.objects.filter(company=of).first(), together or {}
    needed = {each.pk: needed_by(rule, each, together=sums.get(each.pk)) for each in documents}
    said = defaultdict(set)
    approvals = Approval.objects.filter(document__in=[pk for pk, number in needed.items() if number], ended_at=None)
    for document, by in approvals.values_list("document", "by"):
        said[document].add(by)
    quorums = {number: quorum(of, number) for number in {*needed.values()} - {0}}
    return {pk for pk, number in needed.items() if not number or quorums[number].is_met_by(said[pk])}


def active_approvals(document: Document) -> QuerySet[Approval]:
    return Approval.objects.filter(document=document, ended_at=None).order_by("at")


def quorum(company: Company, needed: int) -> Quorum:
    """So many of its approvers."""
    approvers = active_approvers(company)
    deputies = frozenset(each.user_id for each in approvers if each.is_deputy)
    return Quorum(needed, tuple(each.user for each in approvers), deputies)


def active_approvers(company: Company) -> list[Approver]:
    """Those who still may pay for this company; who lost that approves nothing (G04)."""
    approvers = list(company.approvers.filter(user__is_active=True).select_related("user"))
    purchases = company.connections.filter(side=Connection.Side.PURCHASE)
    return [each for each in approvers if payable_by(each.user).filter(pk__in=purchases).exists()]


def may_approve(user: User, document: Document) -> bool:
    named = Approver.objects.filter(company=document.connection.company_id, user=user).exists()
    return named and may_pay(user, document.connection)


def approve(document: Document, by: User) -> bool:
    """Not before a warning that stops it was confirmed."""
    if not needed_for(document) or not may_approve(by, document):
        return False
    record_look(document, by)
    with turn(document.connection.company_id):
        if bill_for(document).is_stopped:
            return False
        _approval, is_new = Approval.objects.get_or_create(document=document, by=by, ended_at=None)
        if is_new:
            document.events.create(kind=DocumentEvent.PAYMENT_APPROVED, by=by)
    return is_new


def end_approval(document: Document, by: User) -> bool:
    with turn(document.connection.company_id):
        ended = active_approvals(document).filter(by=by).update(ended_at=timezone.now())
        if ended:
            document.events.create(kind=DocumentEvent.APPROVAL_ENDED, by=by)
    return bool(ended)


def documents_awaiting(user: User) -> list[int]:
    """The documents about which this person is asked for their word, of the companies for which they still may pay."""
    purchases = payable_by(user).filter(side=Connection.Side.PURCHASE)
    rules = Rule.objects.exclude(mode=Rule.Mode.OFF).filter(company__approvers__user=user)
    asking = rules.filter(company__connections__in=purchases).select_related("company").distinct()[:MOST_COMPANIES]
    return [document for rule in asking for document in awaiting_in_company(rule, user)]


def awaiting_in_company(rule: Rule, user: User) -> Iterator[int]:
    """Of one company: open, without their word, and without enough of the others'."""
    at_most = quorum(rule.company, rule.people_needed)
    open_ = Payable.objects.asking().filter(connection__company=rule.company, why_not="")
    bought = open_.filter(side=Connection.Side.PURCHASE)
    said: defaultdict[int, set[int]] = defaultdict(set)
    for document, by in Approval.objects.filter(document__paying__in=bought, ended_at=None).values_list(
        "document", "by"
    ):
        said[document].add(by)
    for document, payable in bought.values_list("document", "document__payable"):
        asked = replace(at_most, needed=rule.needed_for(abs(payable or Decimal(0))))
        if user.pk not in said[document] and not asked.is_met_by(said[document]):
            yield document
