"""Means of payment."""

from schakel.einvoice.validation.judge import Judge
from schakel.einvoice.validation.reading import Group

_TRANSFERS = ("30", "58")


def means(judge: Judge, group: Group) -> None:
    """BR-49, BR-50, BR-61: a code, and an account for a transfer; UBL-SR-26 to UBL-SR-28: each thing once."""
    codes = group.every("PaymentMeansCode")
    if not codes:
        judge.say("BR-49", group)
    if group.squeezed("PaymentMeansCode") in _TRANSFERS and not group.texts("PayeeFinancialAccount", "ID"):
        judge.say("BR-61", group)
    if any(code in _TRANSFERS for code in codes):
        for account in group.groups.get("PayeeFinancialAccount", ()):
            if not account.filled("ID"):
                judge.say("BR-50", account, "ID")
    if len(group.every("PaymentID")) > 1:
        judge.say("UBL-SR-26", group, "PaymentID")
    if len(codes) > 1:
        judge.say("UBL-SR-27", group, "PaymentMeansCode")
    if len(group.texts("PaymentMandate", "ID")) > 1:
        judge.say("UBL-SR-28", group)
    if "PayerFinancialAccount" in group.groups:
        judge.say_once("UBL-CR-680", group, "", {"element": "PayerFinancialAccount"})


def card(judge: Judge, group: Group) -> None:
    """BR-51: of a card number only the first six and last four digits are shown."""
    if group.parent and group.parent.name == "PaymentMeans" and len(group.squeezed("PrimaryAccountNumberID")) > 10:
        judge.say("BR-51", group, "PrimaryAccountNumberID")


def institution(judge: Judge, group: Group) -> None:
    """UBL-CR-664: no bank beside its branch."""
    judge.say_once("UBL-CR-664", group, "", {"element": "FinancialInstitution"})


GROUPS = (
    ("PaymentMeans", means, "BR-49 BR-50 BR-61 UBL-SR-26 UBL-SR-27 UBL-SR-28 UBL-CR-680"),
    ("CardAccount", card, "BR-51"),
    ("FinancialInstitution", institution, "UBL-CR-664"),
)
LEAVES: tuple[()] = ()
