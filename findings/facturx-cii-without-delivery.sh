#!/usr/bin/env bash
# factur-x 7.8 (2026) cannot write as CII what it has just read from UBL when the invoice says nothing of a delivery.
#
# EN 16931 asks for no delivery (BG-13 is optional), and CII wants the element ApplicableHeaderTradeDelivery all the same, empty. The
# package writes it with xsi:nil="true", and its own check against the schema refuses that: the element is not nillable. With a delivery
# date (BT-72) the same invoice is written. The dictionary of a Peppol invoice cannot be written as UBL either: the level is not found from
# the Peppol specification identifier (BT-24), which the reader of the same package accepts.
# Seen with lxml 5.4.0, 6.0.2 and 6.1.3 alike.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check factur-x==7.8 lxml==6.1.3
cat > "$work/invoice.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>2026-001</cbc:ID><cbc:IssueDate>2026-11-02</cbc:IssueDate><cbc:DueDate>2026-12-02</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:Note>Dank u</cbc:Note><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>REF</cbc:BuyerReference>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0208">0403170701</cbc:EndpointID><cac:PartyName><cbc:Name>Bakkerij</cbc:Name></cac:PartyName><cac:PostalAddress><cbc:CityName>Gent</cbc:CityName><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>BE0403170701</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>Bakkerij BV</cbc:RegistrationName><cbc:CompanyID schemeID="0208">0403170701</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="0208">0202239951</cbc:EndpointID><cac:PostalAddress><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>Koper NV</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>

<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">21.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">21.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">121.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">121.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">10</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Brood</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID="EUR">10.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
XML
cat > "$work/try.py" <<'PY'
import datetime
import sys
import warnings

warnings.simplefilter("ignore")
from facturx import generate_cii_xml, generate_ubl_xml, parse_ubl_cii_xml

read = parse_ubl_cii_xml(open(sys.argv[1], "rb").read())


def outcome(write, fields, **options):
    try:
        write(dict(fields), check_schematron=False, **options)
    except Exception as error:
        return "not 'nillable'" if "nillable" in str(error) else "level not found" if "level" in str(error) else str(error)
    return "written"


seen = {
    "CII without delivery": outcome(generate_cii_xml, read, level="en16931"),
    "CII with a delivery date": outcome(generate_cii_xml, read | {"BT-72": datetime.date(2026, 11, 2)}, level="en16931"),
    "UBL": outcome(generate_ubl_xml, read),
}
print(seen)
expected = {"CII without delivery": "not 'nillable'", "CII with a delivery date": "written", "UBL": "level not found"}
raise SystemExit(0 if seen == expected else "changed")
PY
"$work/venv/bin/python" "$work/try.py" "$work/invoice.xml"
