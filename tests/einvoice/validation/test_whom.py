"""Whom a rule is for: process, countries, representative, scheme; and how it compares a code that has a blank or is small.

The expected answers are those of phive-rules-peppol 4.3.7 (Peppol 2026.5, EN 16931 1.3.16).
"""

import pytest

from schakel.einvoice.validation import Report, validate
from tests.einvoice.validation.documents import DOCUMENTS, Change, changed

VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
SELLER_VAT = f"<cac:PartyTaxScheme><cbc:CompanyID>BE0407214017</cbc:CompanyID>{VAT}</cac:PartyTaxScheme>"
SELLER_NUMBER = '<cbc:CompanyID schemeID="0208">0407214017'
BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
RESPONSE = "urn:peppol:bis:billing_with_response"
FRENCH = "urn:peppol:france:billing:regulated"
SELF = (("poacc:billing:3.0", "poacc:selfbilling:3.0"), (BILLING, "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"))


def countries(seller: str, buyer: str = "BE") -> list[Change]:
    """Other countries in the two addresses; the seller's stands first."""
    country = "<cbc:IdentificationCode>{}<"
    return [
        (country.format("BE"), country.format("@")),
        (country.format("BE"), country.format(buyer)),
        ("@<", f"{seller}<"),
    ]


def report_of(*changes: Change, document: str = "invoice", schema: bool = True) -> Report:
    return validate(changed(*changes, document=DOCUMENTS[document]), schema=schema)


@pytest.mark.parametrize("process", [BILLING, RESPONSE, FRENCH, "urn:peppol:france:billing:non-regulated"])
def test_types_are_listed_under_every_process(process: str) -> None:
    assert "PEPPOL-EN16931-P0100" in report_of((BILLING, process), ("TypeCode>380", "TypeCode>751")).rules
    credit_note = report_of((BILLING, process), ("TypeCode>381", "TypeCode>380"), document="credit note")
    assert "PEPPOL-EN16931-P0101" in credit_note.rules


@pytest.mark.parametrize(("process", "speaks"), [(FRENCH, True), (RESPONSE, False), ("urn:x", False)])
def test_self_billing_lists_its_types_where_no_response_is_asked(process: str, speaks: bool) -> None:
    rules = report_of(SELF[0], (BILLING, process)).rules
    assert ("PEPPOL-EN16931-P0100" in rules) is speaks


def test_a_specification_that_extends_self_billing_is_self_billing() -> None:
    longer = report_of(
        *SELF, ("selfbilling:3.0<", "selfbilling:3.0#conformant#urn:x<"), ("TypeCode>380", "TypeCode>389")
    )
    assert longer.kind == "self_billed_invoice"
    assert not longer.fatal
    assert "PEPPOL-EN16931-R004" in report_of(*SELF, ("selfbilling:3.0<", "selfbilling:3.0::2.1<")).rules


NEGATIVE = ((">121.00</cbc:PayableAmount", ">-121.00</cbc:PayableAmount"),)
DANISH_NUMBER = (SELLER_NUMBER, '<cbc:CompanyID schemeID="0184">12345674')


@pytest.mark.parametrize(
    ("seller", "buyer", "speaks"), [("DK", "DK", True), ("DK", "BE", False), (" DK", "DK", False), ("DK", "dk", False)]
)
def test_a_negative_credit_note_is_refused_between_danes(seller: str, buyer: str, speaks: bool) -> None:
    rules = report_of(*countries(seller, buyer), *NEGATIVE, document="credit note").rules
    assert ("DK-R-016" in rules) is speaks


@pytest.mark.parametrize(
    ("number", "rules"),
    [
        ('schemeID="0184">12345674', set()),
        ('schemeID=" 0184 ">12345674', {"BR-CL-11"}),
        ('schemeID="0208">0407214017', {"DK-R-014"}),
        (">12345674", {"DK-R-014"}),
        ('schemeID="0184"> ', {"DK-R-002", "PEPPOL-COMMON-R042", "PEPPOL-EN16931-R008"}),
    ],
)
def test_a_danish_seller_has_a_danish_number(number: str, rules: set[str]) -> None:
    report = report_of(*countries("DK"), (SELLER_NUMBER, f"<cbc:CompanyID {number}".replace(" >", ">")))
    assert {finding.rule for finding in report.fatal} - {"BR-CL-11"} == rules - {"BR-CL-11"}


PAYMENT = "<cac:PaymentMeans><cbc:PaymentMeansCode>30"


def paid(code: str, *texts: str) -> Change:
    """The means of payment of the invoice, with other content before its account."""
    start = DOCUMENTS["invoice"].index(PAYMENT)
    end = DOCUMENTS["invoice"].index("</cac:PaymentMeans>")
    inside = f"<cac:PaymentMeans><cbc:PaymentMeansCode>{code}</cbc:PaymentMeansCode>{''.join(texts)}"
    return DOCUMENTS["invoice"][start:end], inside


def _id(text: str) -> str:
    return f"<cbc:PaymentID>{text}</cbc:PaymentID>"


