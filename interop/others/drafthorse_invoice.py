"""An invoice by drafthorse, run in an environment of its own: drafthorse_invoice.py OUT.xml"""

import sys
from datetime import date
from decimal import Decimal

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.tradelines import LineItem

document = Document()
document.context.guideline_parameter.id = "urn:cen.eu:en16931:2017"
document.header.id = "RE-7"
document.header.type_code = "380"
document.header.issue_date_time = date(2026, 11, 20)
seller, buyer = document.trade.agreement.seller, document.trade.agreement.buyer
for party, name in ((seller, "Lieferant GmbH"), (buyer, "Kunde AG")):
    party.name = name
    party.address.country_id = "DE"
    party.address.postcode = "10115"
    party.address.city_name = "Berlin"
document.trade.settlement.currency_code = "EUR"
line = LineItem()
line.document.line_id = "1"
line.product.name = "Flour"
line.agreement.net.amount = Decimal("10.00")
line.agreement.net.basis_quantity = (Decimal("1.0000"), "C62")
line.delivery.billed_quantity = (Decimal("10.0000"), "C62")
line.settlement.trade_tax.type_code = "VAT"
line.settlement.trade_tax.category_code = "S"
line.settlement.trade_tax.rate_applicable_percent = Decimal("21.00")
line.settlement.monetary_summation.total_amount = Decimal("100.00")
document.trade.items.add(line)
tax = ApplicableTradeTax()
tax.calculated_amount = Decimal("21.00")
tax.basis_amount = Decimal("100.00")
tax.type_code = "VAT"
tax.category_code = "S"
tax.rate_applicable_percent = Decimal("21.00")
document.trade.settlement.trade_tax.add(tax)
sums = document.trade.settlement.monetary_summation
sums.line_total = sums.tax_basis_total = Decimal("100.00")
sums.charge_total = sums.allowance_total = Decimal("0.00")
sums.tax_total = (Decimal("21.00"), "EUR")
sums.grand_total = sums.due_amount = Decimal("121.00")
with open(sys.argv[1], "wb") as out:  # noqa: PTH123 -- a script for another environment
    out.write(document.serialize(schema=None))
