"""Codes of the standard in words, in the reader's language: the sections `invoice.…` of the catalogues."""

from decimal import Decimal

from schakel.base.digits import is_digits
from schakel.base.words import section
from schakel.einvoice.codelists import names
from schakel.einvoice.visible import visible

_SAME_UNIT = {  # codes of Recommendations 20 and 21 with one name
    "XUN": "C62",
    **dict.fromkeys(("H87", "XPP", "NAR", "PCE"), "EA"),
    **dict.fromkeys(("XPK", "XPA"), "PK"),
    "XCT": "XBX",
    "XSA": "XBG",
    "RO": "XRO",
    "PF": "XPX",
}
_ONE_BELOW_TWO = frozenset({"fr"})  # languages in which 1,5 is not several


def type_name(code: str, *, is_credit_note: bool, language: str) -> str:
    """Of BT-3; invoice or credit note for a code without a name here."""
    types = section("invoice.types", language)
    return types.get(code) or types["381" if is_credit_note else "380"]


def vat_name(code: str, language: str) -> str:
    return _name("vat_categories", code, language, "UNCL5305-vat-category")


def means_name(code: str, language: str) -> str:
    return _name("payment_means", code, language, "UNCL4461-payment-means")


def vat_point_name(code: str, language: str) -> str:
    return _name("vat_points", code, language, "UNCL2005-vat-point")


def exemption_name(code: str, language: str) -> str:
    """Of a VATEX code: in words for the general ones, by its article for the others."""
    upper = code.upper()
    if name := section("invoice.exemptions", language).get(upper):
        return name
    article = upper.removeprefix("VATEX-EU-")
    if article != upper and is_digits(article[:1]):
        return f"{section('invoice.phrases', language)['exempt_article']} {visible(article)}, 2006/112/EC"
    return visible(code)


def reason_name(code: str, *, is_charge: bool, language: str) -> str:
    if is_charge:
        return _name("charges", code, language, "UNCL7161-charge-reason")
    return _name("allowances", code, language, "UNCL5189-allowance-reason")


def scheme_name(scheme: str, language: str) -> str:
    """Of an identifier (ICD, EAS); the code itself for a scheme that a Belgian reader hardly meets."""
    return section("invoice.schemes", language).get(scheme) or visible(scheme)


def unit_name(code: str, quantity: Decimal, language: str) -> str:
    """`uur`, `stuks`; the English name for a unit that is rare, the code itself for one that is unknown."""
    key = _SAME_UNIT.get(code, code)
    one = section("invoice.units", language).get(key)
    if one is None:
        return names("UNECE-Rec20-Rec21-units").get(code) or visible(code)
    is_one = abs(quantity) < 2 if language in _ONE_BELOW_TWO else abs(quantity) == 1
    return one if is_one else section("invoice.units_plural", language).get(key, one)


def _name(table: str, code: str, language: str, code_list: str) -> str:
    """In the reader's language; else the English name of the list; else the code."""
    return section(f"invoice.{table}", language).get(code) or names(code_list).get(code) or visible(code)
