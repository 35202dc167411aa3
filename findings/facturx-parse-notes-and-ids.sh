#!/usr/bin/env bash
# factur-x 7.8 (2026) reads UBL and CII into one dictionary (`parse_ubl_cii_xml`). From a valid UBL invoice it loses three things:
#
# - a note that begins with `#` (EN 16931 BT-22): three characters become the subject code BT-21 and a fifth character is dropped, also where
#   no second `#` ends a code ("#12 korting op brood" -> "orting op brood");
# - one of two seller identifiers that have no scheme (BT-29 may repeat): they are kept in a dictionary with the scheme as its key;
# - the rest of an amount after an XML comment: 1<!-- -->21.00 is read as 1, while every XML schema and the official rules read 121.00.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check factur-x==7.8
cat > "$work/invoice.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>2026-001</cbc:ID><cbc:IssueDate>2026-11-02</cbc:IssueDate><cbc:DueDate>2026-12-02</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:Note>#12 korting op brood</cbc:Note><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:BuyerReference>REF</cbc:BuyerReference>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0208">0403170701</cbc:EndpointID><cac:PartyIdentification><cbc:ID>KLANT-1</cbc:ID></cac:PartyIdentification><cac:PartyIdentification><cbc:ID>KLANT-2</cbc:ID></cac:PartyIdentification><cac:PartyName><cbc:Name>Bakkerij</cbc:Name></cac:PartyName><cac:PostalAddress><cbc:CityName>Gent</cbc:CityName><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>BE0403170701</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>Bakkerij BV</cbc:RegistrationName><cbc:CompanyID schemeID="0208">0403170701</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="0208">0202239951</cbc:EndpointID><cac:PostalAddress><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>Koper NV</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>

<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">21.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">21.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">121.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">1<!-- comment -->21.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">10</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Brood</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID="EUR">10.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
XML
cat > "$work/try.py" <<'PY'
import sys
import warnings

warnings.simplefilter("ignore")
from facturx import parse_ubl_cii_xml

read = parse_ubl_cii_xml(open(sys.argv[1], "rb").read())  # checks the schema of UBL 2.1 first, and is content
seen = (read["BG-1"], read["BG-4"]["identifiers"], read["BT-115"])
print("note:", seen[0], "| identifiers:", seen[1], "| to pay:", seen[2])
raise SystemExit(0 if seen == ([{"BT-22": "orting op brood", "BT-21": "12 "}], {None: "KLANT-2"}, "1") else "changed")
PY
"$work/venv/bin/python" "$work/try.py" "$work/invoice.xml"
