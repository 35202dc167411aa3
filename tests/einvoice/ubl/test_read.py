import sys
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.model import (
    Account,
    Address,
    AllowanceCharge,
    Attribute,
    Card,
    Classification,
    Contact,
    Identifier,
    Kind,
    Mandate,
    Party,
    Period,
    PrecedingInvoice,
    Price,
    SupportingDocument,
    VatCategory,
)
from schakel.einvoice.ubl.read import NotAnInvoice, read
from tests.einvoice.corpus import example, mutated_documents, needs_corpus, whole_documents
from tests.einvoice.ubl.documents import CURRENCY, cac, cbc, document, eur


def test_the_base_example_is_read():
    invoice = read(example("billing-base-example.xml"))
    assert (invoice.number, invoice.issue_date, invoice.due_date) == ("Snippet1", date(2017, 11, 13), date(2017, 12, 1))
    assert (invoice.kind, invoice.type_code, invoice.currency) == (Kind.INVOICE, "380", "EUR")
    assert invoice.buyer_reference == "0150abc"
    assert invoice.seller.name == "SupplierOfficialName Ltd"
    assert invoice.seller.vat_number == "GB1232434"
    assert invoice.buyer.legal_id == Identifier("39937423947", "0183")
    assert invoice.buyer.contact == Contact("Lisa Johnson", "23434234", "lj@buyer.se")
    assert invoice.totals.payable == Decimal("1656.25")
    assert [line.net_amount for line in invoice.lines] == [Decimal(2800), Decimal(-1500)]
    assert not invoice.unread


@needs_corpus
def test_every_whole_document_of_the_corpus_is_read():
    cases = whole_documents()
    assert len(cases) > 200
    for case in cases:
        assert read(case.data).number, case.id


@needs_corpus
def test_nothing_of_a_valid_document_is_left_unread_but_elements_that_the_rules_call_superfluous():
    for case in whole_documents():
        if case.is_valid and not any(rule.startswith("UBL-CR") for rule in case.rules):
            assert read(case.data).unread == (), case.id


@needs_corpus
def test_every_mutated_document_is_read():
    cases = mutated_documents()
    assert len(cases) > 300
    for case in cases:
        assert read(case.data).lines or "delete" in case.id, case.id


def test_all_of_a_line_is_read():
    line = cac(
        "InvoiceLine",
        cbc("ID", "1"),
        cbc("Note", "a note"),
        cbc("InvoicedQuantity", "3", 'unitCode="HUR"'),
        eur("LineExtensionAmount", "27"),
        cbc("AccountingCost", "4025"),
        cac("InvoicePeriod", cbc("StartDate", "2026-01-01"), cbc("EndDate", "2026-01-31")),
        cac("OrderLineReference", cbc("LineID", "7")),
        cac("DocumentReference", cbc("ID", "541", 'schemeID="ABT"'), cbc("DocumentTypeCode", "130")),
        cac("AllowanceCharge", cbc("ChargeIndicator", "false"), eur("Amount", "3")),
        cac(
            "Item",
            cbc("Description", "long"),
            cbc("Name", "short"),
            cac("BuyersItemIdentification", cbc("ID", "B1")),
            cac("SellersItemIdentification", cbc("ID", "S1")),
            cac("StandardItemIdentification", cbc("ID", "5412345", 'schemeID="0160"')),
            cac("OriginCountry", cbc("IdentificationCode", "BE")),
            cac(
                "CommodityClassification",
                cbc("ItemClassificationCode", "72000000", 'listID="STI" listVersionID="2008"'),
            ),
            cac("ClassifiedTaxCategory", cbc("ID", "S"), cbc("Percent", "21"), cac("TaxScheme", cbc("ID", "VAT"))),
            cac("AdditionalItemProperty", cbc("Name", "Colour"), cbc("Value", "Red")),
        ),
        cac(
            "Price",
            eur("PriceAmount", "9.5"),
            cbc("BaseQuantity", "1", 'unitCode="HUR"'),
            cac("AllowanceCharge", cbc("ChargeIndicator", "false"), eur("Amount", "0.5"), eur("BaseAmount", "10")),
        ),
    )
    invoice = read(document(CURRENCY, line))
    (read_line,) = invoice.lines
    assert (read_line.id, read_line.note, read_line.unit, read_line.quantity) == ("1", "a note", "HUR", 3)
    assert (read_line.net_amount, read_line.accounting_reference, read_line.order_line) == (27, "4025", "7")
    assert read_line.period == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert read_line.object == Identifier("541", "ABT")
    assert read_line.allowances_charges == (AllowanceCharge(is_charge=False, amount=Decimal(3)),)
    assert read_line.vat == VatCategory("S", Decimal(21))
    assert read_line.price == Price(Decimal("9.5"), Decimal("0.5"), Decimal(10), Decimal(1), "HUR")
    item = read_line.item
    assert (item.name, item.description, item.buyer_id, item.seller_id) == ("short", "long", "B1", "S1")
    assert (item.standard_id, item.origin_country) == (Identifier("5412345", "0160"), "BE")
    assert item.classifications == (Classification("72000000", "STI", "2008"),)
    assert item.attributes == (Attribute("Colour", "Red"),)
    assert not invoice.unread


