"""Invoice and credit note lines, their items, and periods."""

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import is_vat
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ZERO, day, decimals, from_zero, number

_LINES = ("InvoiceLine", "CreditNoteLine")


def line(context: RuleContext, group: Group) -> None:
    """BR-21 to BR-26, BR-CO-04, BR-DEC-23: what every line has."""
    values = group.values
    if not group.filled("ID"):
        context.report("BR-21", group, "ID")
    if "InvoicedQuantity" in values:
        unit = group.attribute("InvoicedQuantity", "unitCode")
    elif "CreditedQuantity" in values:
        unit = group.attribute("CreditedQuantity", "unitCode")
    else:
        unit = None
        context.report("BR-22", group)
    if unit is None:
        context.report("BR-23", group)
    net = values.get("LineExtensionAmount")
    if net is None:
        context.report("BR-24", group)
    elif decimals(net) > 2:
        context.report("BR-DEC-23", group, "LineExtensionAmount", {"value": net})
    item = group.first("Item")
    if item is None or not item.filled("Name"):
        context.report("BR-25", group)
    if item is None or not _has_vat_category(item):
        context.report("BR-CO-04", group)


def _has_vat_category(item: Group) -> bool:
    for one in item.groups.get("ClassifiedTaxCategory", ()):  # noqa: SIM110 - every line; with `any` 4.0 instead of 2.8 µs
        if "ID" in one.values and is_vat(one):
            return True
    return False


def price(context: RuleContext, group: Group) -> None:
    """BR-26, BR-27, BR-28: a price, and neither it nor the gross price below zero. UBL-SR-37: one discount in it."""
    found = group.first("Price")
    net = found.values.get("PriceAmount") if found else None
    if found is None or net is None:
        context.report("BR-26", group)
    if not from_zero(net):
        context.report("BR-27", group, "", {"value": net or ""})
    if found and "AllowanceCharge" in found.groups:
        gross = found.texts("AllowanceCharge", "BaseAmount")
        if gross and not any(from_zero(text) for text in gross):
            context.report("BR-28", group, "", {"value": gross[0]})
        if len(found.texts("AllowanceCharge", "Amount")) > 1:
            context.report("UBL-SR-37", group)


def line_once(context: RuleContext, group: Group) -> None:
    """UBL-SR-34 to UBL-SR-36, UBL-SR-48, UBL-SR-50, UBL-SR-52: what a line has at most once."""
    groups = group.groups
    item = group.first("Item")
    if item is None or len(item.groups.get("ClassifiedTaxCategory", ())) != 1:
        context.report("UBL-SR-48", group)
    if item is not None and "Description" in item.repeats:
        context.report("UBL-SR-50", group)
    if "Note" in group.repeats:
        context.report("UBL-SR-34", group)
    if len(groups.get("InvoicePeriod", ())) > 1:
        context.report("UBL-SR-36", group)
    if len(groups.get("DocumentReference", ())) > 1:
        context.report("UBL-SR-52", group)
    if "OrderLineReference" in groups and len(group.texts("OrderLineReference", "LineID")) > 1:
        context.report("UBL-SR-35", group)


def added_up(context: RuleContext, group: Group) -> None:
    """The net amount of the line, noted by VAT category and rate for BR-CO-10 and the breakdowns (BR-*-08)."""
    tally = context.tally
    tally.lines[group.name] += 1
    net = number(group.values.get("LineExtensionAmount")) or ZERO
    item = group.groups.get("Item")
    categories = item[0].groups.get("ClassifiedTaxCategory", ()) if item else ()
    taxed = tuple([(one.values.get("ID", ""), one.values.get("Percent")) for one in categories])
    tally.nets[group.name, taxed] += net


def period(context: RuleContext, group: Group) -> None:
    """BR-29, BR-30, BR-CO-19, BR-CO-20: a period has a start or an end, in that order."""
    of_line = group.parent is not None and group.parent.name in _LINES
    start, end = group.values.get("StartDate"), group.values.get("EndDate")
    if start is not None and end is not None and not _in_order(start, end):
        context.report("BR-30" if of_line else "BR-29", group, "EndDate", {"start": start, "end": end})
    if start is None and end is None and (of_line or "DescriptionCode" not in group.values):
        context.report("BR-CO-20" if of_line else "BR-CO-19", group)


def _in_order(start: str, end: str) -> bool:
    first, last = day(start), day(end)
    return first is not None and last is not None and last >= first


def attribute(context: RuleContext, group: Group) -> None:
    """BR-54: an item attribute has a name and a value."""
    if "Name" not in group.values or "Value" not in group.values:
        context.report("BR-54", group)


def classification(context: RuleContext, group: Group) -> None:
    """BR-65: a classification says from which list."""
    if _of_item(group) and _lacks(group, "ItemClassificationCode", "listID"):
        context.report("BR-65", group, "ItemClassificationCode", {"value": group.values["ItemClassificationCode"]})


def standard_item(context: RuleContext, group: Group) -> None:
    """BR-64: a standard item number says from which scheme."""
    if _of_item(group) and _lacks(group, "ID", "schemeID"):
        context.report("BR-64", group, "ID", {"value": group.values["ID"]})


def _of_item(group: Group) -> bool:
    item = group.parent
    return item is not None and item.name == "Item" and item.parent is not None and item.parent.name in _LINES


def _lacks(group: Group, name: str, attribute: str) -> bool:
    return name in group.values and group.attribute(name, attribute) is None


GROUPS = (
    ("InvoiceLine CreditNoteLine", line, "BR-21 BR-22 BR-23 BR-24 BR-25 BR-CO-04 BR-DEC-23"),
    ("InvoiceLine CreditNoteLine", price, "BR-26 BR-27 BR-28 UBL-SR-37"),
    (
        "InvoiceLine CreditNoteLine",
        line_once,
        "UBL-SR-34 UBL-SR-35 UBL-SR-36 UBL-SR-48 UBL-SR-50 UBL-SR-52",
    ),
    ("InvoiceLine CreditNoteLine", added_up, "BR-CO-10"),
    ("InvoicePeriod", period, "BR-29 BR-30 BR-CO-19 BR-CO-20"),
    ("AdditionalItemProperty", attribute, "BR-54"),
    ("CommodityClassification", classification, "BR-65"),
    ("StandardItemIdentification", standard_item, "BR-64"),
)
LEAVES: tuple[()] = ()
