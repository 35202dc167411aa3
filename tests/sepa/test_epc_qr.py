import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.base.epc_qr import MOST_BYTES
from schakel.sepa.amount import NothingToPay, NotInEuro, TooHigh, TooManyDecimals
from schakel.sepa.epc_qr import Transfer, payload, png, svg
from schakel.sepa.iban import Iban, OutsideSepa
from schakel.sepa.payee import NameMissing
from schakel.sepa.reference import CreditorReference, FreeText, StructuredCommunication
from tests.base.phone import scanned

IBAN = Iban("BE68539007547034")
BBA = StructuredCommunication("090933755493")


def _transfer(**changes):
    return Transfer(**{"name": "Bakkerij Zoë", "iban": IBAN, "amount": Decimal("12.30"), "remittance": BBA} | changes)


def _decoded(transfer):
    return scanned(png(transfer, scale=3))


def test_the_structured_communication_stands_in_its_own_field_as_digits():
    lines = payload(_transfer()).split("\n")
    assert lines == ["BCD", "002", "1", "SCT", "", "Bakkerij Zoë", IBAN.compact, "EUR12.30", "", "090933755493"]


def test_a_creditor_reference_stands_there_too_and_free_text_below_it():
    assert payload(_transfer(remittance=CreditorReference("RF18539007547034"))).endswith("\n\nRF18539007547034")
    assert payload(_transfer(remittance=FreeText("F 12"))).split("\n")[8:] == ["", "", "F 12"]
    assert payload(_transfer(remittance=FreeText())).endswith("\nEUR12.30")


def test_the_code_is_decoded_back():
    assert _decoded(_transfer()) == payload(_transfer())


@settings(max_examples=25, deadline=None)
@given(
    name=st.text(min_size=1, max_size=90),
    cents=st.integers(1, 99_999_999_999),
    text=st.text(max_size=160) | st.sampled_from([BBA]),
)
def test_K03_any_code_keeps_its_layout_and_is_decoded_back_or_refused(name, cents, text):
    remittance = FreeText(text) if isinstance(text, str) else text
    transfer = _transfer(name=name, amount=Decimal(cents) / 100, remittance=remittance)
    try:
        lines = payload(transfer)
    except NameMissing:
        return
    assert len(lines.encode()) <= MOST_BYTES
    fields = lines.split("\n")
    assert fields[6] == IBAN.compact
    assert Decimal(fields[7][3:]) * 100 == cents
    assert len(fields) <= 11
    assert _decoded(transfer) == lines


@pytest.mark.parametrize("breaker", ["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\x00\n"])
def test_K03_a_line_break_cannot_inject_a_field(breaker):
    attack = f"Bakker{breaker}NL91ABNA0417164300{breaker}EUR9999.00"
    by_name, by_text = payload(_transfer(name=attack)), payload(_transfer(remittance=FreeText(attack)))
    assert by_name.split("\n")[6:8] == by_text.split("\n")[6:8] == [IBAN.compact, "EUR12.30"]


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [("0", NothingToPay), ("1000000000", TooHigh), ("999999999.995", TooHigh), ("0.005", TooManyDecimals)],
)
def test_K03_an_amount_outside_the_limits_is_refused(amount, refusal):
    with pytest.raises(refusal):
        payload(_transfer(amount=Decimal(amount)))


def test_K03_another_currency_country_or_an_unreadable_name_is_refused():
    with pytest.raises(NotInEuro):
        payload(_transfer(currency="USD"))
    with pytest.raises(OutsideSepa):
        payload(_transfer(iban=Iban.parse("TR330006100519786457841326")))
    for name in ("", " \n ", "中文", "***"):
        with pytest.raises(NameMissing):
            payload(_transfer(name=name))


def test_K03_the_longest_fields_fit_in_331_bytes():
    greedy = _transfer(
        name="Ж" * 200, iban=Iban.parse("MT84MALT011000012345MTLCAST001S"), remittance=FreeText("é" * 200)
    )
    longest = payload(greedy)
    assert len(longest.encode()) <= MOST_BYTES
    assert longest.split("\n")[5] == "ZH" * 35
    assert longest.split("\n")[10] == "e" * 140
    assert _decoded(greedy) == longest


def test_the_pictures_are_drawn_with_a_quiet_zone():
    drawn = ET.fromstring(svg(_transfer()))
    modules = segno.make(payload(_transfer()).encode(), error="m", boost_error=False).symbol_size(border=4)[0]
    assert drawn.get("width") == str(modules * 4)
    assert png(_transfer()).startswith(b"\x89PNG")
