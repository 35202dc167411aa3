"""The lines, allowances and charges of the readable page."""

from decimal import Decimal

from schakel.base.blanks import BLANKS
from schakel.einvoice.model import AllowanceCharge, Item, Line, Price
from schakel.einvoice.render.codes import reason_name, unit_name
from schakel.einvoice.render.shapes import AdjustmentView, Fact, LineView
from schakel.einvoice.render.wording import Wording, with_name
from schakel.einvoice.visible import visible

_PRICE_DECIMALS = 2


def line_view(line: Line, words: Wording) -> LineView:
    return LineView(
        id=visible(line.id),
        name=visible(line.item.name),
        description=visible(line.item.description) if line.item.description != line.item.name else "",
        note=visible(line.note),
        quantity=_quantity(line.quantity, line.unit, words),
        price=_price(line, words),
        vat=words.vat(line.vat),
        amount=words.money(line.net_amount),
        facts=_facts(line, words),
        adjustments=tuple(adjustment_view(each, words) for each in line.allowances_charges),
    )


def adjustment_view(each: AllowanceCharge, words: Wording) -> AdjustmentView:
    named = reason_name(each.reason_code, is_charge=each.is_charge, language=words.language)
    reason = with_name(visible(each.reason), named)
    label = words.label("charge" if each.is_charge else "allowance")
    amount = each.amount if each.is_charge or not each.amount else each.amount.copy_negate()
    return AdjustmentView(
        label=f"{label}: {reason}" if reason else label,
        basis=_basis(each, words),
        vat=words.vat(each.vat),
        amount=words.money(amount),
        is_charge=each.is_charge,
    )


def _quantity(quantity: Decimal | None, unit: str, words: Wording) -> str:
    if quantity is None:
        return visible(unit)
    return f"{words.formats.number(quantity)} {unit_name(unit, quantity, words.language)}".strip(BLANKS)


def _price(line: Line, words: Wording) -> str:
    """Net; with "per 100 kg" where it is not the price of one."""
    price = line.price or Price()
    amount = _unit_money(price.net, words)
    per = price.base_quantity
    unit = price.base_unit or line.unit
    if per is None or (per == 1 and unit == line.unit):
        return amount
    return f"{amount} {words.label('per')} {_quantity(per, unit, words)}"


def _unit_money(amount: Decimal | None, words: Wording) -> str:
    return words.formats.money(amount, words.currency, decimals=_PRICE_DECIMALS)


def _basis(each: AllowanceCharge, words: Wording) -> str:
    percent, base = words.formats.percent(each.percentage), words.money(each.base_amount)
    return f"{percent} {words.label('of')} {base}" if percent and base else percent or base


def _facts(line: Line, words: Wording) -> tuple[Fact, ...]:
    price = line.price or Price()
    return (
        *words.facts(
            ("period", words.formats.period(line.period)),
            ("gross_price", _unit_money(price.gross, words)),
            ("price_discount", _unit_money(price.discount, words)),
            ("order_line", visible(line.order_line)),
            ("object", words.identifier(line.object)),
            ("accounting_reference", visible(line.accounting_reference)),
        ),
        *_item_facts(line.item, words),
    )


def _item_facts(item: Item, words: Wording) -> tuple[Fact, ...]:
    return (
        *words.facts(
            ("seller_id", visible(item.seller_id)),
            ("buyer_id", visible(item.buyer_id)),
            ("standard_id", words.identifier(item.standard_id)),
            *(
                ("classification", visible(" ".join(filter(None, (each.code, each.scheme, each.version)))))
                for each in item.classifications
            ),
            ("origin_country", words.formats.country(item.origin_country)),
        ),
        *(Fact(visible(each.name), visible(each.value)) for each in item.attributes),
    )
