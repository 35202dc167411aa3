"""SE-R-001 to SE-R-013: Swedish sellers, by the address."""

from decimal import Decimal

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import double, number
from schakel.einvoice.validation.peppol.identifiers import swedish

_RATES = (Decimal(6), Decimal(12), Decimal(25))
_APPROVED = "GODKÄND FÖR F-SKATT"


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return "SE" in facts.seller_addresses


def seller(context: RuleContext, group: Group) -> None:
    """SE-R-001 to SE-R-005, SE-R-013: VAT number, legal number, approval for F-tax."""
    for party in group.groups.get("Party", ()):
        vat = _vat_numbers(party)
        if any(text[:2] == "SE" for text in vat) and context.one_at_most(party, vat, "CompanyID"):
            if len(squeeze(vat[0])) != 14:
                context.report("SE-R-001", party, "", {"value": vat[0]})
            if double(vat[0][2:14]) is None:
                context.report("SE-R-002", party, "", {"value": vat[0]})
        for entity in party.groups.get("PartyLegalEntity", ()):
            if "CompanyID" in entity.values:
                _legal_number(context, entity, entity.squeezed("CompanyID"))
        if party.texts("PartyLegalEntity", "CompanyID"):
            _other_registrations(context, party)


def _vat_numbers(party: Group) -> list[str]:
    return [
        one.values.get("CompanyID", "")
        for one in party.groups.get("PartyTaxScheme", ())
        if "VAT" in one.texts("TaxScheme", "ID")
    ]


def _legal_number(context: RuleContext, entity: Group, value: str) -> None:
    if double(value) is None:
        context.report("SE-R-003", entity, "CompanyID", {"value": value})
    if len(value) != 10:
        context.report("SE-R-004", entity, "CompanyID", {"value": value})
    if (
        value[:9].isdecimal() and not value[:9].isascii()
    ):  # texts: `\d` of XPath takes the digits of every script, its sums do not
        context.report_once("STOP", entity, "CompanyID", {"element": "CompanyID"})
    if not swedish(value[:10]):
        context.report("SE-R-013", entity, "CompanyID", {"value": value})


def _other_registrations(context: RuleContext, party: Group) -> None:
    for one in party.groups.get("PartyTaxScheme", ()):
        if any(squeeze(text.upper()) == "VAT" for text in one.texts("TaxScheme", "ID")):
            continue
        for text in one.every("CompanyID"):
            if squeeze(text.upper()) != _APPROVED:
                context.report("SE-R-005", one, "CompanyID", {"value": text})


def category(context: RuleContext, group: Group) -> None:
    """SE-R-006: the Swedish rates; from 2026-11 between Swedish parties only."""
    if context.has("2026-11") and "SE" not in context.facts.buyer_addresses:
        return
    if (
        group.values.get("ID") == "S"
        and number(group.values.get("Percent")) not in _RATES
        and _has_swedish_vat(context)
    ):
        context.report("SE-R-006", group, "Percent", {"rate": group.values.get("Percent", "")})


def _has_swedish_vat(context: RuleContext) -> bool:
    parties = context.root.under("AccountingSupplierParty", "Party")
    return any(text[:2] == "SE" for party in parties for text in _vat_numbers(party))


def means(context: RuleContext, group: Group) -> None:
    """SE-R-007 to SE-R-012: plusgiro and bankgiro."""
    code = group.values.get("PaymentMeansCode")
    if code in ("50", "56"):
        context.report("SE-R-011", group, "PaymentMeansCode", {"value": code})
    buyers = context.root.texts("AccountingCustomerParty", "Party", "PostalAddress", "Country", "IdentificationCode")
    if code == "31" and "SE" in buyers:
        context.report("SE-R-012", group, "PaymentMeansCode", {"value": code})
    if group.squeezed("PaymentMeansCode") == "30":
        for account in group.groups.get("PayeeFinancialAccount", ()):
            _giro(context, account)


def _giro(context: RuleContext, account: Group) -> None:
    bank = [squeeze(text) for text in account.texts("FinancialInstitutionBranch", "ID")]
    if "ID" not in account.values or bank not in (["SE:PLUSGIRO"], ["SE:BANKGIRO"]):
        return
    value = account.squeezed("ID")
    numeric, length = ("SE-R-007", "SE-R-010") if bank == ["SE:PLUSGIRO"] else ("SE-R-008", "SE-R-009")
    if double(value) is None:
        context.report(numeric, account, "ID", {"value": value})
    if not (2 if length == "SE-R-010" else 7) <= len(value) <= 8:
        context.report(length, account, "ID", {"value": value})


GROUPS = (
    ("AccountingSupplierParty", seller, "SE-R-001 SE-R-002 SE-R-003 SE-R-004 SE-R-005 SE-R-013"),
    ("TaxCategory ClassifiedTaxCategory", category, "SE-R-006"),
    ("PaymentMeans", means, "SE-R-007 SE-R-008 SE-R-009 SE-R-010 SE-R-011 SE-R-012"),
)
