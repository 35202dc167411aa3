"""IS-R-001 to IS-R-010: Icelandic sellers, by the address."""

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import day

_REGISTER = "0196"
_FINAL_DATE = "EINDAGI"  # after the due date: from when interest is owed


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.seller_addresses == ["IS"]


def document(context: RuleContext, root: Group) -> None:
    """IS-R-001: an invoice or credit note. IS-R-006, IS-R-007: claims and transfers to an account of twelve digits."""
    if root.squeezed("InvoiceTypeCode" if root.name == "Invoice" else "CreditNoteTypeCode") not in ("380", "381"):
        context.report("IS-R-001", root)
    for rule, code in (("IS-R-006", "9"), ("IS-R-007", "42")):
        means = [one for one in root.under("PaymentMeans") if one.values.get("PaymentMeansCode") == code]
        accounts = [text for one in means for text in one.texts("PayeeFinancialAccount", "ID")]
        if (
            context.one_at_most(root, accounts, "PayeeFinancialAccount")
            and means
            and len(squeeze("".join(accounts))) != 12
        ):
            context.report(rule, root)


def final_date(context: RuleContext, root: Group) -> None:
    """IS-R-008 to IS-R-010: a final date is a date, with a due date, and not before it."""
    given = [
        one for one in root.under("AdditionalDocumentReference") if _FINAL_DATE in one.every("DocumentDescription")
    ]
    if not given:
        return
    final, due = given[0].values.get("ID", ""), root.values.get("DueDate")
    context.one_at_most(root, [one.values.get("ID", "") for one in given], "AdditionalDocumentReference")
    if len(final) != 10 or day(final) is None:
        context.report("IS-R-008", given[0], "ID", {"value": final})
    if due is None:
        context.report("IS-R-009", root)
    if due is None or due > final:
        context.report("IS-R-010", given[0], "ID", {"value": final, "limit": due or ""})


def seller(context: RuleContext, group: Group) -> None:
    """IS-R-002, IS-R-003: number and address of the seller."""
    _party(context, group, "IS-R-002", "IS-R-003")


def buyer(context: RuleContext, group: Group) -> None:
    """IS-R-004, IS-R-005: number and address of an Icelandic buyer."""
    if context.facts.buyer_addresses == ["IS"]:
        _party(context, group, "IS-R-004", "IS-R-005")


def _party(context: RuleContext, group: Group, number_rule: str, address_rule: str) -> None:
    entities = group.under("Party", "PartyLegalEntity")
    if not any(one.attribute("CompanyID", "schemeID") == _REGISTER for one in entities):
        context.report(number_rule, group)
    if not (
        group.texts("Party", "PostalAddress", "StreetName") and group.texts("Party", "PostalAddress", "PostalZone")
    ):
        context.report(address_rule, group)


GROUPS = (
    ("Invoice CreditNote", document, "IS-R-001 IS-R-006 IS-R-007"),
    ("Invoice CreditNote", final_date, "IS-R-008 IS-R-009 IS-R-010"),
    ("AccountingSupplierParty", seller, "IS-R-002 IS-R-003"),
    ("AccountingCustomerParty", buyer, "IS-R-004 IS-R-005"),
)
