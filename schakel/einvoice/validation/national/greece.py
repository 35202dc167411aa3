"""GR-R-001 to GR-S-011: Greek sellers, by the country of the VAT number of seller or representative.

GR-R-009 alone leaves the representative aside.
"""

import re
from collections.abc import Callable

from schakel.base.blanks import squeeze
from schakel.base.digits import is_digits
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import double

_COUNTRIES = ("GR", "EL")
_TYPES = frozenset(("1.1", "1.6", "2.1", "2.4", "5.1", "5.2"))
_DAY = re.compile(r"(0?[1-9]|[12][0-9]|3[01])[-\\/ ]?(0?[1-9]|1[0-2])[-\\/ ]?(19|20)[0-9]{2}")
_MARK = "##M.AR.K##"
_URL = "##INVOICE|URL##"
_NATURAL = re.compile("[1-9][0-9]*")
_WHOLE = re.compile(r"[ \t\r\n]*([+-]?[0-9]+)[ \t\r\n]*")


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return _greek_sender(facts) or _greek_seller(facts)


def _greek_sender(facts: Facts) -> bool:
    return facts.seller_country in _COUNTRIES


def _greek_seller(facts: Facts) -> bool:
    return facts.seller_own_country in _COUNTRIES


def tax_number(text: str) -> bool:
    """Nine digits; the last follows from the others, weighted by powers of two. What comes after is not looked at."""
    text = text[:9]
    if len(text) < 9 or not is_digits(text):
        return False
    total = sum(int(digit) << (8 - at) for at, digit in enumerate(text[:8]))  # texts: nine digits, checked above
    return total % 11 % 10 == int(text[8])  # texts: nine digits, checked above


def document_number(context: RuleContext, root: Group) -> None:
    """GR-R-001-1 to GR-R-001-7: six segments with a `|` between. From 2026-11 the kind (5) is not looked at."""
    if "ID" not in root.values or not _greek_sender(context.facts):
        return
    segments = root.values["ID"].split("|")
    rules = {
        "GR-R-001-1": len(segments) == 6,
        "GR-R-001-2": _is_of_seller(root, _at(segments, 0)),
        "GR-R-001-3": _is_issue_date(root, _at(segments, 1)),
        "GR-R-001-4": _is_from_zero(context, root, _at(segments, 2)),
        "GR-R-001-5": _at(segments, 3) in _TYPES,
        "GR-R-001-6": bool(_at(segments, 4)),
        "GR-R-001-7": bool(_at(segments, 5)),
    }
    for rule, right in rules.items():
        if not right and not (rule == "GR-R-001-5" and context.has("2026-11")):
            context.report(rule, root, "ID", {"value": root.values["ID"]})


def _is_from_zero(context: RuleContext, root: Group, segment: str) -> bool:
    """A number that is not whole stops the official file, which asks first whether it is one."""
    whole = _WHOLE.fullmatch(segment)
    if not whole and double(segment) is not None:
        context.report_once("STOP", root, "ID", {"element": "ID"})
    return whole is not None and (whole[1][0] != "-" or not whole[1].strip("-0"))


def _at(segments: list[str], index: int) -> str:
    return segments[index] if index < len(segments) else ""


def _is_of_seller(root: Group, segment: str) -> bool:
    parties = [*root.under("AccountingSupplierParty", "Party"), *root.under("TaxRepresentativeParty")]
    return (
        len(squeeze(segment)) == 9
        and tax_number(segment)
        and any(segment == number[2:11] for party in parties for number in _vat(party, str))
    )


def _is_issue_date(root: Group, segment: str) -> bool:
    return (
        _DAY.match(segment) is not None
        and segment.split("/")[:3] == root.values.get("IssueDate", "").split("-")[:3][::-1]
    )


def _vat(party: Group, clean: Callable[[str], str] = squeeze) -> list[str]:
    return [
        one.values["CompanyID"]
        for one in party.groups.get("PartyTaxScheme", ())
        if "CompanyID" in one.values and any(clean(text) == "VAT" for text in one.texts("TaxScheme", "ID"))
    ]


