"""UBL of our own making, from the mill to the bakery, with whatever a test wants in it."""

INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>{number}</cbc:ID>
<cbc:IssueDate>{date}</cbc:IssueDate>{due}
<cbc:{root}TypeCode>{type_code}</cbc:{root}TypeCode>
<cbc:Note>{note}</cbc:Note>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>{reference}</cbc:BuyerReference>{documents}
<cac:AccountingSupplierParty><cac:Party>{seller}</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>{buyer}</cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>{remittance}</cbc:PaymentID>
<cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">{net}</cbc:TaxableAmount>
<cbc:TaxAmount currencyID="EUR">{vat}</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">{net}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">{total}</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">{total}</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:{root}Line><cbc:ID>1</cbc:ID><cbc:{quantity} unitCode="C62">1</cbc:{quantity}>
<cbc:LineExtensionAmount currencyID="EUR">{net}</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>{item}</cbc:Name>
<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="EUR">{net}</cbc:PriceAmount></cac:Price></cac:{root}Line>
</{root}>"""

PARTY = """{endpoint}<cac:PostalAddress><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress>{vat}<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName>{legal}
</cac:PartyLegalEntity>"""

ATTACHED = """<cac:AdditionalDocumentReference><cbc:ID>{id}</cbc:ID><cac:Attachment>
<cbc:EmbeddedDocumentBinaryObject mimeCode="{mime}" filename="{filename}">{content}</cbc:EmbeddedDocumentBinaryObject>
</cac:Attachment></cac:AdditionalDocumentReference>"""

ELSEWHERE = """<cac:AdditionalDocumentReference><cbc:ID>{id}</cbc:ID><cac:Attachment><cac:ExternalReference>
<cbc:URI>{uri}</cbc:URI></cac:ExternalReference></cac:Attachment></cac:AdditionalDocumentReference>"""

BAKERY, MILL = "0738401117", "0407214017"


def party(name: str, number: str = "", *, endpoint: str = "", vat: str = "", legal: str = "") -> str:
    """A party; a Belgian one from its enterprise number. `endpoint` is `scheme:value`, or `-` for none."""
    scheme, _, value = (endpoint or f"0208:{number}").partition(":")
    tax = vat or (f"BE{number}" if number else "")
    scheme_of_tax = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    return PARTY.format(
        name=name,
        endpoint=f'<cbc:EndpointID schemeID="{scheme}">{value}</cbc:EndpointID>' if value else "",
        vat=f"<cac:PartyTaxScheme><cbc:CompanyID>{tax}</cbc:CompanyID>{scheme_of_tax}</cac:PartyTaxScheme>"
        if tax
        else "",
        legal=f"<cbc:CompanyID>{legal}</cbc:CompanyID>" if legal else "",
    )


def invoice(**told: str) -> bytes:
    """UBL from the mill to the bakery, unless told otherwise."""
    is_credit = told.pop("root", "Invoice") == "CreditNote"
    facts = {
        "number": "2026-1184",
        "date": "2026-11-20",
        "due": "" if is_credit else "<cbc:DueDate>2026-12-20</cbc:DueDate>",
        "type_code": "381" if is_credit else "380",
        "note": "Thank you",
        "reference": "B-7741",
        "documents": "",
        "seller": party("Mill Vermeiren", MILL),
        "buyer": party("Bakery Cornflower", BAKERY),
        "remittance": "+++090/9337/55493+++",
        "iban": "BE71096123456769",
        "net": "100.00",
        "vat": "21.00",
        "total": "121.00",
        "item": "Wheat flour",
        **told,
    }
    root, quantity = ("CreditNote", "CreditedQuantity") if is_credit else ("Invoice", "InvoicedQuantity")
    return INVOICE.format(root=root, quantity=quantity, **facts).encode()
