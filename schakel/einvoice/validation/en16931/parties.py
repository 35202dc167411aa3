"""Seller, buyer, payee, tax representative, addresses and delivery."""

from collections.abc import Iterable

from schakel.base.blanks import BLANKS, squeeze
from schakel.einvoice.codelists import codes, ordered
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import is_vat, vat_number
from schakel.einvoice.validation.groups import Group

_ICD = codes("ICD-iso6523")
_VAT_PREFIXES = f" {' '.join(ordered('ISO3166-1-alpha2'))} EL "  # Greece numbers its VAT with EL


def seller(context: RuleContext, group: Group) -> None:
    """BR-CO-26: the seller can be identified. UBL-SR-42: at most two tax registrations."""
    if (
        not vat_number(group.under("Party", "PartyTaxScheme"))
        and all(
            one.attribute("ID", "schemeID") == "SEPA"
            for one in _identified(group.under("Party", "PartyIdentification"))
        )
        and not group.texts("Party", "PartyLegalEntity", "CompanyID")
    ):
        context.report("BR-CO-26", group)
    for party in group.under("Party"):
        if len(party.groups.get("PartyTaxScheme", ())) > 2:
            context.report("UBL-SR-42", party)
        _endpoint(context, party, "BR-62")
        _address(context, party, "BR-09")


def buyer(context: RuleContext, group: Group) -> None:
    """BR-63 and BR-11: the scheme of the buyer's electronic address, the country of the postal one."""
    for party in group.under("Party"):
        _endpoint(context, party, "BR-63")
        _address(context, party, "BR-11")


def _identified(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if "ID" in group.values]


def _endpoint(context: RuleContext, party: Group, rule: str) -> None:
    if "EndpointID" in party.values and party.attribute("EndpointID", "schemeID") is None:
        context.report(rule, party, "EndpointID", {"value": party.values["EndpointID"]})


def _address(context: RuleContext, party: Group, rule: str) -> None:
    for address in party.groups.get("PostalAddress", ()):
        if not any(text.strip(BLANKS) for text in address.texts("Country", "IdentificationCode")):
            context.report(rule, address)


def payee(context: RuleContext, group: Group) -> None:
    """BR-17: a payee has a name and is not the seller. UBL-SR-19 to UBL-SR-21: and is named once."""
    names = group.texts("PartyName", "Name")
    seller_group = group.parent.first("AccountingSupplierParty") if group.parent else None
    sellers = seller_group.first("Party") if seller_group else None
    if (
        not names
        or (sellers and set(names) & set(sellers.texts("PartyName", "Name")))
        or (sellers and set(group.texts("PartyIdentification", "ID")) & set(sellers.texts("PartyIdentification", "ID")))
    ):
        context.report("BR-17", group)
    registered = sellers.texts("PartyLegalEntity", "RegistrationName") if sellers else []
    other = any(name != one for name in names for one in registered)
    if not other or len(names) > 1:
        context.report("UBL-SR-19", group)
    if not other or _other_than_sepa(group) > 1:
        context.report("UBL-SR-20", group)
    if not other or len(group.texts("PartyLegalEntity", "CompanyID")) > 1:
        context.report("UBL-SR-21", group)


def _other_than_sepa(payee_group: Group) -> int:
    return sum(
        (one.attribute("ID", "schemeID") or "").upper() != "SEPA"
        for one in _identified(payee_group.groups.get("PartyIdentification", ()))
    )


def tax_representative(context: RuleContext, group: Group) -> None:
    """BR-18, BR-19, BR-20, BR-56: name, address, country and VAT number; UBL-SR-22, UBL-SR-23: each once."""
    names = group.texts("PartyName", "Name")
    if context.one_at_most(group, names, "Name") and not "".join(names).strip(BLANKS):
        context.report("BR-18", group)
    if "PostalAddress" not in group.groups:
        context.report("BR-19", group)
    _address(context, group, "BR-20")
    schemes = group.groups.get("PartyTaxScheme", ())
    if not vat_number(schemes):
        context.report("BR-56", group)
    if len(names) > 1:
        context.report("UBL-SR-22", group)
    if len(group.texts("PartyTaxScheme", "CompanyID")) > 1:
        context.report("UBL-SR-23", group)


def tax_scheme(context: RuleContext, group: Group) -> None:
    """UBL-SR-53: a registration has a scheme and a number. BR-CO-09: a VAT number starts with a country."""
    if not group.texts("TaxScheme", "ID") or "CompanyID" not in group.values:
        context.report("UBL-SR-53", group)
    if is_vat(group) and group.values.get("CompanyID", "")[:2] not in _VAT_PREFIXES:
        context.report("BR-CO-09", group, "CompanyID", {"value": group.values["CompanyID"]})


def address(context: RuleContext, group: Group) -> None:
    """UBL-SR-51: one further address line."""
    if len(group.groups.get("AddressLine", ())) > 1:
        context.report("UBL-SR-51", group)


def delivery(context: RuleContext, group: Group) -> None:
    """BR-57: a place of delivery has a country. UBL-SR-25: one name."""
    for place in group.under("DeliveryLocation", "Address"):
        if not place.texts("Country", "IdentificationCode"):
            context.report("BR-57", place)
    if len(group.texts("DeliveryParty", "PartyName", "Name")) > 1:
        context.report("UBL-SR-25", group)


def identification(context: RuleContext, group: Group) -> None:
    """BR-CL-10: a party id's scheme is on the ICD list, or SEPA for a creditor. Noted for UBL-SR-29."""
    scheme = group.attribute("ID", "schemeID")
    if scheme is None:
        return
    if scheme.upper() == "SEPA":
        context.tally.creditor_ids += 1
    if squeeze(scheme) not in _ICD and not (squeeze(scheme) == "SEPA" and _is_creditor(group)):
        context.report("BR-CL-10", group, "ID", {"value": scheme})


def _is_creditor(group: Group) -> bool:
    here: Group | None = group
    while here is not None:
        if here.name in ("AccountingSupplierParty", "PayeeParty"):
            return True
        here = here.parent
    return False


def country(context: RuleContext, group: Group, name: str, text: str) -> None:
    """Noted for BR-B-01."""
    context.tally.countries.add(text)


GROUPS = (
    ("AccountingSupplierParty", seller, "BR-CO-26 BR-62 BR-09 UBL-SR-42"),
    ("AccountingCustomerParty", buyer, "BR-63 BR-11"),
    ("PayeeParty", payee, "BR-17 UBL-SR-19 UBL-SR-20 UBL-SR-21"),
    ("TaxRepresentativeParty", tax_representative, "BR-18 BR-19 BR-20 BR-56 UBL-SR-22 UBL-SR-23"),
    ("PartyTaxScheme", tax_scheme, "UBL-SR-53 BR-CO-09"),
    ("PostalAddress Address", address, "UBL-SR-51"),
    ("Delivery", delivery, "BR-57 UBL-SR-25"),
    ("PartyIdentification", identification, "BR-CL-10 UBL-SR-29"),
)
LEAVES = (("IdentificationCode", country, ""),)
