"""The sums of the document."""

from collections.abc import Iterable
from decimal import Decimal

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.en16931.allowances import is_charge
from schakel.einvoice.validation.facts import is_vat
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ONE, ZERO, decimals, number, rounded

_MANDATORY = {
    "BR-12": "LineExtensionAmount",
    "BR-13": "TaxExclusiveAmount",
    "BR-14": "TaxInclusiveAmount",
    "BR-15": "PayableAmount",
}
_DECIMALS = {
    "BR-DEC-09": "LineExtensionAmount",
    "BR-DEC-10": "AllowanceTotalAmount",
    "BR-DEC-11": "ChargeTotalAmount",
    "BR-DEC-12": "TaxExclusiveAmount",
    "BR-DEC-14": "TaxInclusiveAmount",
    "BR-DEC-16": "PrepaidAmount",
    "BR-DEC-17": "PayableRoundingAmount",
    "BR-DEC-18": "PayableAmount",
}


def present(context: RuleContext, group: Group) -> None:
    """BR-12 to BR-15: the four totals are there. BR-DEC-09 to BR-DEC-18: with at most two decimals."""
    for rule, name in _MANDATORY.items():
        if name not in group.values:
            context.report(rule, group)
    for rule, name in _DECIMALS.items():
        if decimals(group.values.get(name, "")) > 2:
            context.report(rule, group, name, {"value": group.values[name]})


def summed(context: RuleContext, group: Group) -> None:
    """BR-CO-10 to BR-CO-13, BR-CO-16: each total follows from the figures before it."""
    value = _Amounts(group)
    allowances_charges = context.root.groups.get("AllowanceCharge", ())
    _compare(context, group, "BR-CO-10", "LineExtensionAmount", rounded(sum(context.tally.nets.values(), ZERO), 2))
    for rule, name, charge in (("BR-CO-11", "AllowanceTotalAmount", False), ("BR-CO-12", "ChargeTotalAmount", True)):
        given = [one for one in allowances_charges if is_charge(one) is charge]
        if given or name in group.values:
            _compare(context, group, rule, name, rounded(total(given, "Amount"), 2))
    net, less, more = value("LineExtensionAmount"), value("AllowanceTotalAmount"), value("ChargeTotalAmount")
    without_vat = None
    if net is not None:
        without_vat = net if less is None and more is None else rounded(net - (less or ZERO) + (more or ZERO), 2)
    _compare(context, group, "BR-CO-13", "TaxExclusiveAmount", without_vat)
    _payable(context, group, value)


class _Amounts:
    """The amounts of a group of totals by name."""

    def __init__(self, group: Group) -> None:
        self.values = group.values

    def __call__(self, name: str) -> Decimal | None:
        return number(self.values.get(name))


def _payable(context: RuleContext, group: Group, value: _Amounts) -> None:
    """BR-CO-16: what is left to pay is the total with VAT, less what was paid, plus the rounding."""
    payable, with_vat = value("PayableAmount"), value("TaxInclusiveAmount")
    paid, rounding = value("PrepaidAmount"), value("PayableRoundingAmount")
    right = None
    if with_vat is not None:
        right = with_vat if paid is None else rounded(with_vat - paid, 2)
    left = payable if payable is None or rounding is None else rounded(payable - rounding, 2)
    if left is None or left != right:
        expected = None if right is None else right + (rounding or ZERO)
        context.report("BR-CO-16", group, "PayableAmount", _figures(expected, payable))


def _compare(context: RuleContext, group: Group, rule: str, name: str, expected: Decimal | None) -> None:
    stated = number(group.values.get(name))
    if stated is None or stated != expected:
        context.report(rule, group, name if stated is not None else "", _figures(expected, stated))


def _figures(expected: Decimal | None, stated: Decimal | None) -> dict[str, str]:
    return {key: f"{value:f}" for key, value in (("expected", expected), ("stated", stated)) if value is not None}


def total(groups: Iterable[Group], name: str) -> Decimal:
    """The sum of one amount over groups; a missing one adds nothing."""
    return sum((number(group.values.get(name)) or ZERO for group in groups), ZERO)


