"""PEPPOL-COMMON-R040 to R057: numbers of parties have the form and the check digits of their scheme."""

import re
from collections.abc import Callable

from schakel.base.belgium import enterprise_check, is_enterprise_number
from schakel.base.blanks import BLANKS, squeeze
from schakel.base.check_digits import gs1, luhn
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import Group

Check = Callable[[str], bool]
# texts: every calculation here first asks a pattern for the digits it takes


def _shaped(pattern: str) -> Check:
    form = re.compile(pattern, re.ASCII)
    return lambda text: form.fullmatch(text) is not None


def gln(text: str) -> bool:
    """GS1, of any length."""
    return _DIGITS(text) and gs1(text)


_DIGITS = _shaped("[0-9]+")


def mod11(text: str) -> bool:
    """Norway, Denmark: weights 2 to 7 from the right, and again."""
    if not _DIGITS(text) or int(text) == 0:
        return False
    total = sum(int(digit) * (at % 6 + 2) for at, digit in enumerate(reversed(text[:-1])))
    return (11 - total % 11) % 11 == int(text[-1])


def norwegian(text: str) -> bool:
    """Nine digits with a check digit."""
    return len(text) == 9 and mod11(text)


def belgian(text: str) -> bool:
    """Ten digits; the last two are 97 less the remainder of the first eight by 97."""
    return _TEN(text) and enterprise_check(text[:8]) == text[8:]


_TEN = _shaped("[0-9]{10}")


def swedish(text: str) -> bool:
    """Ten digits with a check digit."""
    return _TEN(text) and luhn(text)


def australian(text: str) -> bool:
    """Eleven digits, weighted, less one at the first: a multiple of 89."""
    if not _ELEVEN(text):
        return False
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    digits = [int(text[0]) - 1, *map(int, text[1:])]
    return sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 89 == 0


_ELEVEN = _shaped("[0-9]{11}")


def italian_tax_code(text: str) -> bool:
    """Codice fiscale: eleven digits of a company, or sixteen letters and digits of a person."""
    return _ELEVEN(text) or _CODICE_FISCALE(text)


_CODICE_FISCALE = _shaped("[A-Za-z]{6}[0-9]{2}[A-Za-z][0-9]{2}.{3}[0-9][A-Za-z]")


def italian_vat(text: str) -> bool:
    """Partita IVA: IT and eleven digits with a check digit; what does not begin with IT is not looked at."""
    return text[:2] not in ("IT", "it") or (_ELEVEN(text[2:]) and luhn(text[2:]))


def luxembourgish(text: str) -> bool:
    """The matricule: eleven digits; the fifth and sixth, the legal form, from 20; weighted, a check digit modulo 11.

    Legal form 24 has a second series, whose check digit is one more.
    """
    if not _ELEVEN(text) or int(text[4:6]) < 20:
        return False
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(weight * int(digit) for weight, digit in zip(weights, text[:10], strict=True)) % 11
    right = {-rest % 11, (12 - rest) % 11} if text[4:6] == "24" else {-rest % 11}
    return int(text[10]) in right


_BY_SCHEME: dict[str, tuple[str, Check]] = {
    "0088": ("PEPPOL-COMMON-R040", gln),
    "0192": ("PEPPOL-COMMON-R041", norwegian),
    "0208": ("PEPPOL-COMMON-R043", belgian),
    "0201": ("PEPPOL-COMMON-R044", _shaped("[A-Za-z0-9]{6}")),
    "0210": ("PEPPOL-COMMON-R045", italian_tax_code),
    "0211": ("PEPPOL-COMMON-R047", italian_vat),
    "0007": ("PEPPOL-COMMON-R049", swedish),
    "0151": ("PEPPOL-COMMON-R050", australian),
    "0106": ("PEPPOL-COMMON-R054", _shaped("[0-9]{8}")),
    "0190": ("PEPPOL-COMMON-R055", _shaped("[0-9]{20}")),
    "9944": ("PEPPOL-COMMON-R056-1", _shaped("NL[0-9]{9}B[0-9]{2}")),
    "0217": ("PEPPOL-COMMON-R057", _shaped("[0-9]{12}")),
}
_BY_SCHEME_AS_IT_STANDS: dict[str, tuple[str, Check]] = {
    "0184": ("PEPPOL-COMMON-R042", _shaped("(DK)?[0-9]{8}")),
    "0096": ("PEPPOL-COMMON-R052", _shaped("[0-9]{10}")),
    "0198": ("PEPPOL-COMMON-R053", _shaped("DK[0-9]{8}")),
}
_HELD_MORE_TIGHTLY = {"0088": _shaped("[0-9]{13}"), "0208": _shaped("[01][0-9]{9}")}  # from 2026-11
_ANYTHING = _shaped("(?s:.*)")
_ENDPOINT_ONLY = {"9907": ("PEPPOL-COMMON-R046", italian_tax_code)}
_DUTCH_VAT = _BY_SCHEME["9944"][1]
_LAST_SCHEME, _AFTER_DUTCH_VAT = "0217", "PEPPOL-COMMON-R057"  # the official file asks for a Dutch VAT number first


