from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.base.epc_qr import MOST_BYTES, CreditTransfer
from tests.base.phone import scanned

BAKERY = CreditTransfer("Bakkerij Zoë", "BE68539007547034", Decimal("12.3"), reference="090933755493", text="F 12")


def with_(**changes) -> CreditTransfer:
    kept = {name: getattr(BAKERY, name) for name in ("name", "iban", "amount", "reference", "text", "bic")}
    return CreditTransfer(**kept | changes)


def test_there_is_a_reference_or_a_text_and_never_both():
    assert BAKERY.epc.split("\n")[7:] == ["EUR12.30", "", "090933755493"]
    assert with_(reference="").epc.split("\n")[7:] == ["EUR12.30", "", "", "F 12"]


@pytest.mark.parametrize(
    "changes",
    [
        {"iban": "TN5910006035183598478831"},
        {"iban": "BE68539007547035"},
        {"iban": "BE41091811735141"},  # the check digits of the country do not hold
        {"iban": ""},
        {"amount": Decimal(0)},
        {"amount": Decimal("-1")},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("1000000000")},
        {"amount": Decimal("1.005")},
        {"name": "中文"},
        {"name": " \n"},
    ],
)
def test_what_no_transfer_can_do_is_known(changes):
    assert BAKERY.can_be_paid
    assert not with_(**changes).can_be_paid


@given(name=st.text(max_size=90), text=st.text(max_size=160), bic=st.sampled_from(["", "POFICHBE"]))
def test_K03_no_name_or_text_brings_a_line_of_its_own_or_more_bytes_than_allowed(name, text, bic):
    lines = with_(name=name, text=text, reference="", iban="CH9300762011623852957", bic=bic).epc
    assert len(lines.encode()) <= MOST_BYTES
    assert lines.split("\n")[6:8] == ["CH9300762011623852957", "EUR12.30"]
    assert lines.split("\n")[4] == bic


def test_the_three_drawings_are_of_the_same_code():
    assert scanned(BAKERY.png(scale=2)) == BAKERY.epc
    assert BAKERY.svg().startswith("<svg")
    assert len(BAKERY.terminal().splitlines()) > 10