def test_payment_by_card_and_by_direct_debit_are_read():
    invoice = read(
        document(
            cac(
                "PaymentMeans",
                cbc("PaymentMeansCode", "48", 'name="Card"'),
                cac(
                    "CardAccount",
                    cbc("PrimaryAccountNumberID", "1234"),
                    cbc("NetworkID", "VISA"),
                    cbc("HolderName", "Jan"),
                ),
            ),
            cac(
                "PaymentMeans",
                cbc("PaymentMeansCode", "59"),
                cac("PaymentMandate", cbc("ID", "M1"), cac("PayerFinancialAccount", cbc("ID", "BE1"))),
            ),
            cac(
                "PaymentMeans",
                cbc("PaymentMeansCode", "30"),
                cac(
                    "PayeeFinancialAccount",
                    cbc("ID", "BE2"),
                    cbc("Name", "Us"),
                    cac("FinancialInstitutionBranch", cbc("ID", "GEBABEBB")),
                ),
            ),
        )
    )
    card, debit, transfer = invoice.payment_means
    assert (card.code, card.text, card.card) == ("48", "Card", Card("1234", "VISA", "Jan"))
    assert debit.mandate == Mandate("M1", "BE1")
    assert transfer.account == Account("BE2", "Us", "GEBABEBB")


def test_the_due_date_of_a_credit_note_stands_with_the_payment_means():
    def due(day):
        return cac("PaymentMeans", cbc("PaymentMeansCode", "30"), cbc("PaymentDueDate", day))

    note = read(document(due("2026-02-01"), due("2026-02-01"), due("2026-03-01"), root="CreditNote"))
    assert note.is_credit_note
    assert note.due_date == date(2026, 2, 1)
    assert [(each.place, each.text) for each in note.unread] == [
        ("CreditNote/PaymentMeans[3]/PaymentDueDate", "2026-03-01")
    ]


def test_the_structured_communication_of_before_bis_stands_in_the_instruction():
    means = cac("PaymentMeans", cbc("InstructionID", "+++090/9337/55493+++"))
    assert read(document(means)).payment_means[0].remittance == "+++090/9337/55493+++"


def test_the_second_tax_total_is_the_vat_in_the_accounting_currency():
    invoice = read(
        document(
            cbc("DocumentCurrencyCode", "USD"),
            cbc("TaxCurrencyCode", "EUR"),
            cac("TaxTotal", eur("TaxAmount", "19")),
            cac(
                "TaxTotal",
                cbc("TaxAmount", "21", 'currencyID="USD"'),
                cac("TaxSubtotal", cbc("TaxAmount", "21", 'currencyID="USD"')),
            ),
        )
    )
    assert (invoice.totals.vat, invoice.totals.vat_in_vat_currency) == (21, 19)
    assert [row.tax_amount for row in invoice.vat_breakdown] == [21]
    assert not invoice.unread


