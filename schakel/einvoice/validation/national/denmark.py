"""DK-R-002 to DK-R-017: Danish sellers, by the address; most where the buyer is Danish too."""

import re

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ZERO, double, number

_MEANS = " 1 10 31 42 48 49 50 58 59 93 97 "
_GIRO = re.compile("[0-9]{7,8}")
_UNSPSC = frozenset({"19.05.01", "19.0501", "26.08.01", "26.0801"})


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.seller_addresses == ["DK"]


def _both(context: RuleContext) -> bool:
    return context.facts.buyer_addresses == ["DK"]


def seller(context: RuleContext, group: Group) -> None:
    """DK-R-002, DK-R-014: the CVR number of the seller. DK-R-013: its other numbers name their scheme."""
    entities = [one for one in group.under("Party", "PartyLegalEntity") if "CompanyID" in one.values]
    _registered(context, group, entities, "DK-R-014")
    numbers = [one.values["CompanyID"] for one in entities if one.values["CompanyID"]]
    if context.one_at_most(group, numbers, "CompanyID") and not any(map(squeeze, numbers)):
        context.report("DK-R-002", group)
    if _both(context):
        _identified(context, group)


def buyer(context: RuleContext, group: Group) -> None:
    """DK-R-017: the CVR number of the buyer. DK-R-013: its other numbers name their scheme."""
    if not _both(context):
        return
    _identified(context, group)
    for party in group.groups.get("Party", ()):
        entities = [one for one in party.groups.get("PartyLegalEntity", ()) if "CompanyID" in one.values]
        _registered(context, party, entities, "DK-R-017")


def _registered(context: RuleContext, group: Group, entities: list[Group], rule: str) -> None:
    """The number is one of the Danish register."""
    schemes = [scheme for one in entities if (scheme := one.attribute("CompanyID", "schemeID")) is not None]
    if context.one_at_most(group, schemes, "CompanyID") and entities and squeeze("".join(schemes)) != "0184":
        context.report(rule, group)


def _identified(context: RuleContext, group: Group) -> None:
    for one in group.under("Party", "PartyIdentification"):
        if "ID" in one.values and not squeeze(one.attribute("ID", "schemeID") or ""):
            context.report("DK-R-013", one, "ID", {"value": one.values["ID"]})


def total(context: RuleContext, group: Group) -> None:
    """DK-R-016: a credit note to a Danish buyer is not negative."""
    payable = number(group.values.get("PayableAmount"))
    if context.root.name == "CreditNote" and _both(context) and payable is not None and payable < ZERO:
        context.report("DK-R-016", group, "PayableAmount", {"stated": f"{payable:f}"})


def means(context: RuleContext, group: Group) -> None:
    """DK-R-005 to DK-R-011: means of payment that Danish banks know."""
    if not _both(context) or context.root.name != "Invoice" or group.parent is not context.root:
        return
    code = group.values.get("PaymentMeansCode", "")
    reference = group.values.get("PaymentID", "")
    accounts = group.texts("PayeeFinancialAccount", "ID")
    if f" {code} " not in _MEANS:
        context.report("DK-R-005", group, "PaymentMeansCode", {"value": code})
    branches = group.texts("PayeeFinancialAccount", "FinancialInstitutionBranch", "ID")
    if code in ("31", "42") and not (_filled(accounts) and _filled(branches)):
        context.report("DK-R-006", group)
    mandated = _filled(group.texts("PaymentMandate", "ID"))
    if code == "49" and not (mandated and _filled(group.texts("PaymentMandate", "PayerFinancialAccount", "ID"))):
        context.report("DK-R-007", group)
    _slip(context, group, reference, accounts)


def _slip(context: RuleContext, group: Group, reference: str, accounts: list[str]) -> None:
    """Payment slips: 50 is Giro, 93 is FIK."""
    code, kind = group.values.get("PaymentMeansCode"), reference[:3]
    account = accounts[0] if accounts else ""
    if code in ("50", "93") and not context.one_at_most(group, group.every("PaymentID"), "PaymentID"):
        return
    if code == "50":
        if kind not in ("01#", "04#", "15#") or not _GIRO.fullmatch(account):
            context.report("DK-R-008", group, "PaymentID", {"value": reference})
        if kind in ("04#", "15#") and len(reference) != 19:
            context.report("DK-R-009", group, "PaymentID", {"value": reference})
    if code == "93":
        if kind not in ("71#", "73#", "75#") or len(account) != 8:
            context.report("DK-R-010", group, "PaymentID", {"value": reference})
        if kind in ("71#", "75#") and len(reference) not in (18, 19):
            context.report("DK-R-011", group, "PaymentID", {"value": reference})


def _filled(texts: list[str]) -> bool:
    return any(squeeze(text) for text in texts)


def line(context: RuleContext, group: Group) -> None:
    """DK-R-003: UNSPSC codes come from two versions of that list."""
    if not _both(context):
        return
    codes = list(group.under("Item", "CommodityClassification"))
    if any(one.attribute("ItemClassificationCode", "listID") == "TST" for one in codes) and not any(
        one.attribute("ItemClassificationCode", "listVersionID") in _UNSPSC for one in codes
    ):
        context.report("DK-R-003", group)


def allowance_or_charge(context: RuleContext, group: Group) -> None:
    """DK-R-004: a tax other than VAT is named by its four digits, or by text with a # between other signs."""
    if not _both(context) or group.values.get("AllowanceChargeReasonCode") != "ZZZ":
        return
    if not context.one_at_most(group, group.every("AllowanceChargeReason"), "AllowanceChargeReason"):
        return
    reason = group.values.get("AllowanceChargeReason", "")
    by_number = len(squeeze(reason)) == 4 and (figure := double(reason)) is not None and 0 <= figure <= 9999
    if not by_number and not ("#" in reason and not reason.startswith("#") and not reason.endswith("#")):
        context.report("DK-R-004", group, "AllowanceChargeReason", {"value": reason})


GROUPS = (
    ("AccountingSupplierParty", seller, "DK-R-002 DK-R-013 DK-R-014"),
    ("AccountingCustomerParty", buyer, "DK-R-013 DK-R-017"),
    ("LegalMonetaryTotal", total, "DK-R-016"),
    ("PaymentMeans", means, "DK-R-005 DK-R-006 DK-R-007 DK-R-008 DK-R-009 DK-R-010 DK-R-011"),
    ("InvoiceLine CreditNoteLine", line, "DK-R-003"),
    ("AllowanceCharge", allowance_or_charge, "DK-R-004"),
)
