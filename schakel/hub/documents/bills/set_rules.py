"""Saving what a company or an office asks of its bills. What waited for an option that is off goes on."""

from collections.abc import Iterator

from django.db.models import Q

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills.effects import announce
from schakel.hub.documents.bills.models import Bill, Effect
from schakel.hub.documents.bills.rules import BillRule

PIECE = 500


def save_rule(rule: BillRule) -> None:
    with turn(rule.company_id):
        rule.save()
        record(Action.BILL_RULE_CHANGED, rule.company, place=rule.company.place)
        for bills in pieces(rule):
            announce(bills)


def pieces(rule: BillRule) -> Iterator[list[Bill]]:
    """Those that one of its options is about."""
    concerned = Bill.objects.filter(Q(effect=Effect.CONTESTED) | Q(looked_at=None), company=rule.company_id)
    last = 0
    while found := list(concerned.filter(pk__gt=last).select_related("company__bill_rule").order_by("pk")[:PIECE]):
        yield found
        last = found[-1].pk