def test_a_third_tax_total_is_told():
    totals = [cac("TaxTotal", eur("TaxAmount", amount)) for amount in ("1", "2", "3")]
    invoice = read(document(cbc("DocumentCurrencyCode", "USD"), cbc("TaxCurrencyCode", "EUR"), *totals))
    assert invoice.totals.vat_in_vat_currency == 1
    assert {(each.text, each.reason) for each in invoice.unread} == {("2 EUR", "other_currency"), ("3", "not_in_model")}


def test_the_additional_references_are_told_apart():
    def additional(*parts):
        return cac("AdditionalDocumentReference", *parts)

    def typed(reference, code):
        return additional(cbc("ID", reference), cbc("DocumentTypeCode", code))

    binary = cbc("EmbeddedDocumentBinaryObject", "aGVs\nbG8=", 'mimeCode="text/csv" filename="a.csv"')
    parts = (
        additional(cbc("ID", "object", 'schemeID="ABT"'), cbc("DocumentTypeCode", "130")),
        typed("second object", "130"),
        typed("project", "50"),
        additional(cbc("ID", "file"), cbc("DocumentDescription", "figures"), cac("Attachment", binary)),
        additional(cbc("ID", "link"), cac("Attachment", cac("ExternalReference", cbc("URI", "https://e.test/a")))),
    )
    note = read(document(*parts, root="CreditNote"))
    assert note.invoiced_object == Identifier("object", "ABT")
    assert note.project_reference == "project"
    assert note.documents == (
        SupportingDocument(Identifier("second object"), type_code="130"),
        SupportingDocument(Identifier("file"), "figures", "", Attachment("a.csv", "text/csv", "aGVsbG8=")),
        SupportingDocument(Identifier("link"), location="https://e.test/a"),
    )
    assert SupportingDocument(Identifier("project"), type_code="50") in read(document(*parts)).documents


def test_parties_carry_all_their_numbers():
    seller = cac(
        "Party",
        cbc("EndpointID", "0407214017", 'schemeID="0208"'),
        cac("PartyIdentification", cbc("ID", "1")),
        cac("PartyIdentification", cbc("ID", "BE68ZZZ", 'schemeID="SEPA"')),
        cac("PartyName", cbc("Name", "Trade")),
        cac(
            "PostalAddress",
            cbc("StreetName", "Street 1"),
            cac("AddressLine", cbc("Line", "Floor 3")),
            cac("Country", cbc("IdentificationCode", "BE")),
        ),
        cac("PartyTaxScheme", cbc("CompanyID", "BE0407214017"), cac("TaxScheme", cbc("ID", "VAT"))),
        cac("PartyTaxScheme", cbc("CompanyID", "77"), cac("TaxScheme", cbc("ID", "TAX"))),
        cac("PartyLegalEntity", cbc("RegistrationName", "Legal"), cbc("CompanyLegalForm", "NV")),
    )
    party = read(document(cac("AccountingSupplierParty", seller))).seller
    assert party == Party(
        "Legal",
        "Trade",
        Identifier("0407214017", "0208"),
        (Identifier("1"), Identifier("BE68ZZZ", "SEPA")),
        tax_ids=(Identifier("BE0407214017", "VAT"), Identifier("77", "TAX")),
        legal_form="NV",
        address=Address("Street 1", line_3="Floor 3", country="BE"),
    )
    assert (party.vat_number, party.creditor_id, party.display_name) == ("BE0407214017", "BE68ZZZ", "Legal")
    assert str(party.endpoint) == "0208:0407214017"
    assert Party().vat_number == Party().creditor_id == ""


