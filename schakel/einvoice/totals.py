"""The sums of an invoice, in the one place where they are made.

VAT is computed on the sum per category and rate, then rounded; never per line. Amounts are rounded to cents where the
standard rounds: line net amounts, amounts from a percentage, VAT per rate. Sums of rounded amounts are exact.

Source: EN 16931-1 and BIS Billing 3.0.21: PEPPOL-EN16931-R040, R046, R120, BR-CO-10 to BR-CO-17, BR-S-08 and kin.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from schakel.einvoice.model import AllowanceCharge, Invoice, Line, Price, Totals, VatBreakdown, VatCategory
from schakel.einvoice.money import EXACT, ZERO, round_cents, round_half_up, total

CASH_STEP = Decimal("0.05")  # Belgian cash payments, law of 18 December 2015
_Key = tuple[str, Decimal | None]


def summed(invoice: Invoice, *, vat_exchange_rate: Decimal | None = None) -> Invoice:
    """The same invoice with every amount that follows from others filled in.

    Given are quantities, prices, percentages, bases, VAT categories, and in `totals` what was paid and the rounding.
    The reasons for not charging VAT are taken from the breakdown that is there. `vat_exchange_rate` is the price of
    one unit of BT-5 in units of BT-6, for BT-111.
    """
    lines = tuple(line_summed(line) for line in invoice.lines)
    adjustments = tuple(_document_adjustment(each, lines) for each in invoice.allowances_charges)
    breakdown = vat_breakdown(lines, adjustments, reasons=invoice.vat_breakdown)
    totals = _totals(lines, adjustments, breakdown=breakdown, given=invoice.totals)
    if vat_exchange_rate is not None:
        in_vat_currency = round_cents(EXACT.multiply(totals.vat or ZERO, vat_exchange_rate))
        totals = replace(totals, vat_in_vat_currency=in_vat_currency)
    return replace(invoice, lines=lines, allowances_charges=adjustments, vat_breakdown=breakdown, totals=totals)


def line_summed(line: Line) -> Line:
    """With net price (BT-146), the amounts of its allowances and charges, and net amount (BT-131)."""
    price = _net_price(line.price or Price())
    gross = _gross(line.quantity, price)
    adjustments = tuple(_with_amount(each, gross) for each in line.allowances_charges)
    net = round_cents(EXACT.add(gross, _balance(adjustments)))
    return replace(line, price=price, allowances_charges=adjustments, net_amount=net)


def vat_breakdown(
    lines: Iterable[Line], adjustments: Iterable[AllowanceCharge], *, reasons: Iterable[VatBreakdown] = ()
) -> tuple[VatBreakdown, ...]:
    """BG-23: one row per category and rate, in the order in which they first occur.

    A category without VAT has one row whatever its rate, since a document can give only one reason for it.
    """
    taxable: dict[_Key, Decimal] = {}
    for line in lines:
        _add(taxable, line.vat, line.net_amount or ZERO)
    for each in adjustments:
        _add(taxable, each.vat, _signed(each))
    given = {row.vat.code: row for row in reasons}
    return tuple(_row(key, amount, given.get(key[0])) for key, amount in taxable.items())


def cash_rounding(payable: Decimal) -> Decimal:
    """BT-114 that brings an amount in euro to the nearest five cents, for payment in cash."""
    steps = round_half_up(EXACT.divide(payable, CASH_STEP), Decimal(1))
    return EXACT.subtract(EXACT.multiply(steps, CASH_STEP), payable)


def _net_price(price: Price) -> Price:
    """PEPPOL-EN16931-R046: gross minus discount, where there is a gross price."""
    if price.gross is None:
        return price
    return replace(price, net=EXACT.subtract(price.gross, price.discount or ZERO))


def _gross(quantity: Decimal | None, price: Price) -> Decimal:
    """Quantity times price, exact; a missing quantity and a missing or zero base quantity count as one."""
    amount = EXACT.multiply(Decimal(1) if quantity is None else quantity, price.net or ZERO)
    return EXACT.divide(amount, price.base_quantity) if price.base_quantity else amount


def _with_amount(each: AllowanceCharge, base: Decimal) -> AllowanceCharge:
    """PEPPOL-EN16931-R040: base times percentage, where there is a percentage."""
    if each.percentage is None:
        return each
    base = round_cents(base) if each.base_amount is None else each.base_amount
    amount = round_cents(EXACT.divide(EXACT.multiply(base, each.percentage), Decimal(100)))
    return replace(each, base_amount=base, amount=amount)


def _document_adjustment(each: AllowanceCharge, lines: Iterable[Line]) -> AllowanceCharge:
    """Its base, where none is given, is the sum of the lines with the same VAT."""
    same = [line.net_amount or ZERO for line in lines if _key(line.vat) == _key(each.vat)]
    return _with_amount(each, total(same))


def _totals(
    lines: tuple[Line, ...],
    adjustments: tuple[AllowanceCharge, ...],
    *,
    breakdown: tuple[VatBreakdown, ...],
    given: Totals,
) -> Totals:
    """BG-22, with the rule of each sum beside it."""
    of_lines = total(line.net_amount or ZERO for line in lines)  # BR-CO-10
    allowances = [each.amount or ZERO for each in adjustments if not each.is_charge]  # BR-CO-11
    charges = [each.amount or ZERO for each in adjustments if each.is_charge]  # BR-CO-12
    without_vat = total([of_lines, _balance(adjustments)])  # BR-CO-13
    vat = total(row.tax_amount or ZERO for row in breakdown)  # BR-CO-14
    with_vat = total([without_vat, vat])  # BR-CO-15
    paid = (given.paid or ZERO).copy_negate()
    return replace(
        given,
        lines=of_lines,
        allowances=total(allowances) if allowances else None,
        charges=total(charges) if charges else None,
        without_vat=without_vat,
        vat=vat,
        with_vat=with_vat,
        payable=total([with_vat, paid, given.rounding or ZERO]),  # BR-CO-16
    )


def _balance(adjustments: Iterable[AllowanceCharge]) -> Decimal:
    return total(_signed(each) for each in adjustments)


def _signed(each: AllowanceCharge) -> Decimal:
    amount = each.amount or ZERO
    return amount if each.is_charge else amount.copy_negate()


def _add(taxable: dict[_Key, Decimal], vat: VatCategory | None, amount: Decimal) -> None:
    key = _key(vat)
    taxable[key] = EXACT.add(taxable.get(key, ZERO), amount)


def _key(vat: VatCategory | None) -> _Key:
    if vat is None:
        return "", None
    if vat.code in ("S", "L", "M", "B"):
        return vat.code, vat.rate
    return vat.code, None if vat.code == "O" else ZERO


def _row(key: _Key, taxable: Decimal, reason: VatBreakdown | None) -> VatBreakdown:
    """BR-CO-17: taxable amount times rate, rounded to cents."""
    code, rate = key
    return VatBreakdown(
        vat=VatCategory(code, rate),
        taxable_amount=taxable,
        tax_amount=round_cents(EXACT.divide(EXACT.multiply(taxable, rate or ZERO), Decimal(100))),
        exemption_reason=reason.exemption_reason if reason else "",
        exemption_code=reason.exemption_code if reason else "",
    )
