"""SK-R-001 to SK-R-007: seller and buyer in Slovakia, by the address; of the release 2026-11, warnings.

Source: release notes of BIS Billing 3.0.22 and peppol-bis-invoice-3 pull request 231.
"""

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group

_SELLER = (("SK-R-002", "StreetName"), ("SK-R-003", "CityName"), ("SK-R-004", "PostalZone"))
_BUYER = (("SK-R-005", "StreetName"), ("SK-R-006", "CityName"), ("SK-R-007", "PostalZone"))


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.seller_address == facts.buyer_address == "SK"


def corrected(context: RuleContext, root: Group) -> None:
    """SK-R-001: a corrected invoice names the invoice before."""
    if context.has("2026-11") and root.squeezed("InvoiceTypeCode") == "384" and not any(root.under("BillingReference")):
        context.report("SK-R-001", root)


def seller(context: RuleContext, group: Group) -> None:
    """SK-R-002 to SK-R-004: street, town and postal code of the seller."""
    _address(context, group, _SELLER)


def buyer(context: RuleContext, group: Group) -> None:
    """SK-R-005 to SK-R-007: street, town and postal code of the buyer."""
    _address(context, group, _BUYER)


def _address(context: RuleContext, group: Group, rules: tuple[tuple[str, str], ...]) -> None:
    for rule, name in rules:
        if context.has("2026-11") and not group.texts("Party", "PostalAddress", name):
            context.report(rule, group)


GROUPS = (
    ("Invoice CreditNote", corrected, "SK-R-001"),
    ("AccountingSupplierParty", seller, "SK-R-002 SK-R-003 SK-R-004"),
    ("AccountingCustomerParty", buyer, "SK-R-005 SK-R-006 SK-R-007"),
)
