from decimal import Decimal

import pytest

from schakel.einvoice.model import Identifier, Invoice, Party, Totals
from schakel.einvoice.money import decimal_text
from schakel.hub.documents.index_fields import LONGEST_TEXT, fields_from, folded, key_of, search_text, spellings


def test_folded_is_how_people_search():
    assert folded("  Café\n ZOË ﬁn STRASSE Straße ") == "cafe zoe fin strasse strasse"


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("1032.81", {"1032.81", "1032,81", "1,032.81", "1.032,81"}),
        ("5", {"5.00", "5,00", "5"}),
        ("-3", {"-3.00", "-3"}),
    ],
)
def test_an_amount_is_found_however_it_is_typed(amount, told):
    assert told <= set(spellings(Decimal(amount)))


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1032.810", "1032.81"), ("100", "100"), ("-0.50", "-0.5"), ("1E+3", "1000"), ("0.00", "0"), ("9" * 40, "9" * 40)],
)
def test_an_amount_is_written_in_one_way(amount, text):
    assert decimal_text(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("party", "key"),
    [
        (Party(name="Mill", tax_ids=(Identifier("BE 0407.214.017", "VAT"),)), "be0407214017"),
        (Party(name="Mill", endpoint=Identifier("ABC", "0088")), "0088abc"),
        (Party(name="Mill", legal_id=Identifier("77")), "77"),
        (Party(name="The Mill"), "themill"),
        (Party(), ""),
    ],
)
def test_who_gave_the_number_is_one_text(party, key):
    assert key_of(party) == key


def test_the_text_of_a_search_is_bounded():
    invoice = Invoice(notes=("x " * 100_000,), totals=Totals(payable=Decimal(1)))
    assert len(search_text(invoice)) <= LONGEST_TEXT


def test_columns_of_an_empty_invoice():
    empty = fields_from(Invoice(), side="purchase")
    assert (empty["number"], empty["party"], empty["issuer"], empty["payable"], empty["text"]) == ("", "", "", None, "")
