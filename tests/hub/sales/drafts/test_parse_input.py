"""Known numbers, as they are put in a field."""

from decimal import Decimal

import pytest

from schakel.hub.sales.drafts.parse_input import typed, typed_price


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, ""),
        (Decimal("12.5"), "12,50"),
        (Decimal(12), "12,00"),
        (Decimal("0.0125"), "0,0125"),
        (Decimal("-1.10"), "-1,10"),
    ],
)
def test_a_price_has_its_cents(value, told):
    assert typed_price(value) == told


def test_another_number_has_no_more_decimals_than_it_needs():
    assert (typed(Decimal("12.50")), typed(Decimal("3.000"))) == ("12,5", "3")