def test_preceding_invoices_are_read():
    earlier = cac("InvoiceDocumentReference", cbc("ID", "F1"), cbc("IssueDate", "2026-01-02"))
    invoice = read(document(cac("BillingReference", earlier), cac("BillingReference")))
    assert invoice.preceding_invoices == (PrecedingInvoice("F1", date(2026, 1, 2)),)


@pytest.mark.parametrize("number", ["1e999", "NaN", "12,50", "９", "Infinity", "9" * 400])
def test_B12_a_number_that_is_none_is_told_and_the_rest_is_read(number):
    invoice = read(document(CURRENCY, cbc("ID", "F1"), cac("LegalMonetaryTotal", eur("PayableAmount", number))))
    assert invoice.number == "F1"
    assert invoice.totals.payable is None
    (told,) = invoice.unread
    assert (told.place, told.text, told.reason) == ("Invoice/LegalMonetaryTotal/PayableAmount", number, "not_a_number")


@pytest.mark.parametrize("day", ["0000-00-00", "2026-02-30", "31/12/2026"])
def test_B13_a_date_that_is_none_is_told(day):
    invoice = read(document(cbc("IssueDate", day)))
    assert invoice.issue_date is None
    assert [(each.text, each.reason) for each in invoice.unread] == [(day, "not_a_date")]


def test_a_flag_that_is_none_is_told():
    invoice = read(document(cac("AllowanceCharge", cbc("ChargeIndicator", "maybe"))))
    assert not invoice.allowances_charges[0].is_charge
    assert invoice.unread[0].reason == "not_a_boolean"


def test_an_amount_in_another_currency_is_told_and_not_taken_for_one_in_ours():
    total = cac("LegalMonetaryTotal", cbc("PayableAmount", "5", 'currencyID="USD"'))
    invoice = read(document(CURRENCY, total))
    assert invoice.totals.payable is None
    assert (invoice.unread[0].text, invoice.unread[0].reason) == ("5 USD", "other_currency")


def test_the_currency_of_the_payable_amount_stands_in_for_a_missing_one():
    assert read(document(cac("LegalMonetaryTotal", eur("PayableAmount", "5")))).totals.payable == 5
    assert read(document()).currency == ""