def _account(text: str) -> str:
    return f"<cac:PayeeFinancialAccount><cbc:ID>{text}</cbc:ID></cac:PayeeFinancialAccount>"


@pytest.mark.parametrize(
    ("means", "rules"),
    [
        (paid("50", _id("01#"), _account("1234567")), set()),
        (paid("50", _id("01#"), _account("123456a")), {"DK-R-008"}),
        (paid("93", _id("73#"), _account("abcdefgh")), set()),
        (paid("93", _id("73#"), _account("1234567")), {"DK-R-010"}),
        (paid("50", _id("01#"), _id("04#"), _account("1234567")), {"STOP", "UBL-SR-26", "UBL-SR-44"}),
        (paid("1 10"), {"BR-CL-16"}),
        (paid(" 10"), {"DK-R-005"}),
        (paid("30", _account("BE71096123456769")), {"DK-R-005"}),
    ],
)
def test_means_of_payment_between_danes(means: Change, rules: set[str]) -> None:
    assert {finding.rule for finding in report_of(*countries("DK", "DK"), DANISH_NUMBER, means).fatal} - {
        "DK-R-017"
    } == rules


@pytest.mark.parametrize(
    ("reason", "speaks"),
    [("1234", False), ("12.5", False), ("a#b", False), ("#a#b", True), ("-123", True), ("a#", True)],
)
def test_a_danish_tax_has_four_digits_or_a_sign_between(reason: str, speaks: bool) -> None:
    charge = "<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>"
    charge += "<cbc:AllowanceChargeReasonCode>ZZZ</cbc:AllowanceChargeReasonCode>"
    charge += f"<cbc:AllowanceChargeReason>{reason}</cbc:AllowanceChargeReason>"
    charge += '<cbc:Amount currencyID="EUR">0.00</cbc:Amount></cac:AllowanceCharge>'
    rules = report_of(*countries("DK", "DK"), ("<cac:TaxTotal>", f"{charge}<cac:TaxTotal>")).rules
    assert ("DK-R-004" in rules) is speaks
    twice = f"{charge[: charge.index('<cbc:Amount')]}<cbc:AllowanceChargeReason>x</cbc:AllowanceChargeReason>"
    stopped = report_of(
        *countries("DK", "DK"), ("<cac:TaxTotal>", f"{twice}</cac:AllowanceCharge><cac:TaxTotal>"), schema=False
    )
    assert "STOP" in stopped.rules


def representative(number: str) -> Change:
    country = "<cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>"
    party = f"<cac:PartyName><cbc:Name>x</cbc:Name></cac:PartyName><cac:PostalAddress>{country}</cac:PostalAddress>"
    party += SELLER_VAT.replace("BE0407214017", number)
    return "<cac:PaymentMeans>", f"<cac:TaxRepresentativeParty>{party}</cac:TaxRepresentativeParty><cac:PaymentMeans>"


@pytest.mark.parametrize(
    ("changes", "greek"),
    [
        ([*countries("GR"), (SELLER_VAT, ""), representative("BE0407214017")], {"GR-R-009"}),
        ([*countries("BE"), (SELLER_VAT, ""), representative("EL094259216")], {"GR-R-001-1", "GR-R-002", "GR-R-005"}),
        ([*countries("GR"), (SELLER_VAT, SELLER_VAT.replace("BE0407214017", " "))], set()),
        ([*countries("GR"), (SELLER_VAT, SELLER_VAT.replace("BE04", "  EL"))], set()),
        (
            [*countries("GR"), (SELLER_VAT, SELLER_VAT.replace("BE0407214017", ""))],
            {"GR-R-009", "GR-R-001-1", "GR-R-004-1"},
        ),
        ([*countries("GR"), (SELLER_VAT, SELLER_VAT.replace(">VAT<", ">vat<"))], {"GR-R-009", "GR-R-001-1"}),
        ([*countries("el"), (SELLER_VAT, "")], {"GR-R-009", "GR-R-001-1"}),
        ([*countries("GR"), (SELLER_VAT, SELLER_VAT * 2)], set()),
    ],
)
def test_a_greek_sender_is_one_by_number_then_representative_then_address(
    changes: list[Change], greek: set[str]
) -> None:
    spoken = {rule for rule in report_of(*changes).rules if rule.startswith("GR-")}
    assert greek <= spoken
    assert bool(spoken) == bool(greek)


@pytest.mark.parametrize(
    ("segments", "rules"),
    [
        ("094259216|01/03/2026|0|1.1|A|1", set()),
        ("094259216|01/03/2026|-0|1.1|A|1", set()),
        ("094259216|01/03/2026|-5|1.2|A|", {"GR-R-001-4", "GR-R-001-5", "GR-R-001-7"}),
        ("094259216|01/03/2026|1.5|1.1|A|1", {"STOP", "GR-R-001-4"}),
    ],
)
def test_the_number_of_a_greek_invoice(segments: str, rules: set[str]) -> None:
    greek = report_of(
        *countries("GR"),
        (SELLER_VAT, SELLER_VAT.replace("BE0407214017", "EL094259216")),
        (">2026-17<", f">{segments}<"),
    )
    assert {rule for rule in greek.rules if rule.startswith(("GR-R-001", "STOP"))} == rules


