"""PEPPOL-EN16931-R040 to R130: allowances and charges, prices, lines and periods; R051, CL007: currencies."""

from datetime import timedelta
from decimal import Decimal

from schakel.base.blanks import squeeze
from schakel.einvoice.codelists import PEPPOL, codes
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ONE, ZERO, day, divided, number, rounded

_SLACK = Decimal("0.02")
_NO_TIME = timedelta(0)
_LINE_OF = {"Invoice": "InvoiceLine", "CreditNote": "CreditNoteLine"}
_CURRENCIES = codes("ISO4217", PEPPOL)


def allowance_or_charge(context: RuleContext, group: Group) -> None:
    """R040 to R043: percentage and base go together and give the amount; the indicator is `true` or `false`.

    As in the official file, only one of R041, R042 and the pair R040, R043 looks at one allowance or charge.
    """
    if not _is_of_document_or_line(context, group):
        return
    values = group.values
    if ("MultiplierFactorNumeric" in values) != ("BaseAmount" in values):
        missing_base = "MultiplierFactorNumeric" in values
        context.report("PEPPOL-EN16931-R041" if missing_base else "PEPPOL-EN16931-R042", group)
        return
    if "BaseAmount" in values:
        _percentage(context, group)
    if group.squeezed("ChargeIndicator") not in ("true", "false"):
        context.report("PEPPOL-EN16931-R043", group, "ChargeIndicator", {"value": group.squeezed("ChargeIndicator")})


def _is_of_document_or_line(context: RuleContext, group: Group) -> bool:
    parent = group.parent
    return parent is context.root or (
        parent is not None and parent.parent is context.root and parent.name == _LINE_OF[context.root.name]
    )


def _percentage(context: RuleContext, group: Group) -> None:
    base, percentage = number(group.values["BaseAmount"]), number(group.values["MultiplierFactorNumeric"])
    amount = number(group.values.get("Amount")) or ZERO
    if base is None or percentage is None:
        return
    expected = base * percentage.scaleb(-2)
    if abs(amount - expected) > _SLACK:
        figures = {"expected": f"{rounded(expected, 2):f}", "stated": f"{amount:f}"}
        figures |= {"base": f"{base:f}", "percentage": f"{percentage:f}"}
        context.report("PEPPOL-EN16931-R040", group, "Amount", figures)


def line(context: RuleContext, group: Group) -> None:
    """R120: the net amount of a line follows from quantity and price. R121: the price is for more than nothing."""
    values = group.values
    quantity = number(values.get("InvoicedQuantity" if context.root.name == "Invoice" else "CreditedQuantity", "1"))
    price = group.first("Price")
    each, per = ZERO, ONE
    if price is not None:
        each = number(price.values.get("PriceAmount")) or ZERO
        base = price.values.get("BaseQuantity")
        if base is not None:
            per = _base_quantity(context, price, base)
    net = number(values.get("LineExtensionAmount")) or ZERO
    worth = (quantity or ZERO) * (each if per == ONE else divided(each, per))
    if "AllowanceCharge" in group.groups:
        worth += _total(group, "true") - _total(group, "false")
    if abs(net - worth) > _SLACK:
        figures = {"expected": f"{rounded(worth, 2):f}", "stated": f"{net:f}"}
        context.report("PEPPOL-EN16931-R120", group, "LineExtensionAmount", figures)


def _base_quantity(context: RuleContext, price: Group, text: str) -> Decimal:
    quantity = number(text)
    if quantity is None or quantity <= ZERO:
        context.report("PEPPOL-EN16931-R121", price, "BaseQuantity", {"value": text})
    return quantity or ONE


def _total(group: Group, indicator: str) -> Decimal:
    amounts = (
        number(one.values.get("Amount")) or ZERO
        for one in group.groups["AllowanceCharge"]
        if one.squeezed("ChargeIndicator") == indicator
    )
    return rounded(sum(amounts, ZERO), 2)


def line_object(context: RuleContext, group: Group) -> None:
    """R100, R101: a line may name one invoiced object, and no other document."""
    documents = group.groups.get("DocumentReference", ())
    if len(documents) > 1:
        context.report("PEPPOL-EN16931-R100", group)
    if documents and not any("130" in one.every("DocumentTypeCode") for one in documents):
        context.report("PEPPOL-EN16931-R101", group)


