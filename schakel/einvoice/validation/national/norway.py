"""NO-R-001, NO-R-002: Norwegian sellers, by the country of the VAT number."""

import re

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.peppol.identifiers import mod11

_VAT = re.compile("[0-9]{9}MVA")


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.seller_country == "NO"


def seller(context: RuleContext, group: Group) -> None:
    """A valid number with MVA; and normally the word Foretaksregisteret."""
    for party in group.groups.get("Party", ()):
        numbers = [text for one in _schemes(party, "VAT") for text in one.every("CompanyID")]
        norwegian = any(text[:2] == "NO" for text in numbers)
        if norwegian and context.one_at_most(party, numbers, "CompanyID") and not _is_valid(numbers[0]):
            context.report("NO-R-001", party, "", {"value": numbers[0]})
        registered = [text for one in _schemes(party, "TAX") for text in one.every("CompanyID")]
        if context.one_at_most(party, registered, "CompanyID") and squeeze("".join(registered)) != "Foretaksregisteret":
            context.report("NO-R-002", party)


def _schemes(party: Group, scheme: str) -> list[Group]:
    return [
        one
        for one in party.groups.get("PartyTaxScheme", ())
        if any(squeeze(text) == scheme for text in one.texts("TaxScheme", "ID"))
    ]


def _is_valid(text: str) -> bool:
    return text[:2] == "NO" and _VAT.fullmatch(text[2:]) is not None and mod11(text[2:11])


GROUPS = (("AccountingSupplierParty", seller, "NO-R-001 NO-R-002"),)
