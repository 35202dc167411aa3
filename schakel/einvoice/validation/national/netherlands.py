"""NL-R-001 to NL-R-009: Dutch sellers, by the address; some where the buyer is Dutch too."""

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ZERO, number

_ADDRESS = ("StreetName", "CityName", "PostalZone")
_REGISTERS = ("0106", "0190")
_MEANS = ("30", "48", "49", "57", "58", "59")


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.seller_address == "NL"


def _both(context: RuleContext) -> bool:
    return context.facts.buyer_address == "NL"


def references(context: RuleContext, root: Group) -> None:
    """NL-R-001: a credit note names its invoice."""
    if "CreditNoteTypeCode" in root.values and not root.texts("BillingReference", "InvoiceDocumentReference", "ID"):
        context.report("NL-R-001", root)


def order_line(context: RuleContext, group: Group) -> None:
    """NL-R-009: an order line stands in a named order."""
    if "LineID" in group.values and not context.root.texts("OrderReference", "ID"):
        context.report("NL-R-009", group, "LineID")


def seller(context: RuleContext, group: Group) -> None:
    """NL-R-002, NL-R-003: address and register of the seller."""
    _party(context, group, "NL-R-002", "NL-R-003")


def buyer(context: RuleContext, group: Group) -> None:
    """NL-R-004, NL-R-005: address and register of the buyer."""
    if _both(context):
        _party(context, group, "NL-R-004", "NL-R-005")


def _party(context: RuleContext, group: Group, address_rule: str, register_rule: str) -> None:
    for address in group.under("Party", "PostalAddress"):
        _address(context, address, address_rule)
    for entity in group.under("Party", "PartyLegalEntity"):
        if "CompanyID" in entity.values and (
            not any(f" {one} " in f" {entity.attribute('CompanyID', 'schemeID') or ''} " for one in _REGISTERS)
            or not entity.filled("CompanyID")
        ):
            context.report(register_rule, entity, "CompanyID", {"value": entity.values["CompanyID"]})


def _address(context: RuleContext, address: Group, rule: str) -> None:
    if not all(name in address.values for name in _ADDRESS):
        context.report(rule, address)


def representative(context: RuleContext, group: Group) -> None:
    """NL-R-006: address of a Dutch tax representative."""
    countries = group.texts("PostalAddress", "Country", "IdentificationCode")
    if [squeeze(text).upper() for text in countries] == ["NL"]:
        for address in group.groups["PostalAddress"]:
            _address(context, address, "NL-R-006")


def payable(context: RuleContext, group: Group) -> None:
    """NL-R-007: what the buyer is to pay says how; a negative credit note is to be paid too."""
    amount = number(group.values.get("PayableAmount"))
    owed = amount is None or (amount > ZERO if context.root.name == "Invoice" else amount < ZERO)
    if owed and "PaymentMeans" not in context.root.groups:
        context.report("NL-R-007", group)


def means(context: RuleContext, group: Group) -> None:
    """NL-R-008: means of payment between Dutch parties."""
    if _both(context) and group.squeezed("PaymentMeansCode") not in _MEANS:
        context.report("NL-R-008", group, "PaymentMeansCode", {"value": group.squeezed("PaymentMeansCode")})


GROUPS = (
    ("Invoice CreditNote", references, "NL-R-001"),
    ("OrderLineReference", order_line, "NL-R-009"),
    ("AccountingSupplierParty", seller, "NL-R-002 NL-R-003"),
    ("AccountingCustomerParty", buyer, "NL-R-004 NL-R-005"),
    ("TaxRepresentativeParty", representative, "NL-R-006"),
    ("LegalMonetaryTotal", payable, "NL-R-007"),
    ("PaymentMeans", means, "NL-R-008"),
)