@pytest.mark.parametrize(
    ("scheme", "speaks"),
    [("0106", False), (" 0106", False), ("0106 5", False), ("1 0190 2", False), ("01060", True), ("", True)],
)
def test_a_dutch_register_may_have_blanks_around(scheme: str, speaks: bool) -> None:
    number = (SELLER_NUMBER, f'<cbc:CompanyID schemeID="{scheme}">12345678')
    assert ("NL-R-003" in report_of(*countries(" nl "), number).rules) is speaks


@pytest.mark.parametrize(
    ("number", "rules"),
    [
        ("<cbc:CompanyID>NL12</cbc:CompanyID>", {"PEPPOL-COMMON-R056-2"}),
        ('<cbc:CompanyID schemeID="0217">NL12</cbc:CompanyID>', {"PEPPOL-COMMON-R056-2"}),
        ('<cbc:CompanyID schemeID="0217">NL123456789B01</cbc:CompanyID>', set()),
        ('<cbc:CompanyID schemeID="0217">BE12</cbc:CompanyID>', {"PEPPOL-COMMON-R057"}),
        ('<cbc:CompanyID schemeID="0106">NL12</cbc:CompanyID>', {"PEPPOL-COMMON-R054"}),
    ],
)
def test_a_dutch_vat_number_goes_before_the_last_scheme(number: str, rules: set[str]) -> None:
    report = report_of((SELLER_VAT, SELLER_VAT.replace("<cbc:CompanyID>BE0407214017</cbc:CompanyID>", number)))
    assert {rule for rule in report.rules if rule.startswith("PEPPOL-COMMON")} == rules


@pytest.mark.parametrize(("price", "speaks"), [("-0", False), (" -00 ", False), ("-0.00", True), ("-1", True)])
def test_minus_nothing_as_price(price: str, speaks: bool) -> None:
    assert ("BR-27" in report_of((">25.00</cbc:PriceAmount>", f">{price}</cbc:PriceAmount>")).rules) is speaks


@pytest.mark.parametrize(
    ("old", "new", "stops"),
    [
        ("IssueDate>2026-03-01", "IssueDate>2026-<!--x-->03-01", True),
        ("IssueDate>2026-03-01", "IssueDate><!--x-->2026-03-01", False),
        ("TypeCode>380", "TypeCode>3<?x y?>80", True),
        ("<cbc:BuyerReference>R1", "<cbc:BuyerReference>R<!--x-->1", False),
        (">2026-17<", "><![CDATA[2026]]>-17<", False),
        ('PayableAmount currencyID="EUR">121', 'PayableAmount currencyID="EUR">12<!--x-->1', False),
    ],
)
def test_B09_a_mark_inside_a_text_stops_the_rules_that_want_one_text(old: str, new: str, stops: bool) -> None:
    assert ("STOP" in report_of((old, new)).rules) is stops
    utf16 = changed((old, new)).decode().encode("utf-16")
    assert ("STOP" in validate(utf16).rules) is stops


def test_B09_a_mark_inside_a_danish_number_stops_danish_rules() -> None:
    number = (SELLER_NUMBER, '<cbc:CompanyID schemeID="0184">1234<!--x-->5674')
    payable = ('PayableAmount currencyID="EUR">121', 'PayableAmount currencyID="EUR">12<!--x-->1')
    assert "STOP" in report_of(*countries("DK"), number).rules
    assert "STOP" not in report_of(*countries("DK"), DANISH_NUMBER, payable, document="credit note").rules
    assert "STOP" in report_of(*countries("DK", "DK"), DANISH_NUMBER, payable, document="credit note").rules


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DueDate>2026-03-31", "DueDate>2026-03-31\u00a0"),
        ("</cbc:IssueDate>", "</cbc:IssueDate><cbc:IssueTime>10:00:00\u2003</cbc:IssueTime>"),
        ("DueDate>2026", "DueDate>\u0662026"),
    ],
)
def test_B13_a_date_with_what_only_looks_like_a_blank_breaks_the_schema(old: str, new: str) -> None:
    document = DOCUMENTS["invoice"].replace("<cbc:DueDate>2026-03-31</cbc:DueDate>\n", "@")
    place = "<cbc:DueDate>2026-03-31</cbc:DueDate>\n"
    assert "XSD" in validate(changed(("@", place), (old, new), document=document)).rules


@pytest.mark.parametrize(
    ("number", "stops"), [("\u0665566778899", True), ("556677889\u0669", False), ("5566778899", False)]
)
def test_a_swedish_number_with_digits_of_another_script(number: str, stops: bool) -> None:
    changes = [*countries("SE"), (SELLER_NUMBER, f"<cbc:CompanyID>{number}")]
    assert ("STOP" in report_of(*changes).rules) is stops
