"""Allowances and charges, of the document and of a line."""

from typing import NamedTuple

from schakel.base.blanks import BLANKS
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import is_vat
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import decimals


class _Family(NamedTuple):
    """The ids of the rules that say the same of allowances and charges, of document and line."""

    amount: str
    category: str  # empty: a line's allowance has no category of its own
    reason: tuple[str, str]
    decimals: tuple[str, str]  # of amount and base


_FAMILIES = {
    ("document", False): _Family("BR-31", "BR-32", ("BR-33", "BR-CO-21"), ("BR-DEC-01", "BR-DEC-02")),
    ("document", True): _Family("BR-36", "BR-37", ("BR-38", "BR-CO-22"), ("BR-DEC-05", "BR-DEC-06")),
    ("line", False): _Family("BR-41", "", ("BR-42", "BR-CO-23"), ("BR-DEC-24", "BR-DEC-25")),
    ("line", True): _Family("BR-43", "", ("BR-44", "BR-CO-24"), ("BR-DEC-27", "BR-DEC-28")),
}


def is_charge(group: Group) -> bool | None:
    """Whether it is a charge; False is an allowance; None when the indicator says neither."""
    text = group.values.get("ChargeIndicator", "").strip(BLANKS)
    if text in ("false", "0"):
        return False
    return True if text in ("true", "1") else None


def allowance_or_charge(context: RuleContext, group: Group) -> None:
    """BR-31 to BR-44, BR-CO-21 to BR-CO-24 and their BR-DEC: an amount and a reason; on the document also a category.

    BR-CO-05 to BR-CO-08 (text and code mean the same) are published without a test and never speak.
    """
    charge = is_charge(group)
    if charge is None:
        return
    if "AllowanceChargeReason" in group.repeats:
        context.report("UBL-SR-31" if charge else "UBL-SR-30", group, "AllowanceChargeReason")
    level = _level(context, group)
    if level:
        _check(context, group, _FAMILIES[level, charge])


def _level(context: RuleContext, group: Group) -> str:
    if group.parent is context.root:
        return "document"
    return "line" if group.parent and group.parent.name in ("InvoiceLine", "CreditNoteLine") else ""


def _check(context: RuleContext, group: Group, family: _Family) -> None:
    values = group.values
    if "Amount" not in values:
        context.report(family.amount, group)
    if family.category and not any(
        "ID" in category.values and is_vat(category) for category in group.groups.get("TaxCategory", ())
    ):
        context.report(family.category, group)
    if "AllowanceChargeReason" not in values and "AllowanceChargeReasonCode" not in values:
        for rule in family.reason:
            context.report(rule, group, "", {"amount": values.get("Amount", "")})
    for rule, name in zip(family.decimals, ("Amount", "BaseAmount"), strict=True):
        if decimals(values.get(name, "")) > 2:
            context.report(rule, group, name, {"value": values[name]})


def of_price(context: RuleContext, group: Group) -> None:
    """UBL-CR-669 to UBL-CR-671: the discount in a price has no reason and no percentage."""
    if group.parent is None or group.parent.name != "Price":
        return
    for rule, name in (
        ("UBL-CR-669", "AllowanceChargeReasonCode"),
        ("UBL-CR-670", "AllowanceChargeReason"),
        ("UBL-CR-671", "MultiplierFactorNumeric"),
    ):
        if name in group.values:
            context.report_once(rule, group, name, {"element": name})


GROUPS = (
    (
        "AllowanceCharge",
        allowance_or_charge,
        " ".join((*(f"{f.amount} {f.category} {' '.join(f.reason + f.decimals)}" for f in _FAMILIES.values()),))
        + " UBL-SR-30 UBL-SR-31 BR-CO-05 BR-CO-06 BR-CO-07 BR-CO-08",
    ),
    ("AllowanceCharge", of_price, "UBL-CR-669 UBL-CR-670 UBL-CR-671"),
)
LEAVES: tuple[()] = ()
