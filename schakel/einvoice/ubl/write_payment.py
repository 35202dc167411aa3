"""Ways to pay, and totals, into UBL; the pair of `payment`."""

from schakel.einvoice.model import Account, Card, Invoice, Mandate, PaymentMeans, VatBreakdown
from schakel.einvoice.ubl.markup import amount, cac, cbc, day
from schakel.einvoice.ubl.write_lines import write_vat

NOT_DEFINED = "1"  # UNCL 4461


def write_payment_means(invoice: Invoice) -> list[str]:
    """A credit note has no other place for the due date than the first of these: there is one where it has a date."""
    due = day("PaymentDueDate", invoice.due_date) if invoice.is_credit_note else ""
    means = invoice.payment_means or ((PaymentMeans(NOT_DEFINED),) if due else ())
    return [_means(each, due if n == 0 else "") for n, each in enumerate(means)]


def write_totals(invoice: Invoice) -> list[str]:
    return [_tax_total(invoice), _tax_total_in_vat_currency(invoice), _sums(invoice)]


def _means(means: PaymentMeans, due: str) -> str:
    return cac(
        "PaymentMeans",
        cbc("PaymentMeansCode", means.code, ("name", means.text)),
        due,
        cbc("PaymentID", means.remittance),
        _card(means.card or Card()),
        _account(means.account or Account()),
        _mandate(means.mandate or Mandate()),
    )


def _card(card: Card) -> str:
    return cac(
        "CardAccount",
        cbc("PrimaryAccountNumberID", card.number),
        cbc("NetworkID", card.network),
        cbc("HolderName", card.holder),
    )


def _account(account: Account) -> str:
    return cac(
        "PayeeFinancialAccount",
        cbc("ID", account.id),
        cbc("Name", account.name),
        cac("FinancialInstitutionBranch", cbc("ID", account.bank)),
    )


def _mandate(mandate: Mandate) -> str:
    payer = cac("PayerFinancialAccount", cbc("ID", mandate.debited_account))
    return cac("PaymentMandate", cbc("ID", mandate.reference), payer)


def _tax_total(invoice: Invoice) -> str:
    vat = amount("TaxAmount", invoice.totals.vat, invoice.currency)
    return cac("TaxTotal", vat, *(_row(row, invoice.currency) for row in invoice.vat_breakdown))


def _tax_total_in_vat_currency(invoice: Invoice) -> str:
    return cac("TaxTotal", amount("TaxAmount", invoice.totals.vat_in_vat_currency, invoice.vat_currency))


def _row(row: VatBreakdown, currency: str) -> str:
    return cac(
        "TaxSubtotal",
        amount("TaxableAmount", row.taxable_amount, currency),
        amount("TaxAmount", row.tax_amount, currency),
        write_vat(
            "TaxCategory",
            row.vat,
            cbc("TaxExemptionReasonCode", row.exemption_code),
            cbc("TaxExemptionReason", row.exemption_reason),
        ),
    )


def _sums(invoice: Invoice) -> str:
    totals, currency = invoice.totals, invoice.currency
    return cac(
        "LegalMonetaryTotal",
        amount("LineExtensionAmount", totals.lines, currency),
        amount("TaxExclusiveAmount", totals.without_vat, currency),
        amount("TaxInclusiveAmount", totals.with_vat, currency),
        amount("AllowanceTotalAmount", totals.allowances, currency),
        amount("ChargeTotalAmount", totals.charges, currency),
        amount("PrepaidAmount", totals.paid, currency),
        amount("PayableRoundingAmount", totals.rounding, currency),
        amount("PayableAmount", totals.payable, currency),
    )
