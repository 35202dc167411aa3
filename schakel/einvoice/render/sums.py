"""VAT breakdown and totals of the readable page."""

from decimal import Decimal

from schakel.einvoice.model import Invoice, VatBreakdown
from schakel.einvoice.render.codes import exemption_name, vat_name
from schakel.einvoice.render.shapes import TotalView, VatRowView
from schakel.einvoice.render.wording import Wording, with_name
from schakel.einvoice.visible import visible


def vat_row_view(row: VatBreakdown, words: Wording) -> VatRowView:
    return VatRowView(
        category=vat_name(row.vat.code, words.language),
        rate=words.formats.percent(row.vat.rate),
        taxable=words.money(row.taxable_amount),
        tax=words.money(row.tax_amount),
        reason=_reason(row, words),
    )


def total_views(invoice: Invoice, words: Wording) -> tuple[TotalView, ...]:
    """In the order of the sum; those that are absent are left out."""
    totals = invoice.totals
    paid_label = "total_paid_it_says" if invoice.is_prepaid_before_due else "total_paid"
    vat_in = f"{words.label('total_vat_in')} {visible(invoice.vat_currency)}"
    rows = (
        (words.label("total_lines"), words.money(totals.lines)),
        (words.label("total_allowances"), words.money(_taken_off(totals.allowances))),
        (words.label("total_charges"), words.money(totals.charges)),
        (words.label("total_without_vat"), words.money(totals.without_vat)),
        (words.label("total_vat"), words.money(totals.vat)),
        (vat_in, words.formats.money(totals.vat_in_vat_currency, invoice.vat_currency)),
        (words.label("total_with_vat"), words.money(totals.with_vat)),
        (words.label(paid_label), words.money(_taken_off(totals.paid))),
        (words.label("total_rounding"), words.money(totals.rounding)),
    )
    shown = tuple(TotalView(label, amount) for label, amount in rows if amount)
    return (*shown, TotalView(payable_label(invoice, words), payable(invoice, words), is_payable=True))


def payable_label(invoice: Invoice, words: Wording) -> str:
    if invoice.is_unclear_credit:
        return words.label("unclear_credit")
    if invoice.is_prepaid_before_due:
        return words.label("to_pay_unless_paid")
    return words.label("to_receive" if invoice.is_money_back else "to_pay")


def payable(invoice: Invoice, words: Wording) -> str:
    """What is left to pay, or to get back; without a minus sign, since the label tells the direction."""
    amount = invoice.amount_to_pay
    return words.money(amount.copy_abs() if amount is not None else None)


def _taken_off(amount: Decimal | None) -> Decimal | None:
    return amount.copy_negate() if amount else amount


def _reason(row: VatBreakdown, words: Wording) -> str:
    """The seller's words, with those of the code where they say something else."""
    named = exemption_name(row.exemption_code, words.language) if row.exemption_code else ""
    return with_name(visible(row.exemption_reason), named)
