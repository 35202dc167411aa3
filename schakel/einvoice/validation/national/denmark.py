"""DK-R-002 to DK-R-017: Danish sellers, by the address; most where the buyer is Danish too."""

import re

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.judge import Judge
from schakel.einvoice.validation.numbers import ZERO, double, number
from schakel.einvoice.validation.reading import Group

_MEANS = " 1 10 31 42 48 49 50 58 59 93 97 "
_GIRO = re.compile("[0-9]{7,8}")
_UNSPSC = frozenset({"19.05.01", "19.0501", "26.08.01", "26.0801"})


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.seller_addresses == ["DK"]


def _both(judge: Judge) -> bool:
    return judge.facts.buyer_addresses == ["DK"]


def seller(judge: Judge, group: Group) -> None:
    """DK-R-002, DK-R-014: the CVR number of the seller. DK-R-013: its other numbers name their scheme."""
    entities = [one for one in group.under("Party", "PartyLegalEntity") if "CompanyID" in one.values]
    _registered(judge, group, entities, "DK-R-014")
    numbers = [one.values["CompanyID"] for one in entities if one.values["CompanyID"]]
    if judge.one_at_most(group, numbers, "CompanyID") and not any(map(squeeze, numbers)):
        judge.say("DK-R-002", group)
    if _both(judge):
        _identified(judge, group)


def buyer(judge: Judge, group: Group) -> None:
    """DK-R-017: the CVR number of the buyer. DK-R-013: its other numbers name their scheme."""
    if not _both(judge):
        return
    _identified(judge, group)
    for party in group.groups.get("Party", ()):
        entities = [one for one in party.groups.get("PartyLegalEntity", ()) if "CompanyID" in one.values]
        _registered(judge, party, entities, "DK-R-017")


def _registered(judge: Judge, group: Group, entities: list[Group], rule: str) -> None:
    """The number is one of the Danish register."""
    schemes = [scheme for one in entities if (scheme := one.mark("CompanyID", "schemeID")) is not None]
    if judge.one_at_most(group, schemes, "CompanyID") and entities and squeeze("".join(schemes)) != "0184":
        judge.say(rule, group)


def _identified(judge: Judge, group: Group) -> None:
    for one in group.under("Party", "PartyIdentification"):
        if "ID" in one.values and not squeeze(one.mark("ID", "schemeID") or ""):
            judge.say("DK-R-013", one, "ID", {"value": one.values["ID"]})


def total(judge: Judge, group: Group) -> None:
    """DK-R-016: a credit note to a Danish buyer is not negative."""
    payable = number(group.values.get("PayableAmount"))
    if judge.root.name == "CreditNote" and _both(judge) and payable is not None and payable < ZERO:
        judge.say("DK-R-016", group, "PayableAmount", {"stated": f"{payable:f}"})


def means(judge: Judge, group: Group) -> None:
    """DK-R-005 to DK-R-011: means of payment that Danish banks know."""
    if not _both(judge) or judge.root.name != "Invoice" or group.parent is not judge.root:
        return
    code = group.values.get("PaymentMeansCode", "")
    reference = group.values.get("PaymentID", "")
    accounts = group.texts("PayeeFinancialAccount", "ID")
    if f" {code} " not in _MEANS:
        judge.say("DK-R-005", group, "PaymentMeansCode", {"value": code})
    branches = group.texts("PayeeFinancialAccount", "FinancialInstitutionBranch", "ID")
    if code in ("31", "42") and not (_filled(accounts) and _filled(branches)):
        judge.say("DK-R-006", group)
    mandated = _filled(group.texts("PaymentMandate", "ID"))
    if code == "49" and not (mandated and _filled(group.texts("PaymentMandate", "PayerFinancialAccount", "ID"))):
        judge.say("DK-R-007", group)
    _slip(judge, group, reference, accounts)


def _slip(judge: Judge, group: Group, reference: str, accounts: list[str]) -> None:
    """Payment slips: 50 is Giro, 93 is FIK."""
    code, kind = group.values.get("PaymentMeansCode"), reference[:3]
    account = accounts[0] if accounts else ""
    if code in ("50", "93") and not judge.one_at_most(group, group.every("PaymentID"), "PaymentID"):
        return
    if code == "50":
        if kind not in ("01#", "04#", "15#") or not _GIRO.fullmatch(account):
            judge.say("DK-R-008", group, "PaymentID", {"value": reference})
        if kind in ("04#", "15#") and len(reference) != 19:
            judge.say("DK-R-009", group, "PaymentID", {"value": reference})
    if code == "93":
        if kind not in ("71#", "73#", "75#") or len(account) != 8:
            judge.say("DK-R-010", group, "PaymentID", {"value": reference})
        if kind in ("71#", "75#") and len(reference) not in (18, 19):
            judge.say("DK-R-011", group, "PaymentID", {"value": reference})


def _filled(texts: list[str]) -> bool:
    return any(squeeze(text) for text in texts)


def line(judge: Judge, group: Group) -> None:
    """DK-R-003: UNSPSC codes come from two versions of that list."""
    if not _both(judge):
        return
    codes = list(group.under("Item", "CommodityClassification"))
    if any(one.mark("ItemClassificationCode", "listID") == "TST" for one in codes) and not any(
        one.mark("ItemClassificationCode", "listVersionID") in _UNSPSC for one in codes
    ):
        judge.say("DK-R-003", group)


def allowance_or_charge(judge: Judge, group: Group) -> None:
    """DK-R-004: a tax other than VAT is named by its four digits, or by text with a # between other signs."""
    if not _both(judge) or group.values.get("AllowanceChargeReasonCode") != "ZZZ":
        return
    if not judge.one_at_most(group, group.every("AllowanceChargeReason"), "AllowanceChargeReason"):
        return
    reason = group.values.get("AllowanceChargeReason", "")
    by_number = len(squeeze(reason)) == 4 and (figure := double(reason)) is not None and 0 <= figure <= 9999
    if not by_number and not ("#" in reason and not reason.startswith("#") and not reason.endswith("#")):
        judge.say("DK-R-004", group, "AllowanceChargeReason", {"value": reason})


GROUPS = (
    ("AccountingSupplierParty", seller, "DK-R-002 DK-R-013 DK-R-014"),
    ("AccountingCustomerParty", buyer, "DK-R-013 DK-R-017"),
    ("LegalMonetaryTotal", total, "DK-R-016"),
    ("PaymentMeans", means, "DK-R-005 DK-R-006 DK-R-007 DK-R-008 DK-R-009 DK-R-010 DK-R-011"),
    ("InvoiceLine CreditNoteLine", line, "DK-R-003"),
    ("AllowanceCharge", allowance_or_charge, "DK-R-004"),
)
