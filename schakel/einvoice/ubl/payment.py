"""Ways to pay, and totals, out of UBL."""

from decimal import Decimal

from lxml import etree

from schakel.einvoice.model import Account, Card, Mandate, PaymentMeans, Totals, VatBreakdown, VatCategory
from schakel.einvoice.ubl.lines import read_vat
from schakel.einvoice.ubl.names import TAGS
from schakel.einvoice.ubl.node import Node

_NO_ACCOUNT = Account()
_NO_CARD = Card()
_NO_MANDATE = Mandate()


def read_payment_means(means: Node) -> PaymentMeans:
    """BT-83 stood in InstructionID in the Belgian e-fff of before BIS; it is read there when PaymentID is absent."""
    return PaymentMeans(
        text=means.attribute("cbc:PaymentMeansCode", "name"),
        code=means.text("cbc:PaymentMeansCode"),
        remittance=means.text("cbc:PaymentID") or means.text("cbc:InstructionID"),
        account=means.group("cac:PayeeFinancialAccount", _account),
        card=means.group("cac:CardAccount", _card),
        mandate=means.group("cac:PaymentMandate", _mandate),
    )


def read_totals(root: Node, vat_currency: str) -> tuple[Totals, tuple[VatBreakdown, ...]]:
    """BG-22 and BG-23. The VAT in the accounting currency (BT-111) is a second TaxTotal, without breakdown."""
    sums = root.child("cac:LegalMonetaryTotal")
    vat_in_vat_currency = _vat_in(root, vat_currency) if vat_currency else None
    tax = root.child("cac:TaxTotal")
    breakdown = tuple(_row(each) for each in tax.children("cac:TaxSubtotal"))
    totals = Totals(
        lines=sums.amount("cbc:LineExtensionAmount"),
        allowances=sums.amount("cbc:AllowanceTotalAmount"),
        charges=sums.amount("cbc:ChargeTotalAmount"),
        without_vat=sums.amount("cbc:TaxExclusiveAmount"),
        vat=tax.amount("cbc:TaxAmount"),
        vat_in_vat_currency=vat_in_vat_currency,
        with_vat=sums.amount("cbc:TaxInclusiveAmount"),
        paid=sums.amount("cbc:PrepaidAmount"),
        rounding=sums.amount("cbc:PayableRoundingAmount"),
        payable=sums.amount("cbc:PayableAmount"),
    )
    return totals, breakdown


def _vat_in(root: Node, currency: str) -> Decimal | None:
    def fits(tax_total: etree._Element) -> bool:
        amount = tax_total.find(TAGS["cbc:TaxAmount"])
        return amount is not None and amount.get("currencyID") == currency

    return root.child_where("cac:TaxTotal", fits).amount_in("cbc:TaxAmount", currency)


def _row(row: Node) -> VatBreakdown:
    category = row.child("cac:TaxCategory")
    return VatBreakdown(
        vat=read_vat(category) or VatCategory(),
        taxable_amount=row.amount("cbc:TaxableAmount"),
        tax_amount=row.amount("cbc:TaxAmount"),
        exemption_reason=category.text("cbc:TaxExemptionReason"),
        exemption_code=category.text("cbc:TaxExemptionReasonCode"),
    )


def _account(account: Node) -> Account | None:
    read = Account(
        id=account.text("cbc:ID"),
        name=account.text("cbc:Name"),
        bank=account.text_in("cac:FinancialInstitutionBranch", "cbc:ID"),
    )
    return read if read != _NO_ACCOUNT else None


def _card(card: Node) -> Card | None:
    read = Card(
        number=card.text("cbc:PrimaryAccountNumberID"),
        network=card.text("cbc:NetworkID"),
        holder=card.text("cbc:HolderName"),
    )
    return read if read != _NO_CARD else None


def _mandate(mandate: Node) -> Mandate | None:
    read = Mandate(
        reference=mandate.text("cbc:ID"), debited_account=mandate.text_in("cac:PayerFinancialAccount", "cbc:ID")
    )
    return read if read != _NO_MANDATE else None
