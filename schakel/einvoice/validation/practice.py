"""Warnings of Belgian practice, beside the rules and never fatal: where seller or buyer is Belgian.

| Rule | Seen where |
|---|---|
| BE-PREPAID | Tryton 8.2 writes every unpaid invoice as paid in full; Odoo did so for another country (odoo#278010) |
| BE-NEGATIVE-CREDIT | credit notes of large suppliers (ConnectingEurope/eInvoicing-EN16931#478) |
| BE-NO-TERMS | BR-CO-25 of EN 16931-1, which its rule file for UBL does not have (ConnectingEurope/eInvoicing-EN16931#84) |
| BE-COMMUNICATION-PLACE | programs without a field for it put it in a note (josemmo/einvoicing#79, odoo#69124) |
"""

import re
from datetime import timedelta

from schakel.base.blanks import BLANKS, squeeze
from schakel.base.iban import is_iban
from schakel.einvoice.belgium import communication_digits, is_structured_communication
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ZERO, day, number

_REVERSE_CHARGE = re.compile(r"verlegd|autoliquidation|reverse.?charge|steuerschuldner", re.IGNORECASE)
_LIKE_AN_IBAN = re.compile(r"[A-Za-z]{2}[0-9]{2}[ A-Za-z0-9]{10,}")
_TRANSFERS = ("30", "58")


def applies(facts: Facts) -> bool:
    """Whether a Belgian party is concerned."""
    return "BE" in (facts.seller_address, facts.buyer_address, facts.seller_country, facts.buyer_country)


def reverse_charge(context: RuleContext, group: Group) -> None:
    """BE-REVERSE-CHARGE: the invoice says that the buyer owes the VAT, by its code or in words."""
    if group.squeezed("ID") != "AE" or group.parent is None or group.parent.name != "TaxSubtotal":
        return
    texts = [*group.every("TaxExemptionReason"), *context.root.every("Note")]
    by_code = group.squeezed("TaxExemptionReasonCode").upper() == "VATEX-EU-AE"
    if not by_code and not any(map(_REVERSE_CHARGE.search, texts)):
        context.report(
            "BE-REVERSE-CHARGE", group, "TaxExemptionReason", {"value": group.squeezed("TaxExemptionReason")}
        )


def payment(context: RuleContext, group: Group) -> None:
    """BE-COMMUNICATION, BE-IBAN: check digits of the structured communication and of the account."""
    for text in group.every("PaymentID"):
        if communication_digits(text) and not is_structured_communication(text):
            context.report("BE-COMMUNICATION", group, "PaymentID", {"value": text.strip(BLANKS)})
    if group.squeezed("PaymentMeansCode") not in _TRANSFERS:
        return
    for account in group.groups.get("PayeeFinancialAccount", ()):
        value = account.squeezed("ID")
        if _LIKE_AN_IBAN.fullmatch(value) and not is_iban(value.replace(" ", "").upper()):
            context.report("BE-IBAN", account, "ID", {"value": value})


def due_date(context: RuleContext, root: Group) -> None:
    """BE-DUE-DATE: it is not due before it is made."""
    issued = day(root.values.get("IssueDate"))
    for text in [*root.every("DueDate"), *root.texts("PaymentMeans", "PaymentDueDate")]:
        due = day(text)
        if due is not None and issued is not None and due - issued < timedelta(0):
            figures = {"stated": text.strip(BLANKS), "limit": root.values["IssueDate"].strip(BLANKS)}
            context.report("BE-DUE-DATE", root, "DueDate", figures)


def prepaid(context: RuleContext, group: Group) -> None:
    """BE-PREPAID: it says that all is paid, and is still to fall due."""
    with_vat, paid = number(group.values.get("TaxInclusiveAmount")), number(group.values.get("PrepaidAmount"))
    nothing_left = number(group.values.get("PayableAmount")) == ZERO
    issued, due = day(context.root.values.get("IssueDate")), day(context.root.values.get("DueDate"))
    if context.root.name != "Invoice" or with_vat is None or with_vat <= ZERO or paid != with_vat or not nothing_left:
        return
    if issued is not None and due is not None and due > issued:
        figures = {"stated": f"{paid:f}", "limit": context.root.values["DueDate"].strip(BLANKS)}
        context.report("BE-PREPAID", group, "PrepaidAmount", figures)


def negative_credit(context: RuleContext, group: Group) -> None:
    """BE-NEGATIVE-CREDIT: a credit note below zero asks to be paid, which its writer rarely means."""
    payable = number(group.values.get("PayableAmount"))
    if context.root.name == "CreditNote" and payable is not None and payable < ZERO:
        context.report("BE-NEGATIVE-CREDIT", group, "PayableAmount", {"stated": f"{payable:f}"})


def terms(context: RuleContext, group: Group) -> None:
    """BE-NO-TERMS: what is to be paid says by when."""
    root, payable = context.root, number(group.values.get("PayableAmount"))
    if root.name != "Invoice" or payable is None or payable <= ZERO:
        return
    if not root.filled("DueDate") and not any(map(squeeze, root.texts("PaymentTerms", "Note"))):
        context.report("BE-NO-TERMS", group, "PayableAmount")


def communication_place(context: RuleContext, root: Group) -> None:
    """BE-COMMUNICATION-PLACE: a structured communication that no program will find."""
    if any(map(communication_digits, root.texts("PaymentMeans", "PaymentID"))):
        return
    for text in [text for path in _NOTES for text in (root.texts(*path) if path[1:] else root.every(*path))]:
        found = _COMMUNICATION.search(text)
        if found and is_structured_communication(found[0]):
            context.report_once("BE-COMMUNICATION-PLACE", root, "Note", {"value": found[0]})


_NOTES = (("Note",), ("PaymentTerms", "Note"), ("PaymentMeans", "InstructionNote"), ("PaymentMeans", "InstructionID"))
_COMMUNICATION = re.compile(r"[+]{3}[0-9]{3}/[0-9]{4}/[0-9]{5}[+]{3}|[*]{3}[0-9]{3}/[0-9]{4}/[0-9]{5}[*]{3}")


def zero_rate(context: RuleContext, group: Group) -> None:
    """BE-ZERO-RATE: 0 % is not the standard rate."""
    if group.squeezed("ID") == "S" and number(group.values.get("Percent")) == ZERO:
        context.report("BE-ZERO-RATE", group, "Percent")


GROUPS = (
    ("TaxCategory", reverse_charge, "BE-REVERSE-CHARGE"),
    ("PaymentMeans", payment, "BE-COMMUNICATION BE-IBAN"),
    ("Invoice CreditNote", due_date, "BE-DUE-DATE"),
    ("Invoice CreditNote", communication_place, "BE-COMMUNICATION-PLACE"),
    ("LegalMonetaryTotal", prepaid, "BE-PREPAID"),
    ("LegalMonetaryTotal", negative_credit, "BE-NEGATIVE-CREDIT"),
    ("LegalMonetaryTotal", terms, "BE-NO-TERMS"),
    ("TaxCategory ClassifiedTaxCategory", zero_rate, "BE-ZERO-RATE"),
)
