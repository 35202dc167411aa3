"""Approval before payment: whether an invoice needs it, who gave it, and giving it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document, Event
from schakel.hub.payments.models import Approval, Approver, Rule
from schakel.hub.payments.rights import may_pay, payable_by
from schakel.hub.payments.turns import turn
from schakel.hub.people.models import User


@dataclass(frozen=True)
class Status:
    """Of one invoice, for one reader."""

    needed: int
    given: tuple[Approval, ...]
    is_approved: bool
    is_asked: bool  # this reader may give his word
    is_mine: bool  # he gave it


def of(document: Document, user: User) -> Status | None:
    """None where the company asks for no approval."""
    needed = needed_for(document)
    if not needed:
        return None
    given = tuple(standing(document).select_related("by"))
    is_mine = any(each.by_id == user.pk for each in given)
    return Status(
        needed=needed,
        given=given,
        is_approved=is_approved(document),
        is_asked=not is_mine and may_approve(user, document),
        is_mine=is_mine,
    )


def needed_for(document: Document) -> int:
    if document.connection.kind != Connection.Kind.PURCHASE or document.money_back:
        return 0
    rule = Rule.objects.filter(company=document.connection.company_id).first()
    if rule is None or rule.mode == Rule.Mode.OFF:
        return 0
    is_high = rule.mode == Rule.Mode.TWO_ABOVE and rule.above is not None and (document.amount or 0) > rule.above
    return 2 if is_high else 1


def is_approved(document: Document) -> bool:
    """By as many as the rule asks, of those who may now; two deputies are not enough where two are asked."""
    needed = needed_for(document)
    if not needed:
        return True
    said = set(standing(document).values_list("by", flat=True))
    approvers = [each for each in working(document.connection.company) if each.user_id in said]
    return len(approvers) >= needed and (needed == 1 or any(not each.is_deputy for each in approvers))


def standing(document: Document) -> QuerySet[Approval]:
    return Approval.objects.filter(document=document, ended_at=None).order_by("at")


def working(company: Company) -> list[Approver]:
    """Those who still may pay for this company; who lost that approves nothing (G04)."""
    approvers = list(company.approvers.select_related("user"))
    purchases = company.connections.filter(kind=Connection.Kind.PURCHASE)
    return [each for each in approvers if payable_by(each.user).filter(pk__in=purchases).exists()]


def may_approve(user: User, document: Document) -> bool:
    named = Approver.objects.filter(company=document.connection.company_id, user=user).exists()
    return named and may_pay(user, document.connection)


def approve(document: Document, by: User) -> bool:
    if not needed_for(document) or not may_approve(by, document):
        return False
    with turn(document.connection.company_id):
        _approval, is_new = Approval.objects.get_or_create(document=document, by=by, ended_at=None)
        if is_new:
            document.events.create(kind=Event.Kind.PAYMENT_APPROVED, by=by)
    return is_new


def take_back(document: Document, by: User) -> bool:
    with turn(document.connection.company_id):
        ended = standing(document).filter(by=by).update(ended_at=timezone.now())
        if ended:
            document.events.create(kind=Event.Kind.APPROVAL_ENDED, by=by)
    return bool(ended)


def may_change_rule(user: User, company: Company) -> bool:
    """Once there are approvers, only they: whoever prepares payments must not be able to switch the approval off."""
    approvers = working(company)
    return not approvers or any(each.user_id == user.pk for each in approvers)