def with_vat(context: RuleContext, root: Group) -> None:
    """BR-CO-15: total with VAT = total without VAT + VAT, where one TaxTotal is in the currency of the document.

    BR-DEC-13 and BR-DEC-15 are published with a test that never fails.
    """
    for currency in root.every("DocumentCurrencyCode"):
        vat = [
            number(one.values["TaxAmount"])
            for one in root.groups.get("TaxTotal", ())
            if "TaxAmount" in one.values and one.attribute("TaxAmount", "currencyID") == currency
        ]
        sums = root.first("LegalMonetaryTotal")
        net = number(sums.values.get("TaxExclusiveAmount")) if sums else None
        stated = number(sums.values.get("TaxInclusiveAmount")) if sums else None
        expected = None
        if len(vat) == 1 and vat[0] is not None and net is not None:
            expected = rounded(net + vat[0], 2)
        if expected is None or stated != expected:
            context.report("BR-CO-15", sums or root, "TaxInclusiveAmount" if sums else "", _figures(expected, stated))


def tax_total(context: RuleContext, group: Group) -> None:
    """BR-CO-14: the VAT of the document is the sum of its breakdown. Noted for BR-53."""
    currency = group.attribute("TaxAmount", "currencyID")
    if currency is not None:
        context.tally.tax_currencies.add(currency)
    parts = group.groups.get("TaxSubtotal")
    if parts and group.parent is context.root:
        _compare(context, group, "BR-CO-14", "TaxAmount", rounded(total(parts, "TaxAmount"), 2))


def breakdown(context: RuleContext, group: Group) -> None:
    """BR-45 to BR-48, BR-CO-17, BR-DEC-19, BR-DEC-20, UBL-SR-32: one part of the VAT breakdown."""
    if len(group.texts("TaxCategory", "TaxExemptionReason")) > 1:
        context.report("UBL-SR-32", group)
    if group.parent is None or group.parent.name != "TaxTotal":
        return
    categories = [category for category in group.groups.get("TaxCategory", ()) if is_vat(category)]
    for rule, name in (("BR-45", "TaxableAmount"), ("BR-46", "TaxAmount")):
        if name not in group.values:
            context.report(rule, group)
    if not any("ID" in category.values for category in categories):
        context.report("BR-47", group)
    if not any("Percent" in category.values or category.squeezed("ID") == "O" for category in categories):
        context.report("BR-48", group)
    for rule, name in (("BR-DEC-19", "TaxableAmount"), ("BR-DEC-20", "TaxAmount")):
        if decimals(group.values.get(name, "")) > 2:
            context.report(rule, group, name, {"value": group.values[name]})
    rate = next((number(category.values["Percent"]) for category in categories if "Percent" in category.values), None)
    _tax_amount(context, group, rate)


def _tax_amount(context: RuleContext, group: Group, rate: Decimal | None) -> None:
    """BR-CO-17: taxable amount x rate, within one unit of the currency."""
    tax, base = number(group.values.get("TaxAmount")), number(group.values.get("TaxableAmount"))
    untaxed = rate is None or rounded(rate) == ZERO
    if not (_is_nothing(tax) if untaxed else within_one(tax, base, rate or ZERO)):
        expected = None if base is None else rounded(base * (rate or ZERO).scaleb(-2), 2)
        figures = _figures(expected, tax) | {"rate": f"{rate or ZERO:f}", "base": group.values.get("TaxableAmount", "")}
        context.report("BR-CO-17", group, "TaxAmount", figures)


def _is_nothing(tax: Decimal | None) -> bool:
    return tax is not None and rounded(tax) == ZERO


def within_one(tax: Decimal | None, base: Decimal | None, rate: Decimal) -> bool:
    """Whether VAT is less than 1.00 away from base x rate, signs left aside."""
    if tax is None or base is None:
        return False
    expected = rounded(abs(base) * rate.scaleb(-2), 2)  # a division would be worked out to a thousand digits
    tax = abs(tax)
    return tax == expected or tax - ONE < expected < tax + ONE


GROUPS = (
    ("LegalMonetaryTotal", present, " ".join((*_MANDATORY, *_DECIMALS))),
    ("LegalMonetaryTotal", summed, "BR-CO-10 BR-CO-11 BR-CO-12 BR-CO-13 BR-CO-16"),
    ("Invoice CreditNote", with_vat, "BR-CO-15 BR-DEC-13 BR-DEC-15"),
    ("TaxTotal", tax_total, "BR-CO-14 BR-53"),
    ("TaxSubtotal", breakdown, "BR-45 BR-46 BR-47 BR-48 BR-CO-17 BR-DEC-19 BR-DEC-20 UBL-SR-32"),
)
LEAVES: tuple[()] = ()
