from dataclasses import replace
from datetime import date
from decimal import Decimal

import facturx
import pytest
from lxml import etree

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.cii.read import NotCii, SummaryOnly, read
from schakel.einvoice.model import (
    Account,
    Address,
    AllowanceCharge,
    Attribute,
    Card,
    Classification,
    Contact,
    Delivery,
    Identifier,
    Invoice,
    Item,
    Kind,
    Line,
    Mandate,
    Party,
    PaymentMeans,
    Period,
    PrecedingInvoice,
    Price,
    SupportingDocument,
    Totals,
    VatBreakdown,
    VatCategory,
)
from schakel.einvoice.ubl.read import read as read_ubl
from schakel.einvoice.ubl.write import write
from tests.einvoice.cii.documents import FULL, GUIDELINE

D = Decimal
S21, E0 = VatCategory("S", D(21)), VatCategory("E", D(0))

LINE = Line(
    id="1",
    item=Item(
        "Flour",
        "Wheat flour",
        seller_id="S1",
        buyer_id="B1",
        standard_id=Identifier("5412345678908", "0160"),
        classifications=(Classification("15612100", "STI", "2008"),),
        origin_country="FR",
        attributes=(Attribute("Type", "T55"),),
    ),
    vat=S21,
    quantity=D(10),
    unit="KGM",
    price=Price(D(10), D("0.5"), D("10.5"), D(1), "KGM"),
    net_amount=D(105),
    allowances_charges=(AllowanceCharge(is_charge=True, amount=D(5), reason="Freight", reason_code="FC"),),
    note="line note",
    object=Identifier("meter 5", "MG"),
    order_line="7",
    accounting_reference="4025",
    period=Period(date(2026, 1, 1), date(2026, 1, 31)),
)
SELLER = Party(
    "Meelhandel",
    "Meel",
    Identifier("0407214017", "0208"),
    (Identifier("77"), Identifier("5412345000013", "0088"), Identifier("BE68ZZZ0407214017", "SEPA")),
    Identifier("0407214017", "0208"),
    (Identifier("12", "TAX"), Identifier("BE0407214017", "VAT")),
    "RPR Gent",
    Address("Street 1", "Box 2", "Floor 3", "Gent", "9000", "OV", "BE"),
    Contact("Ann", "+32 9", "ann@meel.test"),
)
EXPECTED = Invoice(
    kind=Kind.INVOICE,
    number="F1",
    issue_date=date(2026, 1, 2),
    type_code="380",
    currency="USD",
    vat_currency="EUR",
    vat_point_code="3",
    due_date=date(2026, 2, 1),
    buyer_reference="ref",
    project_reference="project",
    contract_reference="contract",
    order_reference="po",
    sales_order_reference="so",
    receipt_reference="receipt",
    despatch_reference="despatch",
    tender_reference="tender",
    invoiced_object=Identifier("object", "ABT"),
    accounting_reference="4000",
    payment_terms="30 days",
    notes=("first", "#AAI#second"),
    process="process",
    specification=GUIDELINE,
    preceding_invoices=(PrecedingInvoice("F0", date(2025, 12, 31)),),
    seller=SELLER,
    buyer=Party("Bakkerij", address=Address(country="BE")),
    payee=Party(trading_name="Factor", identifiers=(Identifier("9"),), legal_id=Identifier("0214168947", "0208")),
    tax_representative=Party(
        trading_name="Agent", tax_ids=(Identifier("BE0214168947", "VAT"),), address=Address(country="BE")
    ),
    delivery=Delivery(date(2026, 1, 3), Identifier("5412345000020", "0088"), "Shop", Address(country="NL")),
    period=Period(date(2026, 1, 1)),
    payment_means=(
        PaymentMeans(
            "59",
            "SEPA",
            "+++090/9337/55493+++",
            Account("BE68539007547034", "Us", "GEBABEBB"),
            Card("1234", holder="Jan"),
            Mandate("M1", "BE71096123456769"),
        ),
    ),
    allowances_charges=(AllowanceCharge(True, D(2), D(100), D(2), "Empties", "ABK", E0),),
    totals=Totals(D(105), D(0), D(2), D(107), D("22.05"), D(20), D("129.05"), D(10), D("0.05"), D("119.1")),
    vat_breakdown=(
        VatBreakdown(S21, D(105), D("22.05")),
        VatBreakdown(E0, D(2), D(0), "empties", "VATEX-EU-132"),
    ),
    documents=(
        SupportingDocument(Identifier("sheet"), "hours", attachment=Attachment("h.csv", "text/csv", "aGVsbG8=")),
        SupportingDocument(Identifier("link"), location="https://e.test/a"),
    ),
    lines=(LINE,),
)


def test_the_example_follows_the_schema_of_its_profile():
    assert facturx.xml_check_xsd(FULL.encode(), flavor="factur-x", level="en16931")


def test_every_term_is_read_into_the_model_of_the_ubl_reader():
    invoice = read(FULL.encode())
    assert invoice == EXPECTED
    assert [(each.place.rpartition("/")[2], each.text) for each in invoice.unread] == [("Name", "Project reference")]


def test_it_can_be_written_as_ubl_and_comes_back_equal():
    invoice = read(FULL.encode())
    assert read_ubl(write(invoice)) == invoice


def changed(old: str, new: str) -> Invoice:
    assert old in FULL
    return read(FULL.replace(old, new).encode())


def test_a_credit_note_is_known_by_its_type():
    assert changed(">380<", ">381<").is_credit_note


@pytest.mark.parametrize("day", ["2026-01-02", "20260102"])
def test_a_date_is_read_in_both_notations(day):
    assert changed("20260102", day).issue_date == date(2026, 1, 2)


def test_a_date_that_is_none_is_told():
    invoice = changed("20260102", "20261302")
    assert invoice.issue_date is None
    assert invoice.unread[0].reason == "not_a_date"


def test_without_currency_of_its_own_the_vat_has_one_amount():
    invoice = changed("<ram:TaxCurrencyCode>EUR</ram:TaxCurrencyCode>", "")
    assert invoice.totals.vat == D("22.05")
    assert invoice.totals.vat_in_vat_currency is None


def test_missing_groups_are_absent():
    root = etree.fromstring(FULL.encode())
    trade = root[2]
    for part in trade:
        for child in list(part):
            part.remove(child)
    invoice = read(etree.tostring(root))
    assert invoice.lines == (Line(),)
    assert (invoice.seller, invoice.payee, invoice.delivery, invoice.payment_means) == (Party(), None, None, ())
    assert invoice.currency == ""
    assert invoice == replace(Invoice(), **{name: getattr(invoice, name) for name in KEPT})


KEPT = ("number", "issue_date", "type_code", "notes", "process", "specification", "lines")


def test_an_empty_payee_is_none():
    before, _, rest = FULL.partition("<ram:PayeeTradeParty>")
    after = rest.partition("</ram:PayeeTradeParty>")[2]
    assert read(f"{before}<ram:PayeeTradeParty/>{after}".encode()).payee is None


@pytest.mark.parametrize("profile", ["urn:factur-x.eu:1p0:minimum", "urn:factur-x.eu:1p0:basicwl"])
def test_a_summary_without_lines_is_refused(profile):
    with pytest.raises(SummaryOnly):
        changed(f">{GUIDELINE}<", f">{profile}<")


def test_a_document_without_lines_is_a_summary_whatever_it_says():
    with pytest.raises(SummaryOnly):
        read(FULL.replace("IncludedSupplyChainTradeLineItem", "Left").encode())


def test_another_kind_of_document_is_refused():
    with pytest.raises(NotCii):
        read(b"<a/>")
