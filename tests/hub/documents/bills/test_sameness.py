"""Whether two documents are one bill: the kinds of the issue, and what may never happen."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub.documents.bills.sameness import Identity, Sameness, compare, folded_number

DAY, AMOUNT = date(2026, 3, 2), Decimal("121.00")


def bill(number: str = "2026-001", issued: date | None = DAY, amount: Decimal | None = AMOUNT, **more: str) -> Identity:
    return Identity(more.pop("supplier", "0407214017"), more.pop("kind", "invoice"), number, issued, amount, **more)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (bill(), Sameness.CERTAIN),
        (bill(amount=Decimal("131.00")), Sameness.CERTAIN),  # the same number and day: corrected, or altered
        (bill(issued=date(2026, 3, 9)), Sameness.CERTAIN),  # the same number and amount
        (bill("2026-001 "), Sameness.CERTAIN),
        (bill("2026/1"), Sameness.LIKELY),
        (bill("INV 2026 001"), Sameness.LIKELY),
        (bill("2026-002"), Sameness.LIKELY),  # the same day and amount
        (bill("2026-002", issued=date(2026, 4, 2)), None),
        (bill("2026-001", issued=date(2026, 4, 2), amount=Decimal(7)), Sameness.LIKELY),  # the number alone
        (bill("2026-001", issued=date(2027, 3, 2), amount=Decimal(7)), None),  # another year, another amount
        (bill("2026-001", issued=date(2027, 3, 2)), None),  # a number that begins again each year, the same each month
        (bill("2026-001", issued=date(2025, 12, 20)), None),
        (bill(kind="credit_note"), None),
        (bill(supplier="0738401117"), None),
    ],
)
def test_two_documents(other, found):
    assert compare(bill(), other) == found
    assert compare(other, bill()) == found


def test_nothing_is_known_of_two_without_a_supplier():
    assert compare(bill(supplier=""), bill(supplier="")) is None


@pytest.mark.parametrize(("one", "other"), [("", "\r"), (" ", "\u2028"), ("-", "/")])
def test_no_number_is_the_number_of_nothing(one, other):
    assert compare(bill(one, issued=None), bill(other, issued=DAY, amount=None)) is None


def test_a_reference_and_the_amount_are_likely():
    one, other = bill("A1", reference="090933755493"), bill("B7", issued=date(2026, 3, 12), reference="090933755493")
    assert compare(one, other) == Sameness.LIKELY
    monthly = bill("B8", issued=date(2026, 4, 2), reference="090933755493")
    assert compare(one, monthly) is None  # the same order, the same amount, each month


@pytest.mark.parametrize("number", ["2026-001", "2026/1", "INV 2026 001", "Factuur nr. 2026-0001", " 2026.01"])
def test_a_number_in_many_spellings(number):
    assert folded_number(number) == "2026.1"


TEXTS = st.text(max_size=12)
BILLS = st.builds(
    Identity,
    supplier=st.sampled_from(["", "0407214017", "0738401117"]),
    kind=st.sampled_from(["invoice", "credit_note"]),
    number=st.sampled_from(["", "1", "01", "2026-1", "2026/001"]) | TEXTS,
    issued=st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    amount=st.none() | st.sampled_from([Decimal(0), Decimal(1), Decimal("1.0"), Decimal("9.99")]),
    reference=st.sampled_from(["", "PO1"]),
)


@given(BILLS, BILLS)
def test_it_is_the_same_from_both_sides_and_certain_only_with_the_number(one, other):
    found = compare(one, other)
    assert found == compare(other, one)
    if found is Sameness.CERTAIN:
        assert folded_number(one.number) == folded_number(other.number)
        assert one.issued == other.issued or one.amount == other.amount