def _is_greek_vat(numbers: list[str]) -> bool:
    return len(numbers) == 1 and numbers[0][:2] == "EL" and tax_number(numbers[0][2:])


def seller(context: RuleContext, group: Group) -> None:
    """GR-R-002, GR-R-003, GR-R-009, GR-S-011: name, tax number and electronic address of the seller."""
    for party in group.groups.get("Party", ()):
        if _greek_sender(context.facts):
            _named(context, party, "GR-R-002")
            numbers = _vat(party)
            if not _is_greek_vat(numbers):
                context.report("GR-S-011", party)
            for number in numbers:
                if not _is_greek_vat([number]):
                    context.report("GR-R-003", party, "", {"value": number})
        if _greek_seller(context.facts):
            _endpoint(context, party, "GR-R-009")


def _named(context: RuleContext, party: Group, rule: str) -> None:
    names = party.texts("PartyName", "Name")
    if context.one_at_most(party, names, "Name") and not any(names):
        context.report(rule, party)


def _endpoint(context: RuleContext, party: Group, rule: str) -> None:
    if "EndpointID" not in party.values:
        return
    value = party.values["EndpointID"]
    if party.attribute("EndpointID", "schemeID") != "9933" or not tax_number(value):
        context.report(rule, party, "EndpointID", {"value": value})


def buyer(context: RuleContext, group: Group) -> None:
    """GR-R-005: name of the buyer. GR-R-006, GR-R-010: tax number and electronic address of a Greek buyer."""
    if not _greek_sender(context.facts):
        return
    for party in group.groups.get("Party", ()):
        _named(context, party, "GR-R-005")
        if context.facts.buyer_country in _COUNTRIES:
            if not _is_greek_vat(_vat(party)):
                context.report("GR-R-006", party)
            _endpoint(context, party, "GR-R-010")


def registrations(context: RuleContext, root: Group) -> None:
    """GR-R-004-1, GR-S-008-1, GR-R-008-2: the number of the tax authority, and the page of the invoice."""
    if not _at_home(context):
        return
    described = [one.every("DocumentDescription") for one in root.under("AdditionalDocumentReference")]
    if sum(_MARK in texts for texts in described) != 1:
        context.report("GR-R-004-1", root)
    pages = sum(_URL in texts for texts in described)
    if pages != 1:
        context.report("GR-S-008-1", root)
    if pages > 1:
        context.report("GR-R-008-2", root)


def _at_home(context: RuleContext) -> bool:
    """A Greek sender whose seller has a Greek address."""
    return _greek_sender(context.facts) and "GR" in context.facts.seller_addresses


def reference(context: RuleContext, group: Group) -> None:
    """GR-R-004-2, GR-R-008-3: the number is one; the page has an address."""
    described = group.every("DocumentDescription")
    if _MARK in described and _at_home(context) and not _NATURAL.match(group.values.get("ID", "")):
        context.report("GR-R-004-2", group, "ID", {"value": group.values.get("ID", "")})
    if (
        _URL in described
        and _greek_sender(context.facts)
        and not any(map(squeeze, group.texts("Attachment", "ExternalReference", "URI")))
    ):
        context.report("GR-R-008-3", group)


GROUPS = (
    ("Invoice CreditNote", document_number, " ".join(f"GR-R-001-{at}" for at in range(1, 8))),
    ("AccountingSupplierParty", seller, "GR-R-002 GR-R-003 GR-R-009 GR-S-011"),
    ("AccountingCustomerParty", buyer, "GR-R-005 GR-R-006 GR-R-010"),
    ("Invoice CreditNote", registrations, "GR-R-004-1 GR-S-008-1 GR-R-008-2"),
    ("AdditionalDocumentReference", reference, "GR-R-004-2 GR-R-008-3"),
)
