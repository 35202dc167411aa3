"""IT-R-001 to IT-R-004: Italian sellers, by the country of the VAT number."""

import re

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group

_TAX_CODE = re.compile("[A-Z0-9]{11,16}")
_ADDRESS = {"IT-R-002": "StreetName", "IT-R-003": "CityName", "IT-R-004": "PostalZone"}


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.seller_country == "IT"


def seller(context: RuleContext, group: Group) -> None:
    """A tax code of 11 to 16 characters beside the VAT number; a whole address."""
    for party in group.groups.get("Party", ()):
        for scheme in party.groups.get("PartyTaxScheme", ()):
            is_vat = any(squeeze(text) == "VAT" for text in scheme.texts("TaxScheme", "ID"))
            if not is_vat and not _TAX_CODE.fullmatch(scheme.squeezed("CompanyID")):
                context.report("IT-R-001", scheme, "CompanyID", {"value": scheme.squeezed("CompanyID")})
        for rule, name in _ADDRESS.items():
            if not party.texts("PostalAddress", name):
                context.report(rule, party)


GROUPS = (("AccountingSupplierParty", seller, " ".join(("IT-R-001", *_ADDRESS))),)
