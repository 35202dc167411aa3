from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.einvoice.model import AllowanceCharge, Invoice, Line, Price, Totals, VatBreakdown, VatCategory
from schakel.einvoice.totals import cash_rounding, line_summed, summed
from schakel.einvoice.ubl.read import read
from tests.einvoice.corpus import ROOT, example, needs_corpus, whole_documents

D = Decimal
S21 = VatCategory("S", D(21))
S6 = VatCategory("S", D(6))
E = VatCategory("E", D(0))
AE = VatCategory("AE", D(0))
OUTSIDE = VatCategory("O")


def line(net: str, vat: VatCategory = S21, quantity: str = "1") -> Line:
    return Line(quantity=D(quantity), price=Price(net=D(net)), vat=vat)


def test_the_base_example_sums_to_its_own_totals():
    invoice = read(example("billing-base-example.xml"))
    again = summed(invoice)
    assert again.totals == invoice.totals
    assert again.vat_breakdown == invoice.vat_breakdown


@needs_corpus
def test_valid_documents_sum_to_their_own_totals_but_for_the_tolerance_of_vat_and_lines():
    """The rules allow VAT to be up to 1.00 away and a line 0.02; what a document states then differs from ours."""
    agreeing = checked = 0
    for case in whole_documents():
        invoice = read(case.data)
        if case.follows_peppol:
            checked += 1
            again = summed(invoice)
            agreeing += again.totals.payable == invoice.totals.payable
            assert abs(again.totals.payable - invoice.totals.payable) <= D("1.10") + D("0.02") * len(invoice.lines)
    assert agreeing / checked > 0.9


@needs_corpus
def test_the_belgian_cash_discount_sums_as_its_test_case():
    invoice = read((ROOT / "odoo-beg" / "docs" / "testcase05_cash_discount.xml").read_bytes())
    again = summed(invoice)
    assert again.totals == invoice.totals
    assert again.totals.payable == D("3105.68")
    assert [row.tax_amount for row in again.vat_breakdown] == [D("11.76"), D("493.92"), D(0)]


def test_vat_is_rounded_on_the_sum_per_rate_and_not_per_line():
    again = summed(Invoice(lines=(line("0.33"), line("0.33"), line("0.33"))))
    assert again.totals.vat == D("0.21")  # 0.99 at 21 % is 0.2079; three times 0.07 would be 0.21 as well
    assert summed(Invoice(lines=(line("0.10"),) * 10)).totals.vat == D("0.21")  # per line it would be 0.20


@pytest.mark.parametrize(("net", "vat"), [("12.50", "2.63"), ("-12.50", "-2.62"), ("0.02", "0.00")])
def test_half_a_cent_of_vat_goes_up(net, vat):
    assert summed(Invoice(lines=(line(net),))).totals.vat == D(vat)


def test_a_line_takes_its_price_per_base_quantity_its_discount_and_its_adjustments():
    given = Line(
        quantity=D(250),
        price=Price(gross=D("10.50"), discount=D("0.50"), base_quantity=D(100)),
        allowances_charges=(
            AllowanceCharge(is_charge=False, percentage=D(10)),
            AllowanceCharge(is_charge=True, amount=D("1.25")),
            AllowanceCharge(is_charge=False, percentage=D(50), base_amount=D(3)),
        ),
    )
    result = line_summed(given)
    assert result.price.net == D(10)
    assert [(each.base_amount, each.amount) for each in result.allowances_charges] == [
        (D(25), D("2.5")),
        (None, D("1.25")),
        (D(3), D("1.5")),
    ]
    assert result.net_amount == D("22.25")


def test_missing_quantity_and_base_count_as_one():
    assert line_summed(Line(price=Price(net=D(5), base_quantity=D(0)))).net_amount == 5
    assert line_summed(Line()).net_amount == 0


def test_there_is_one_row_per_rate_and_one_per_category_without_vat():
    lines = (line("1"), line("2", S6), line("3"), line("4", E), line("5", AE), line("6", VatCategory("E")))
    rows = summed(Invoice(lines=lines)).vat_breakdown
    assert [(row.vat, row.taxable_amount) for row in rows] == [(S21, 4), (S6, 2), (E, 10), (AE, 5)]


def test_outside_the_scope_of_vat_there_is_no_rate():
    (row,) = summed(Invoice(lines=(line("1", OUTSIDE),))).vat_breakdown
    assert (row.vat, row.tax_amount) == (OUTSIDE, 0)
    assert summed(Invoice(lines=(Line(),))).vat_breakdown[0].vat == VatCategory()


def test_reasons_stay_with_their_category():
    reason = VatBreakdown(E, exemption_reason="Leeggoed", exemption_code="VATEX-EU-132")
    lines = (line("1"), line("2", E))
    taxed, exempt = summed(Invoice(lines=lines, vat_breakdown=(reason,))).vat_breakdown
    assert (taxed.exemption_reason, exempt.exemption_reason) == ("", "Leeggoed")
    assert exempt.exemption_code == "VATEX-EU-132"


def test_a_percentage_on_the_document_is_of_the_lines_with_its_vat():
    discount = AllowanceCharge(is_charge=False, percentage=D(10), vat=S21)
    again = summed(Invoice(lines=(line("100"), line("50", S6)), allowances_charges=(discount,)))
    assert again.allowances_charges[0].base_amount == 100
    assert (again.totals.allowances, again.totals.charges, again.totals.without_vat) == (10, None, 140)


def test_what_was_paid_and_the_rounding_count_in_what_is_left_to_pay():
    given = Totals(paid=D(21), rounding=D("0.01"))
    totals = summed(Invoice(lines=(line("100"),), totals=given)).totals
    assert (totals.with_vat, totals.payable) == (121, D("100.01"))


def test_vat_in_the_accounting_currency():
    assert summed(Invoice(lines=(line("100"),)), vat_exchange_rate=D("0.92345")).totals.vat_in_vat_currency == D(
        "19.39"
    )


@pytest.mark.parametrize(
    ("amount", "rounding"),
    [("10.01", "-0.01"), ("10.02", "-0.02"), ("10.03", "0.02"), ("10.05", "0"), ("-10.03", "-0.02")],
)
def test_cash_is_rounded_to_five_cents(amount, rounding):
    assert cash_rounding(D(amount)) == D(rounding)


amounts = st.decimals(min_value="-9999.99", max_value="9999.99", places=2)


@given(st.lists(st.tuples(amounts, st.sampled_from([S21, S6, E])), min_size=1, max_size=8))
def test_the_sums_obey_the_rules_of_the_standard(nets):
    totals = summed(Invoice(lines=tuple(line(str(net), vat) for net, vat in nets))).totals
    assert totals.lines == sum(net for net, _ in nets)
    assert totals.with_vat == totals.without_vat + totals.vat == totals.payable


def test_summing_again_changes_nothing():
    once = summed(Invoice(lines=(line("12.345", quantity="3"),)))
    assert summed(once) == once
    assert replace(once, lines=()).totals == once.totals