def of_price(context: RuleContext, group: Group) -> None:
    """R044, R046: within a price only a discount, and net price = gross price - discount."""
    price = group.parent
    if price is None or price.name != "Price":
        return
    if group.squeezed("ChargeIndicator") != "false":
        context.report("PEPPOL-EN16931-R044", group, "ChargeIndicator")
    if "BaseAmount" not in group.values:
        return
    gross, discount = number(group.values["BaseAmount"]), number(group.values.get("Amount"))
    net = number(price.values.get("PriceAmount"))
    if gross is None or discount is None or net is None or net != gross - discount:
        figures = {"gross": group.values["BaseAmount"], "discount": group.values.get("Amount", "")}
        figures |= {"stated": price.values.get("PriceAmount", "")}
        if gross is not None and discount is not None:
            figures["expected"] = f"{gross - discount:f}"
        context.report("PEPPOL-EN16931-R046", price, "PriceAmount", figures)


def price_unit(context: RuleContext, price: Group) -> None:
    """R130: the price is for the same unit as the quantity."""
    unit = price.attribute("BaseQuantity", "unitCode")
    line_group = price.parent
    if unit is None or line_group is None:
        return
    name = "InvoicedQuantity" if context.root.name == "Invoice" else "CreditedQuantity"
    has_quantity = "InvoicedQuantity" in line_group.values or "CreditedQuantity" in line_group.values
    if has_quantity and line_group.attribute(name, "unitCode") != unit:
        figures = {"unit": unit, "stated": line_group.attribute(name, "unitCode") or ""}
        context.report("PEPPOL-EN16931-R130", price, "BaseQuantity", figures)


def line_period(context: RuleContext, group: Group) -> None:
    """R110, R111: the period of a line lies within that of the document."""
    if (
        group.parent is None
        or group.parent.parent is not context.root
        or group.parent.name != _LINE_OF[context.root.name]
    ):
        return
    for rule, name, sign in (("PEPPOL-EN16931-R110", "StartDate", 1), ("PEPPOL-EN16931-R111", "EndDate", -1)):
        outer = context.root.texts("InvoicePeriod", name)
        if name not in group.values or not outer or not context.one_at_most(context.root, outer, "InvoicePeriod"):
            continue
        inside, limit = day(group.values[name]), day(outer[0])
        if inside is not None and limit is not None and (inside - limit) * sign < _NO_TIME:
            context.report(rule, group, name, {"stated": group.values[name], "limit": outer[0]})


def currencies(context: RuleContext, root: Group) -> None:
    """R051: amounts are in the currency of the document. CL007: which is on the list of currencies."""
    for currency, (group, name) in context.tally.currencies.items():
        _currency(context, group, name, currency)
        if currency is None or currency != context.facts.currency:
            _other_currency(context, group, name)
    for group in context.tally.tax_amounts:
        currency = group.attribute("TaxAmount", "currencyID")
        _currency(context, group, "TaxAmount", currency)
        if group.name == "TaxSubtotal" and (currency is None or currency != context.facts.currency):
            _other_currency(context, group, "TaxAmount", soon=context.facts.self_billing)


def tax_total(context: RuleContext, group: Group) -> None:
    """R051 and CL007 for the total of the VAT; one without a breakdown is in the accounting currency."""
    if "TaxAmount" not in group.values:
        return
    currency = group.attribute("TaxAmount", "currencyID")
    _currency(context, group, "TaxAmount", currency)
    if "TaxSubtotal" in group.groups and (currency != context.facts.currency or currency is None):
        _other_currency(context, group, "TaxAmount")


def _currency(context: RuleContext, group: Group, name: str, currency: str | None) -> None:
    if currency not in _CURRENCIES:
        context.report("PEPPOL-EN16931-CL007", group, name, {"value": currency or ""})


def _other_currency(context: RuleContext, group: Group, name: str, *, soon: bool = False) -> None:
    """Of Self-Billing the parts of the VAT are looked at from 2026-11."""
    figures = {"stated": group.attribute(name, "currencyID") or "", "currency": squeeze(context.facts.currency or "")}
    report = context.report_upcoming if soon else context.report
    report("PEPPOL-EN16931-R051", group, name, figures)


_P = "PEPPOL-EN16931-"
GROUPS = (
    ("AllowanceCharge", allowance_or_charge, f"{_P}R040 {_P}R041 {_P}R042 {_P}R043"),
    ("InvoiceLine CreditNoteLine", line, f"{_P}R120 {_P}R121"),
    ("InvoiceLine CreditNoteLine", line_object, f"{_P}R100 {_P}R101"),
    ("AllowanceCharge", of_price, f"{_P}R044 {_P}R046"),
    ("Price", price_unit, f"{_P}R130"),
    ("InvoicePeriod", line_period, f"{_P}R110 {_P}R111"),
    ("Invoice CreditNote", currencies, f"{_P}R051 {_P}CL007"),
    ("TaxTotal", tax_total, f"{_P}R051 {_P}CL007"),
)
LEAVES: tuple[()] = ()
