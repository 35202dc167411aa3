"""PEPPOL-EN16931-R010, R020, R061: electronic addresses and mandates."""

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import Group

_DIRECT_DEBITS = ("49", "59")


def seller(context: RuleContext, group: Group) -> None:
    """R020: the seller has an electronic address."""
    _has_endpoint(context, group, "PEPPOL-EN16931-R020")


def buyer(context: RuleContext, group: Group) -> None:
    """R010: the buyer has an electronic address."""
    _has_endpoint(context, group, "PEPPOL-EN16931-R010")


def _has_endpoint(context: RuleContext, group: Group, rule: str) -> None:
    for party in group.groups.get("Party", ()):
        if "EndpointID" not in party.values:
            context.report(rule, party)


def mandate(context: RuleContext, group: Group) -> None:
    """R061: a direct debit names its mandate."""
    if group.squeezed("PaymentMeansCode") in _DIRECT_DEBITS and not group.texts("PaymentMandate", "ID"):
        context.report("PEPPOL-EN16931-R061", group)


GROUPS = (
    ("AccountingSupplierParty", seller, "PEPPOL-EN16931-R020"),
    ("AccountingCustomerParty", buyer, "PEPPOL-EN16931-R010"),
    ("PaymentMeans", mandate, "PEPPOL-EN16931-R061"),
)
LEAVES: tuple[()] = ()
