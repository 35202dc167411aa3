"""Warnings of Belgian practice, beside the rules and never fatal: where seller or buyer is Belgian."""

import re
from datetime import timedelta

from schakel.base.blanks import BLANKS
from schakel.einvoice.belgium import communication_digits, is_structured_communication
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.judge import Judge
from schakel.einvoice.validation.numbers import ZERO, day, number
from schakel.einvoice.validation.peppol.identifiers import is_iban
from schakel.einvoice.validation.reading import Group

_REVERSE_CHARGE = re.compile(r"verlegd|autoliquidation|reverse.?charge|steuerschuldner", re.IGNORECASE)
_LIKE_AN_IBAN = re.compile(r"[A-Za-z]{2}[0-9]{2}[ A-Za-z0-9]{10,}")
_TRANSFERS = ("30", "58")


def applies(facts: Facts) -> bool:
    """Whether a Belgian party is concerned."""
    return "BE" in (facts.seller_address, facts.buyer_address, facts.seller_country, facts.buyer_country)


def reverse_charge(judge: Judge, group: Group) -> None:
    """BE-REVERSE-CHARGE: the invoice says that the buyer owes the VAT, by its code or in words."""
    if group.squeezed("ID") != "AE" or group.parent is None or group.parent.name != "TaxSubtotal":
        return
    texts = [*group.every("TaxExemptionReason"), *judge.root.every("Note")]
    by_code = group.squeezed("TaxExemptionReasonCode").upper() == "VATEX-EU-AE"
    if not by_code and not any(map(_REVERSE_CHARGE.search, texts)):
        judge.say("BE-REVERSE-CHARGE", group, "TaxExemptionReason", {"value": group.squeezed("TaxExemptionReason")})


def payment(judge: Judge, group: Group) -> None:
    """BE-COMMUNICATION, BE-IBAN: check digits of the structured communication and of the account."""
    for text in group.every("PaymentID"):
        if communication_digits(text) and not is_structured_communication(text):
            judge.say("BE-COMMUNICATION", group, "PaymentID", {"value": text.strip(BLANKS)})
    if group.squeezed("PaymentMeansCode") not in _TRANSFERS:
        return
    for account in group.groups.get("PayeeFinancialAccount", ()):
        value = account.squeezed("ID")
        if _LIKE_AN_IBAN.fullmatch(value) and not is_iban(value.replace(" ", "").upper()):
            judge.say("BE-IBAN", account, "ID", {"value": value})


def due_date(judge: Judge, root: Group) -> None:
    """BE-DUE-DATE: it is not due before it is made."""
    issued = day(root.values.get("IssueDate"))
    for text in [*root.every("DueDate"), *root.texts("PaymentMeans", "PaymentDueDate")]:
        due = day(text)
        if due is not None and issued is not None and due - issued < timedelta(0):
            figures = {"stated": text.strip(BLANKS), "limit": root.values["IssueDate"].strip(BLANKS)}
            judge.say("BE-DUE-DATE", root, "DueDate", figures)


def zero_rate(judge: Judge, group: Group) -> None:
    """BE-ZERO-RATE: 0 % is not the standard rate."""
    if group.squeezed("ID") == "S" and number(group.values.get("Percent")) == ZERO:
        judge.say("BE-ZERO-RATE", group, "Percent")


GROUPS = (
    ("TaxCategory", reverse_charge, "BE-REVERSE-CHARGE"),
    ("PaymentMeans", payment, "BE-COMMUNICATION BE-IBAN"),
    ("Invoice CreditNote", due_date, "BE-DUE-DATE"),
    ("TaxCategory ClassifiedTaxCategory", zero_rate, "BE-ZERO-RATE"),
)