TEXTS = [
    "‮ right to left",
    "zero​width",
    "x" * 1_000_000,
    "😀 é",
    "&lt;/script&gt;",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "%s%n",
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_B14_text_is_kept_exactly(text):
    party = cac("Party", cac("PartyLegalEntity", cbc("RegistrationName", text)))
    expected = text.replace("&lt;", "<").replace("&gt;", ">")
    assert read(document(cac("AccountingSupplierParty", party))).seller.name == expected


def test_B17_a_value_split_by_a_comment_is_one_value():
    invoice = read(
        document(CURRENCY, cac("LegalMonetaryTotal", eur("PayableAmount", "12<!--x-->34<?y?><![CDATA[5]]>")))
    )
    assert invoice.totals.payable == 12345


@pytest.mark.parametrize(
    ("root", "namespace"),
    [
        ("Order", ""),
        ("Invoice", "urn:other"),
        ("invoice", ""),
        ("Invoice", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"),
    ],
)
def test_B09_another_kind_of_document_is_refused(root, namespace):
    with pytest.raises(NotAnInvoice) as refusal:
        read(document(root=root, namespace=namespace))
    assert refusal.value.code == "not_an_invoice"


def test_B09_elements_of_an_unknown_namespace_are_not_taken_for_ours_but_told():
    invoice = read(document('<ID xmlns="urn:other">F1</ID>'))
    assert invoice.number == ""
    assert [(each.place, each.reason) for each in invoice.unread] == [("Invoice/ID", "not_in_model")]


def test_B09_invoice_lines_in_a_credit_note_are_told():
    note = read(document(cac("InvoiceLine", cbc("ID", "1")), root="CreditNote"))
    assert note.lines == ()
    assert note.unread[0].place == "CreditNote/InvoiceLine/ID"


def test_what_the_model_does_not_know_is_told_with_its_place():
    line = cac("InvoiceLine", cac("SubInvoiceLine", cbc("ID", "1.1")))
    tax = cac("AllowanceCharge", cac("TaxCategory", cac("TaxScheme", cbc("ID", "GST"))))
    country = cac("Party", cac("PostalAddress", cac("Country", cbc("IdentificationCode", "BE"), cbc("Name", "België"))))
    invoice = read(
        document(cbc("UUID", "u"), line, line, tax, cac("PayeeParty"), cac("AccountingCustomerParty", country))
    )
    assert {each.place: each.text for each in invoice.unread} == {
        "Invoice/UUID": "u",
        "Invoice/InvoiceLine[1]/SubInvoiceLine/ID": "1.1",
        "Invoice/InvoiceLine[2]/SubInvoiceLine/ID": "1.1",
        "Invoice/AllowanceCharge/TaxCategory/TaxScheme/ID": "GST",
        "Invoice/AccountingCustomerParty/Party/PostalAddress/Country/Name": "België",
    }
    assert invoice.buyer.address == Address(country="BE")


def test_a_flood_of_unknown_elements_is_told_up_to_a_limit():
    invoice = read(document(*[cbc("X", "y" * 5_000)] * 1_500))
    assert len(invoice.unread) == 1_000
    assert {len(each.text) for each in invoice.unread} == {1_000}


def test_B08_a_damaged_attachment_does_not_hide_the_invoice():
    binary = cbc("EmbeddedDocumentBinaryObject", "a*b", 'mimeCode="application/pdf" filename="a.pdf"')
    invoice = read(
        document(cbc("ID", "F1"), cac("AdditionalDocumentReference", cbc("ID", "1"), cac("Attachment", binary)))
    )
    assert invoice.number == "F1"
    assert not invoice.documents[0].attachment.is_readable


@pytest.mark.parametrize("megabytes", [7, 8, 20, 50])
def test_B07_a_large_attachment_is_read(megabytes):
    attachment = Attachment.of(b"%PDF" * 2**18 * megabytes, filename="a.pdf", media_type="application/pdf")
    binary = cbc("EmbeddedDocumentBinaryObject", attachment.encoded, 'mimeCode="application/pdf" filename="a.pdf"')
    invoice = read(document(cac("AdditionalDocumentReference", cbc("ID", "1"), cac("Attachment", binary))))
    assert invoice.documents[0].attachment == attachment


@pytest.mark.parametrize(
    ("root", "amount", "back"),
    [("Invoice", "5", False), ("Invoice", "-5", True), ("CreditNote", "5", True), ("CreditNote", "-5", False)],
)
def test_money_back(root, amount, back):
    assert (
        read(document(CURRENCY, cac("LegalMonetaryTotal", eur("PayableAmount", amount)), root=root)).is_money_back
        is back
    )


def test_a_self_billed_invoice_is_known_by_its_type_or_its_specification():
    assert read(document(cbc("InvoiceTypeCode", "389"))).is_self_billed
    assert read(document(cbc("CustomizationID", "urn:x:selfbilling:3.0"))).is_self_billed
    assert not read(document(cbc("InvoiceTypeCode", "380"))).is_self_billed


def test_B11_reading_is_linear_in_the_lines():
    """Counted in calls, which no busy machine changes; in seconds bench_einvoice_read_write.py counts."""
    few, many = calls_for(lines=200), calls_for(lines=2_000)
    assert 5 * few < many < 10.5 * few


def calls_for(*, lines: int) -> int:
    written = (cac("InvoiceLine", cbc("ID", str(n)), eur("LineExtensionAmount", "1")) for n in range(lines))
    data, calls = document(CURRENCY, *written), Counter()
    sys.setprofile(lambda _frame, event, _what: calls.update([event]))
    try:
        invoice = read(data)
    finally:
        sys.setprofile(None)
    assert [invoice.lines[0].id, invoice.lines[-1].id] == ["0", str(lines - 1)]
    return calls["call"] + calls["c_call"]
