"""A Cross Industry Invoice that uses every term which the model knows."""

# ruff: noqa: E501 -- one element of the document a line

GUIDELINE = "urn:cen.eu:en16931:2017"

FULL = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
 xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100">
<rsm:ExchangedDocumentContext>
 <ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>process</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
 <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument>
 <ram:ID>F1</ram:ID><ram:TypeCode>380</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">20260102</udt:DateTimeString></ram:IssueDateTime>
 <ram:IncludedNote><ram:Content>first</ram:Content></ram:IncludedNote>
 <ram:IncludedNote><ram:Content>second</ram:Content><ram:SubjectCode>AAI</ram:SubjectCode></ram:IncludedNote>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
 <ram:IncludedSupplyChainTradeLineItem>
  <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID><ram:IncludedNote><ram:Content>line note</ram:Content></ram:IncludedNote></ram:AssociatedDocumentLineDocument>
  <ram:SpecifiedTradeProduct>
   <ram:GlobalID schemeID="0160">5412345678908</ram:GlobalID><ram:SellerAssignedID>S1</ram:SellerAssignedID>
   <ram:BuyerAssignedID>B1</ram:BuyerAssignedID><ram:Name>Flour</ram:Name><ram:Description>Wheat flour</ram:Description>
   <ram:ApplicableProductCharacteristic><ram:Description>Type</ram:Description><ram:Value>T55</ram:Value></ram:ApplicableProductCharacteristic>
   <ram:DesignatedProductClassification><ram:ClassCode listID="STI" listVersionID="2008">15612100</ram:ClassCode></ram:DesignatedProductClassification>
   <ram:OriginTradeCountry><ram:ID>FR</ram:ID></ram:OriginTradeCountry>
  </ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeAgreement>
   <ram:BuyerOrderReferencedDocument><ram:LineID>7</ram:LineID></ram:BuyerOrderReferencedDocument>
   <ram:GrossPriceProductTradePrice><ram:ChargeAmount>10.50</ram:ChargeAmount>
    <ram:AppliedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>0.50</ram:ActualAmount></ram:AppliedTradeAllowanceCharge>
   </ram:GrossPriceProductTradePrice>
   <ram:NetPriceProductTradePrice><ram:ChargeAmount>10.00</ram:ChargeAmount><ram:BasisQuantity unitCode="KGM">1</ram:BasisQuantity></ram:NetPriceProductTradePrice>
  </ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="KGM">10</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement>
   <ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>21</ram:RateApplicablePercent></ram:ApplicableTradeTax>
   <ram:BillingSpecifiedPeriod>
    <ram:StartDateTime><udt:DateTimeString format="102">20260101</udt:DateTimeString></ram:StartDateTime>
    <ram:EndDateTime><udt:DateTimeString format="102">20260131</udt:DateTimeString></ram:EndDateTime>
   </ram:BillingSpecifiedPeriod>
   <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>5.00</ram:ActualAmount><ram:ReasonCode>FC</ram:ReasonCode><ram:Reason>Freight</ram:Reason></ram:SpecifiedTradeAllowanceCharge>
   <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>105.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
   <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>meter 5</ram:IssuerAssignedID><ram:TypeCode>130</ram:TypeCode><ram:ReferenceTypeCode>MG</ram:ReferenceTypeCode></ram:AdditionalReferencedDocument>
   <ram:ReceivableSpecifiedTradeAccountingAccount><ram:ID>4025</ram:ID></ram:ReceivableSpecifiedTradeAccountingAccount>
  </ram:SpecifiedLineTradeSettlement>
 </ram:IncludedSupplyChainTradeLineItem>
 <ram:ApplicableHeaderTradeAgreement>
  <ram:BuyerReference>ref</ram:BuyerReference>
  <ram:SellerTradeParty>
   <ram:ID>77</ram:ID><ram:GlobalID schemeID="0088">5412345000013</ram:GlobalID><ram:Name>Meelhandel</ram:Name><ram:Description>RPR Gent</ram:Description>
   <ram:SpecifiedLegalOrganization><ram:ID schemeID="0208">0407214017</ram:ID><ram:TradingBusinessName>Meel</ram:TradingBusinessName></ram:SpecifiedLegalOrganization>
   <ram:DefinedTradeContact><ram:PersonName>Ann</ram:PersonName>
    <ram:TelephoneUniversalCommunication><ram:CompleteNumber>+32 9</ram:CompleteNumber></ram:TelephoneUniversalCommunication>
    <ram:EmailURIUniversalCommunication><ram:URIID>ann@meel.test</ram:URIID></ram:EmailURIUniversalCommunication>
   </ram:DefinedTradeContact>
   <ram:PostalTradeAddress><ram:PostcodeCode>9000</ram:PostcodeCode><ram:LineOne>Street 1</ram:LineOne><ram:LineTwo>Box 2</ram:LineTwo><ram:LineThree>Floor 3</ram:LineThree><ram:CityName>Gent</ram:CityName><ram:CountryID>BE</ram:CountryID><ram:CountrySubDivisionName>OV</ram:CountrySubDivisionName></ram:PostalTradeAddress>
   <ram:URIUniversalCommunication><ram:URIID schemeID="0208">0407214017</ram:URIID></ram:URIUniversalCommunication>
   <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">12</ram:ID></ram:SpecifiedTaxRegistration>
   <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE0407214017</ram:ID></ram:SpecifiedTaxRegistration>
  </ram:SellerTradeParty>
  <ram:BuyerTradeParty><ram:Name>Bakkerij</ram:Name><ram:PostalTradeAddress><ram:CountryID>BE</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
  <ram:SellerTaxRepresentativeTradeParty><ram:Name>Agent</ram:Name><ram:PostalTradeAddress><ram:CountryID>BE</ram:CountryID></ram:PostalTradeAddress><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE0214168947</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTaxRepresentativeTradeParty>
  <ram:SellerOrderReferencedDocument><ram:IssuerAssignedID>so</ram:IssuerAssignedID></ram:SellerOrderReferencedDocument>
  <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>po</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
  <ram:ContractReferencedDocument><ram:IssuerAssignedID>contract</ram:IssuerAssignedID></ram:ContractReferencedDocument>
  <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>tender</ram:IssuerAssignedID><ram:TypeCode>50</ram:TypeCode></ram:AdditionalReferencedDocument>
  <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>object</ram:IssuerAssignedID><ram:TypeCode>130</ram:TypeCode><ram:ReferenceTypeCode>ABT</ram:ReferenceTypeCode></ram:AdditionalReferencedDocument>
  <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>sheet</ram:IssuerAssignedID><ram:TypeCode>916</ram:TypeCode><ram:Name>hours</ram:Name><ram:AttachmentBinaryObject mimeCode="text/csv" filename="h.csv">aGVsbG8=</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>
  <ram:AdditionalReferencedDocument><ram:IssuerAssignedID>link</ram:IssuerAssignedID><ram:URIID>https://e.test/a</ram:URIID><ram:TypeCode>916</ram:TypeCode></ram:AdditionalReferencedDocument>
  <ram:SpecifiedProcuringProject><ram:ID>project</ram:ID><ram:Name>Project reference</ram:Name></ram:SpecifiedProcuringProject>
 </ram:ApplicableHeaderTradeAgreement>
 <ram:ApplicableHeaderTradeDelivery>
  <ram:ShipToTradeParty><ram:GlobalID schemeID="0088">5412345000020</ram:GlobalID><ram:Name>Shop</ram:Name><ram:PostalTradeAddress><ram:CountryID>NL</ram:CountryID></ram:PostalTradeAddress></ram:ShipToTradeParty>
  <ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime><udt:DateTimeString format="102">20260103</udt:DateTimeString></ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>
  <ram:DespatchAdviceReferencedDocument><ram:IssuerAssignedID>despatch</ram:IssuerAssignedID></ram:DespatchAdviceReferencedDocument>
  <ram:ReceivingAdviceReferencedDocument><ram:IssuerAssignedID>receipt</ram:IssuerAssignedID></ram:ReceivingAdviceReferencedDocument>
 </ram:ApplicableHeaderTradeDelivery>
 <ram:ApplicableHeaderTradeSettlement>
  <ram:CreditorReferenceID>BE68ZZZ0407214017</ram:CreditorReferenceID>
  <ram:PaymentReference>+++090/9337/55493+++</ram:PaymentReference>
  <ram:TaxCurrencyCode>EUR</ram:TaxCurrencyCode>
  <ram:InvoiceCurrencyCode>USD</ram:InvoiceCurrencyCode>
  <ram:PayeeTradeParty><ram:ID>9</ram:ID><ram:Name>Factor</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0208">0214168947</ram:ID></ram:SpecifiedLegalOrganization></ram:PayeeTradeParty>
  <ram:SpecifiedTradeSettlementPaymentMeans>
   <ram:TypeCode>59</ram:TypeCode><ram:Information>SEPA</ram:Information>
   <ram:ApplicableTradeSettlementFinancialCard><ram:ID>1234</ram:ID><ram:CardholderName>Jan</ram:CardholderName></ram:ApplicableTradeSettlementFinancialCard>
   <ram:PayerPartyDebtorFinancialAccount><ram:IBANID>BE71096123456769</ram:IBANID></ram:PayerPartyDebtorFinancialAccount>
   <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>BE68539007547034</ram:IBANID><ram:AccountName>Us</ram:AccountName></ram:PayeePartyCreditorFinancialAccount>
   <ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>GEBABEBB</ram:BICID></ram:PayeeSpecifiedCreditorFinancialInstitution>
  </ram:SpecifiedTradeSettlementPaymentMeans>
  <ram:ApplicableTradeTax><ram:CalculatedAmount>22.05</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>105.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode><ram:DueDateTypeCode>5</ram:DueDateTypeCode><ram:RateApplicablePercent>21</ram:RateApplicablePercent></ram:ApplicableTradeTax>
  <ram:ApplicableTradeTax><ram:CalculatedAmount>0.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:ExemptionReason>empties</ram:ExemptionReason><ram:BasisAmount>2.00</ram:BasisAmount><ram:CategoryCode>E</ram:CategoryCode><ram:ExemptionReasonCode>VATEX-EU-132</ram:ExemptionReasonCode><ram:DueDateTypeCode>5</ram:DueDateTypeCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent></ram:ApplicableTradeTax>
  <ram:BillingSpecifiedPeriod><ram:StartDateTime><udt:DateTimeString format="102">20260101</udt:DateTimeString></ram:StartDateTime></ram:BillingSpecifiedPeriod>
  <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator><ram:CalculationPercent>2</ram:CalculationPercent><ram:BasisAmount>100.00</ram:BasisAmount><ram:ActualAmount>2.00</ram:ActualAmount><ram:ReasonCode>ABK</ram:ReasonCode><ram:Reason>Empties</ram:Reason><ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>E</ram:CategoryCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent></ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>
  <ram:SpecifiedTradePaymentTerms><ram:Description>30 days</ram:Description><ram:DueDateDateTime><udt:DateTimeString format="102">20260201</udt:DateTimeString></ram:DueDateDateTime><ram:DirectDebitMandateID>M1</ram:DirectDebitMandateID></ram:SpecifiedTradePaymentTerms>
  <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
   <ram:LineTotalAmount>105.00</ram:LineTotalAmount><ram:ChargeTotalAmount>2.00</ram:ChargeTotalAmount><ram:AllowanceTotalAmount>0.00</ram:AllowanceTotalAmount>
   <ram:TaxBasisTotalAmount>107.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="USD">22.05</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">20.00</ram:TaxTotalAmount>
   <ram:RoundingAmount>0.05</ram:RoundingAmount><ram:GrandTotalAmount>129.05</ram:GrandTotalAmount><ram:TotalPrepaidAmount>10.00</ram:TotalPrepaidAmount><ram:DuePayableAmount>119.10</ram:DuePayableAmount>
  </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>F0</ram:IssuerAssignedID><ram:FormattedIssueDateTime><qdt:DateTimeString format="102">20251231</qdt:DateTimeString></ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>
  <ram:ReceivableSpecifiedTradeAccountingAccount><ram:ID>4000</ram:ID></ram:ReceivableSpecifiedTradeAccountingAccount>
 </ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"""
