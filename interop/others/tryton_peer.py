"""Tryton 8.2, run in an environment of its own: tryton_peer.py OURS.xml THEIRS.xml

Reads our invoice as a supplier's, and writes one of its own.
"""

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from proteus import Model
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, create_tax, get_accounts
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.modules.currency.tests.tools import get_currency
from trytond.tests.tools import activate_modules

MODULES = ["edocument_ubl", "account_invoice", "bank", "purchase"]


def main(ours: Path, theirs: Path) -> None:
    config = activate_modules(MODULES, in_euro, create_chart)
    prepared()
    made = Model.get("edocument.ubl.invoice").parse(ours.read_bytes(), {**config.context, "company": None})
    read = Model.get("account.invoice")(made)
    print(
        json.dumps(
            {
                "reference": read.reference,
                "party": read.party.name,
                "total": str(read.total_amount),
                "lines": len(read.lines),
            }
        )
    )
    theirs.write_bytes(written(config))


def in_euro(config: object) -> None:
    create_company(currency=get_currency("EUR", config=config), config=config)


def prepared() -> None:
    company = get_company()
    company.party.name = "Bakkerij De Korenbloem"
    company.party.identifiers.new(
        type="be_businessid", code="0214168971"
    )  # a be_vat alone is not found: type and code must both be
    company.party.save()
    address = company.party.addresses[0] if company.party.addresses else company.party.addresses.new()
    address.city = "Gent"
    address.save()
    for rate in (".21", ".06"):
        tax = create_tax(Decimal(rate))
        tax.unece_category_code, tax.unece_code = "S", "VAT"
        tax.save()
    set_fiscalyear_invoice_sequences(create_fiscalyear(today=date(2026, 11, 20))).click("create_period")


def written(config: object) -> bytes:
    customer = Model.get("party.party")(name="Klant")
    customer.addresses.new(city="Gent")
    customer.save()
    invoice = Model.get("account.invoice")(type="out", party=customer, invoice_date=date(2026, 11, 20))
    line = invoice.lines.new(description="Brood", quantity=1, unit_price=Decimal("100.0000"))
    line.account = get_accounts()["revenue"]
    tax = Model.get("account.tax").find([("rate", "=", Decimal(".21"))])[0]
    line.taxes.append(tax)
    invoice.click("post")
    text = Model.get("edocument.ubl.invoice").render(invoice.id, "2", "peppol-bis-3", config.context)
    return bytes(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