def identifier(context: RuleContext, group: Group, name: str, text: str) -> None:
    """The number of an electronic address, of a party or of a company."""
    scheme = group.attribute(name, "schemeID")
    rule = broken_rule(name, scheme or "", text)
    if rule and not (rule == _AFTER_DUTCH_VAT and group.name == "PartyTaxScheme"):
        context.report(rule, group, name, {"value": text.strip(BLANKS), "scheme": scheme or ""})
    elif not rule and not _HELD_MORE_TIGHTLY.get(scheme or "", _ANYTHING)(squeeze(text)):
        context.report_upcoming(
            _BY_SCHEME[scheme or ""][0], group, name, {"value": text.strip(BLANKS), "scheme": scheme or ""}
        )
    if scheme == "0240" and context.has("2026-11") and not luxembourgish(squeeze(text)):
        context.report("PEPPOL-COMMON-R059", group, name, {"value": text.strip(BLANKS)})


def broken_rule(name: str, scheme: str, text: str) -> str | None:
    """Which rule a number under a scheme breaks; `name` is the element in which it stands."""
    found, value = _BY_SCHEME.get(scheme), squeeze(text)
    if found is None:
        found, value = _BY_SCHEME_AS_IT_STANDS.get(scheme), text
    if found is None and name == "EndpointID":
        found, value = _ENDPOINT_ONLY.get(scheme), squeeze(text)
    return None if found is None or found[1](value) else found[0]


def identification(context: RuleContext, group: Group) -> None:
    """The same for a PartyIdentification."""
    if "ID" in group.values:
        identifier(context, group, "ID", group.values["ID"])


def vat_of_2026_11(context: RuleContext, group: Group) -> None:
    """R058, R062: VAT numbers of Luxembourg and Belgium; a number that its scheme looks at before is left to it."""
    value, scheme = group.squeezed("CompanyID"), group.attribute("CompanyID", "schemeID") or ""
    if not context.has("2026-11") or "VAT" not in _schemes(group) or scheme in _BEFORE_VAT:
        return
    number = value.upper()
    if value.startswith("BE") and not is_enterprise_number(number[2:]):
        context.report("PEPPOL-COMMON-R062", group, "CompanyID", {"value": value})
    if number.startswith("LU") and not (_EIGHT(number[2:]) and int(number[2:8]) % 89 == int(number[8:])):
        context.report("PEPPOL-COMMON-R058", group, "CompanyID", {"value": value})


_EIGHT = _shaped("[0-9]{8}")
_BEFORE_VAT = frozenset({"0088", "0192", "0184", "0208"})


def dutch_vat(context: RuleContext, group: Group) -> None:
    """R056-2: a VAT number that begins with NL is a Dutch one. R057 looks at what is none.

    A number with one of the other schemes is looked at by that scheme alone.
    """
    value, scheme = group.squeezed("CompanyID"), group.attribute("CompanyID", "schemeID") or ""
    if value.startswith("NL") and "VAT" in _schemes(group):
        looked_at = scheme in _BY_SCHEME_AS_IT_STANDS or (scheme in _BY_SCHEME and scheme != _LAST_SCHEME)
        if not looked_at and not _DUTCH_VAT(value):
            context.report("PEPPOL-COMMON-R056-2", group, "CompanyID", {"value": value})
    elif scheme == _LAST_SCHEME and broken_rule("CompanyID", scheme, value):
        context.report(_AFTER_DUTCH_VAT, group, "CompanyID", {"value": value, "scheme": scheme})


def _schemes(group: Group) -> list[str]:
    return [squeeze(text) for text in group.texts("TaxScheme", "ID")]


_RULES = "PEPPOL-COMMON-R059 " + " ".join(
    rule for table in (_BY_SCHEME, _BY_SCHEME_AS_IT_STANDS, _ENDPOINT_ONLY) for rule, _ in table.values()
)
GROUPS = (
    ("PartyTaxScheme", dutch_vat, "PEPPOL-COMMON-R056-2 PEPPOL-COMMON-R057"),
    ("PartyTaxScheme", vat_of_2026_11, "PEPPOL-COMMON-R058 PEPPOL-COMMON-R062"),
    ("PartyIdentification", identification, _RULES),
)
LEAVES = (("EndpointID CompanyID", identifier, _RULES),)
