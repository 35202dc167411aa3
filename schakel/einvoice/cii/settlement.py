"""Ways to pay, VAT breakdown and totals out of CII."""

from lxml import etree

from schakel.einvoice.cii.values import read_vat
from schakel.einvoice.model import Account, Card, Mandate, PaymentMeans, Totals, VatBreakdown, VatCategory
from schakel.einvoice.ubl.node import Node


def read_payment_means(settlement: Node, mandate: str) -> tuple[PaymentMeans, ...]:
    """The remittance information and the mandate stand outside, once for all."""
    remittance = settlement.text("ram:PaymentReference")
    found = settlement.children("ram:SpecifiedTradeSettlementPaymentMeans")
    return tuple(_means(each, remittance=remittance, mandate=mandate) for each in found)


def read_breakdown(taxes: list[Node]) -> tuple[VatBreakdown, ...]:
    return tuple(
        VatBreakdown(
            vat=read_vat(tax) or VatCategory(),
            taxable_amount=tax.amount("ram:BasisAmount"),
            tax_amount=tax.amount("ram:CalculatedAmount"),
            exemption_reason=tax.text("ram:ExemptionReason"),
            exemption_code=tax.text("ram:ExemptionReasonCode"),
        )
        for tax in taxes
    )


def read_totals(settlement: Node, vat_currency: str) -> Totals:
    """BG-22. Of the two TaxTotalAmount, the one in the accounting currency is BT-111."""
    sums = settlement.child("ram:SpecifiedTradeSettlementHeaderMonetarySummation")

    def in_vat_currency(element: etree._Element) -> bool:
        return bool(vat_currency) and element.get("currencyID") == vat_currency

    return Totals(
        lines=sums.amount("ram:LineTotalAmount"),
        allowances=sums.amount("ram:AllowanceTotalAmount"),
        charges=sums.amount("ram:ChargeTotalAmount"),
        without_vat=sums.amount("ram:TaxBasisTotalAmount"),
        vat_in_vat_currency=sums.amount_where("ram:TaxTotalAmount", in_vat_currency),
        vat=sums.amount("ram:TaxTotalAmount"),
        with_vat=sums.amount("ram:GrandTotalAmount"),
        paid=sums.amount("ram:TotalPrepaidAmount"),
        rounding=sums.amount("ram:RoundingAmount"),
        payable=sums.amount("ram:DuePayableAmount"),
    )


def _means(means: Node, *, remittance: str, mandate: str) -> PaymentMeans:
    debited = means.text_in("ram:PayerPartyDebtorFinancialAccount", "ram:IBANID")
    return PaymentMeans(
        code=means.text("ram:TypeCode"),
        text=means.text("ram:Information"),
        remittance=remittance,
        account=_account(means),
        card=means.group("ram:ApplicableTradeSettlementFinancialCard", _card),
        mandate=Mandate(mandate, debited) if debited or mandate else None,
    )


def _account(means: Node) -> Account | None:
    account = means.child("ram:PayeePartyCreditorFinancialAccount")
    read = Account(
        id=account.text("ram:IBANID") or account.text("ram:ProprietaryID"),
        name=account.text("ram:AccountName"),
        bank=means.text_in("ram:PayeeSpecifiedCreditorFinancialInstitution", "ram:BICID"),
    )
    return read if read != Account() else None


def _card(card: Node) -> Card | None:
    read = Card(number=card.text("ram:ID"), holder=card.text("ram:CardholderName"))
    return read if read != Card() else None
