"""Means of payment."""

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import Group

_TRANSFERS = ("30", "58")


def means(context: RuleContext, group: Group) -> None:
    """BR-49, BR-50, BR-61: a code, and an account for a transfer; UBL-SR-26 to UBL-SR-28: each thing once."""
    codes = group.every("PaymentMeansCode")
    if not codes:
        context.report("BR-49", group)
    if group.squeezed("PaymentMeansCode") in _TRANSFERS and not group.texts("PayeeFinancialAccount", "ID"):
        context.report("BR-61", group)
    if any(code in _TRANSFERS for code in codes):
        for account in group.groups.get("PayeeFinancialAccount", ()):
            if not account.filled("ID"):
                context.report("BR-50", account, "ID")
    if len(group.every("PaymentID")) > 1:
        context.report("UBL-SR-26", group, "PaymentID")
    if len(codes) > 1:
        context.report("UBL-SR-27", group, "PaymentMeansCode")
    if len(group.texts("PaymentMandate", "ID")) > 1:
        context.report("UBL-SR-28", group)
    if "PayerFinancialAccount" in group.groups:
        context.report_once("UBL-CR-680", group, "", {"element": "PayerFinancialAccount"})


def card(context: RuleContext, group: Group) -> None:
    """BR-51: of a card number only the first six and last four digits are shown."""
    if group.parent and group.parent.name == "PaymentMeans" and len(group.squeezed("PrimaryAccountNumberID")) > 10:
        context.report("BR-51", group, "PrimaryAccountNumberID")


def institution(context: RuleContext, group: Group) -> None:
    """UBL-CR-664: no bank beside its branch."""
    context.report_once("UBL-CR-664", group, "", {"element": "FinancialInstitution"})


GROUPS = (
    ("PaymentMeans", means, "BR-49 BR-50 BR-61 UBL-SR-26 UBL-SR-27 UBL-SR-28 UBL-CR-680"),
    ("CardAccount", card, "BR-51"),
    ("FinancialInstitution", institution, "UBL-CR-664"),
)
LEAVES: tuple[()] = ()
