"""Saving what a company or an office asks of its bills. What waited for an option that is off goes on."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills.effects import announce
from schakel.hub.documents.bills.models import Bill, Effect
from schakel.hub.documents.bills.rules import BillRule, OfficeBillRule

PIECE = 500


def save_rule(rule: BillRule) -> None:
    with turn(rule.company_id):
        rule.save()
        record(Action.BILL_RULE_CHANGED, rule.company, place=rule.company.place)
        for bills in pieces(rule):
            announce(bills)


def save_office_rule(rule: OfficeBillRule) -> None:
    """For all of its companies that have none of their own."""
    with transaction.atomic():
        rule.save()
        record(Action.BILL_RULE_CHANGED, rule.office, place=Place(rule.office_id))


def pieces(rule: BillRule) -> Iterator[list[Bill]]:
    """Those that one of its options is about."""
    concerned = Bill.objects.filter(Q(effect=Effect.CONTESTED) | Q(looked_at=None), company=rule.company_id)
    last = 0
    while found := list(concerned.filter(pk__gt=last).select_related("company__bill_rule").order_by("pk")[:PIECE]):
        yield found
        last = found[-1].pk
