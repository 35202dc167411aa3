"""The code lists: as many codes as the sources say, and both rule sets' columns."""

import pytest

from schakel.einvoice.codelists import PEPPOL, codes, names, ordered


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("ISO4217", 178),
        ("ISO3166-1-alpha2", 251),
        ("ICD-iso6523", 243),
        ("EAS-electronic-address-scheme", 104),
        ("UNECE-Rec20-Rec21-units", 2162),
        ("UNCL5189-allowance-reason", 19),
        ("VATEX", 88),
    ],
)
def test_a_list_has_its_codes(name: str, count: int) -> None:
    assert len(codes(name)) == count
    assert len(ordered(name)) == count


def test_peppol_takes_fewer_currencies_and_addresses() -> None:
    assert {"ANG", "BGN"}.isdisjoint(codes("ISO4217", PEPPOL))
    assert len(codes("EAS-electronic-address-scheme", PEPPOL)) == 82
    assert "0208" in codes("EAS-electronic-address-scheme", PEPPOL)


def test_codes_keep_their_zeros_and_have_names() -> None:
    assert names("UNCL5305-vat-category")["AE"] == "Vat Reverse Charge"
    assert "0208" in names("ICD-iso6523")
