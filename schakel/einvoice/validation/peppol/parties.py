"""PEPPOL-EN16931-R010, R020, R061: electronic addresses and mandates."""

from schakel.einvoice.validation.judge import Judge
from schakel.einvoice.validation.reading import Group

_DIRECT_DEBITS = ("49", "59")


def seller(judge: Judge, group: Group) -> None:
    """R020: the seller has an electronic address."""
    _has_endpoint(judge, group, "PEPPOL-EN16931-R020")


def buyer(judge: Judge, group: Group) -> None:
    """R010: the buyer has an electronic address."""
    _has_endpoint(judge, group, "PEPPOL-EN16931-R010")


def _has_endpoint(judge: Judge, group: Group, rule: str) -> None:
    for party in group.groups.get("Party", ()):
        if "EndpointID" not in party.values:
            judge.say(rule, party)


def mandate(judge: Judge, group: Group) -> None:
    """R061: a direct debit names its mandate."""
    if group.squeezed("PaymentMeansCode") in _DIRECT_DEBITS and not group.texts("PaymentMandate", "ID"):
        judge.say("PEPPOL-EN16931-R061", group)


GROUPS = (
    ("AccountingSupplierParty", seller, "PEPPOL-EN16931-R020"),
    ("AccountingCustomerParty", buyer, "PEPPOL-EN16931-R010"),
    ("PaymentMeans", mandate, "PEPPOL-EN16931-R061"),
)
LEAVES: tuple[()] = ()
