"""The VAT categories: the same ten rules for each of nine, BR-S-01 to BR-AG-10, and the few that stand alone.

| Number | What |
|---|---|
| 01 | a category that is used has its part of the breakdown |
| 02 03 04 | a line, allowance or charge of the category asks for (or forbids) tax numbers |
| 05 06 07 | the rate of a line, allowance or charge |
| 08 | taxable amount = lines - allowances + charges |
| 09 | the VAT amount |
| 10 | a reason for exemption: asked for or forbidden |
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.en16931.allowances import is_charge
from schakel.einvoice.validation.en16931.totals import within_one
from schakel.einvoice.validation.facts import Facts, is_vat
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ZERO, from_zero, number

_LINES = ("InvoiceLine", "CreditNoteLine")
_EXACT_IN_FLOAT = 15  # digits before the point, up to which a binary float is less than 1 off


class Category(NamedTuple):
    """One VAT category code and how its ten rules are filled in."""

    code: str  # BT-151
    prefix: str  # of its rules
    numbers: Callable[[Facts], bool]  # 02 to 04
    rate: Callable[[str | None], bool]  # 05 to 07
    by_rate: bool = False  # 08, 09: one breakdown a rate, with a tolerance
    reason: bool | None = None  # 10: asked for (True) or forbidden (False)


def _seller(facts: Facts) -> bool:
    return facts.seller_has_tax_id


def _seller_vat(facts: Facts) -> bool:
    return facts.seller_has_vat or facts.representative_has_vat


def _both(facts: Facts) -> bool:
    return facts.seller_has_tax_id and (facts.buyer_has_vat or facts.buyer_has_legal_id)


def _both_vat(facts: Facts) -> bool:
    return _seller_vat(facts) and facts.buyer_has_vat


def _no_vat(facts: Facts) -> bool:
    return not (facts.seller_has_vat or facts.representative_has_vat or facts.buyer_has_vat)


def _above_zero(rate: str | None) -> bool:
    return (number(rate) or ZERO) > ZERO


def _zero(rate: str | None) -> bool:
    return number(rate) == ZERO


CATEGORIES = {
    category.code: category
    for category in (
        Category("S", "BR-S", _seller, _above_zero, by_rate=True, reason=False),
        Category("Z", "BR-Z", _seller, _zero, reason=False),
        Category("E", "BR-E", _seller, _zero, reason=True),
        Category("AE", "BR-AE", _both, _zero, reason=True),
        Category("K", "BR-IC", _both_vat, _zero, reason=True),
        Category("G", "BR-G", _seller_vat, _zero, reason=True),
        Category("O", "BR-O", _no_vat, _zero, reason=True),
        Category("L", "BR-AF", _seller, from_zero, by_rate=True, reason=False),
        Category("M", "BR-AG", _seller, from_zero, by_rate=True, reason=False),
    )
}


def of_line(context: RuleContext, group: Group) -> None:
    """BR-*-05: the rate of a line. Notes the category for the rules about the whole document."""
    code = group.squeezed("ID")
    vat = is_vat(group)
    context.tally.used.add(("line", code, vat))
    context.tally.raw.add(("line", group.values.get("ID", "")))
    if vat and code in CATEGORIES and _is_of_line(group):
        _rate(context, group, CATEGORIES[code], "05")


def _is_of_line(group: Group) -> bool:
    item = group.parent
    line = item.parent if item else None
    return item is not None and item.name == "Item" and line is not None and line.name in _LINES


def _rate(context: RuleContext, group: Group, category: Category, number_of_rule: str) -> None:
    text = group.values.get("Percent")
    right = text is None if category.code == "O" else category.rate(text)
    if not right:
        context.report(
            f"{category.prefix}-{number_of_rule}", group, "Percent" if text else "", _said(category, rate=text)
        )


def _said(category: Category, *, rate: str | None = None) -> dict[str, str]:
    return {"category": category.code} if rate is None else {"category": category.code, "rate": rate}


def elsewhere(context: RuleContext, group: Group) -> None:
    """BR-*-06 to BR-*-10: the rate of an allowance or charge; the figures and the reason of the breakdown."""
    code = group.squeezed("ID")
    vat = is_vat(group)
    category = CATEGORIES.get(code) if vat else None
    place = "other"
    around = group.parent
    if around is not None and around.name == "AllowanceCharge":
        charge = is_charge(around)
        place = "charge" if charge else "allowance"
        _note_taxed(context, group, code)
        if category and charge is not None:
            _rate(context, group, category, "07" if charge else "06")
    elif around is not None and _is_breakdown(context, around):
        place = "subtotal"
        if category:
            _taxable(context, group, around, category)
            _reason(context, group, category)
    context.tally.used.add((place, code, vat))
    in_document = place == "subtotal" or (around is not None and around.parent is context.root)
    context.tally.raw.add(("document" if in_document else "other", group.values.get("ID", "")))


def _note_taxed(context: RuleContext, group: Group, code: str) -> None:
    rate = number(group.values.get("Percent"))
    if rate is not None:
        context.tally.taxed.add((code, rate))


def _is_breakdown(context: RuleContext, around: Group) -> bool:
    parent = around.parent
    return (
        around.name == "TaxSubtotal"
        and parent is not None
        and parent.name == "TaxTotal"
        and parent.parent is context.root
    )


def _taxable(context: RuleContext, group: Group, around: Group, category: Category) -> None:
    """BR-*-08 and BR-*-09."""
    base, tax = number(around.values.get("TaxableAmount")), number(around.values.get("TaxAmount"))
    rate = number(group.values.get("Percent"))
    if not category.by_rate:
        if base is None or base not in _sums(context, category, None):
            _wrong_base(context, group, category, next(_sums(context, category, None), None))
        if tax != ZERO:
            figures = _said(category) | ({} if tax is None else {"stated": f"{tax:f}"})
            context.report(f"{category.prefix}-09", around, "TaxAmount", figures)
        return
    if rate is not None and not any(
        _near(around.values.get("TaxableAmount"), one) for one in _sums(context, category, rate)
    ):
        _wrong_base(context, group, category, next(_sums(context, category, rate), None))
    if rate is None or not within_one(tax, base, rate):
        context.report(f"{category.prefix}-09", around, "TaxAmount", _tax_figures(category, tax, base, rate))


def _tax_figures(category: Category, tax: Decimal | None, base: Decimal | None, rate: Decimal | None) -> dict[str, str]:
    figures = {"category": category.code}
    if base is not None and rate is not None:
        figures |= {"expected": f"{round(base * rate / 100, 2):f}", "rate": f"{rate:f}"}
    return figures if tax is None else figures | {"stated": f"{tax:f}"}


def _wrong_base(context: RuleContext, group: Group, category: Category, expected: Decimal | None) -> None:
    around = group.parent
    assert around is not None
    figures = _said(category, rate=group.values.get("Percent")) | {"stated": around.values.get("TaxableAmount", "")}
    if expected is not None:
        figures["expected"] = f"{expected:f}"
    context.report(f"{category.prefix}-08", around, "TaxableAmount", figures)


def _sums(context: RuleContext, category: Category, rate: Decimal | None) -> Iterator[Decimal]:
    """What the taxable amount may be: by the invoice lines, by the credit note lines, if there are any.

    For S lines of this rate are asked for, or an allowance or charge of it anywhere.
    """
    extra = _allowances_and_charges(context, category.code, rate)
    for kind, count in context.tally.lines.items():
        matching = [
            net
            for (of_kind, taxed), net in context.tally.nets.items()
            if of_kind == kind and _is_taxed(taxed, category.code, rate)
        ]
        standard = category.code == "S"
        if (standard and (matching or ("S", rate) in context.tally.taxed)) or (not standard and count):
            yield sum(matching, ZERO) + extra


def _is_taxed(taxed: Sequence[tuple[str, str | None]], code: str, rate: Decimal | None) -> bool:
    return code in [squeeze(one) for one, _ in taxed] and (
        rate is None or rate in [number(percent) for _, percent in taxed]
    )


def _allowances_and_charges(context: RuleContext, code: str, rate: Decimal | None) -> Decimal:
    sum_ = ZERO
    for one in context.root.groups.get("AllowanceCharge", ()):
        charge = is_charge(one)
        if charge is not None and _taxed_as(one, code, rate):
            amount = number(one.values.get("Amount")) or ZERO
            sum_ += amount if charge else -amount
    return sum_


def _taxed_as(group: Group, code: str, rate: Decimal | None) -> bool:
    return _is_taxed(
        [(one.values.get("ID", ""), one.values.get("Percent")) for one in group.groups.get("TaxCategory", ())],
        code,
        rate,
    )


def _near(base: str | None, expected: Decimal) -> bool:
    """Less than 1.00 away, counted as the official rule file counts: `TaxableAmount - 1` is a binary float there."""
    value = number(base)
    if value is None or base is None:
        return False
    if value == expected and value.adjusted() < _EXACT_IN_FLOAT:
        return True
    return Decimal(float(base) - 1) < expected < Decimal(float(base) + 1)  # texts: `number` has read it


def _reason(context: RuleContext, group: Group, category: Category) -> None:
    given = "TaxExemptionReason" in group.values or "TaxExemptionReasonCode" in group.values
    if given is not category.reason:
        context.report(f"{category.prefix}-10", group, "", _said(category))


def in_document(context: RuleContext, root: Group) -> None:
    """BR-*-01 to BR-*-04: what the use of a category anywhere asks of the document."""
    used = context.tally.used
    for code in sorted({code for _, code, _ in used} & CATEGORIES.keys()):
        category = CATEGORIES[code]
        if not _has_breakdown(context, root, category):
            context.report(f"{category.prefix}-01", root, "", _said(category))
        if category.numbers(context.facts):
            continue
        for number_of_rule, place in (("02", "line"), ("03", "allowance"), ("04", "charge")):
            if (place, code, True) in used and (code != "O" or place == "line" or _at_root(root, place == "charge")):
                context.report(f"{category.prefix}-{number_of_rule}", root, "", _said(category))
    if ("line", "S", False) in used and ("line", "S", True) not in used:
        context.report_once("BR-S-02", root, "", {"category": "S"})


def _at_root(root: Group, charge: bool) -> bool:
    return any(
        category.squeezed("ID") == "O" and is_vat(category)
        for one in root.groups.get("AllowanceCharge", ())
        if is_charge(one) is charge
        for category in one.groups.get("TaxCategory", ())
    )


_ON_ITEMS = {
    code: [(place, code, vat) for place in ("line", "allowance", "charge") for vat in {True, code != "S"}]
    for code in CATEGORIES
}  # as in `Tally.used`; for S the scheme does not matter


def _has_breakdown(context: RuleContext, root: Group, category: Category) -> bool:
    """BR-*-01: exactly one part of the breakdown for a category that is used; by rate, one or more and none unused."""
    code = category.code
    used = context.tally.used
    parts = [one for one in root.under("TaxTotal", "TaxSubtotal", "TaxCategory") if one.squeezed("ID") == code]
    with_vat = [one for one in parts if is_vat(one)]
    on_items = not used.isdisjoint(_ON_ITEMS[code])
    if not category.by_rate:
        anywhere = on_items or ("subtotal", code, True) in used or ("other", code, True) in used
        return not anywhere or len(with_vat) == 1
    if code == "S" or (code == "L" and on_items):
        return on_items == bool(parts)
    return on_items == bool(with_vat)


def intra_community(context: RuleContext, root: Group) -> None:
    """BR-IC-11, BR-IC-12: a supply to another member state says when and to which country."""
    if ("subtotal", "K", True) not in context.tally.used:
        return
    dates = root.texts("Delivery", "ActualDeliveryDate")
    countries = root.texts("Delivery", "DeliveryLocation", "Address", "Country", "IdentificationCode")
    periods = [one for one in root.groups.get("InvoicePeriod", ()) if one.values or one.groups]
    if context.one_at_most(root, dates, "ActualDeliveryDate") and len("".join(dates)) < 2 and not periods:
        context.report("BR-IC-11", root)
    if context.one_at_most(root, countries, "IdentificationCode") and len("".join(countries)) < 2:
        context.report("BR-IC-12", root)


def outside_scope(context: RuleContext, root: Group) -> None:
    """BR-O-11 to BR-O-14: nothing else beside what is outside the scope of VAT."""
    used = context.tally.used
    if ("subtotal", "O", True) not in used:
        return
    for rule, place in (("BR-O-11", "subtotal"), ("BR-O-12", "line"), ("BR-O-13", "allowance"), ("BR-O-14", "charge")):
        if any(where == place and code != "O" and vat for where, code, vat in used):
            context.report(rule, root, "", {"category": "O"})


_FAMILY = " ".join(f"{category.prefix}-{{}}" for category in CATEGORIES.values())


def _ids(*numbers: str) -> str:
    return " ".join(_FAMILY.replace("{}", one) for one in numbers)


GROUPS = (
    ("ClassifiedTaxCategory", of_line, _ids("05")),
    ("TaxCategory", elsewhere, _ids("06", "07", "08", "09", "10")),
    ("Invoice CreditNote", in_document, _ids("01", "02", "03", "04")),
    ("Invoice CreditNote", intra_community, "BR-IC-11 BR-IC-12"),
    ("Invoice CreditNote", outside_scope, "BR-O-11 BR-O-12 BR-O-13 BR-O-14"),
)
LEAVES: tuple[()] = ()
