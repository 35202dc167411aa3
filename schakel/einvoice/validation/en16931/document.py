"""The document as a whole: BR-01 to BR-16, BR-53, BR-CO-03, BR-CO-18, BR-B, and what may occur only once (UBL-SR)."""

from schakel.base.blanks import BLANKS
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import Group

_SELLER = ("AccountingSupplierParty", "Party")
_BUYER = ("AccountingCustomerParty", "Party")

_FILLED = {
    "BR-01": "CustomizationID",
    "BR-02": "ID",
    "BR-03": "IssueDate",
    "BR-05": "DocumentCurrencyCode",
}
_AT_MOST_ONE = {
    "UBL-SR-01": ("ContractDocumentReference", "ID"),
    "UBL-SR-02": ("ReceiptDocumentReference", "ID"),
    "UBL-SR-03": ("DespatchDocumentReference", "ID"),
    "UBL-SR-05": ("PaymentTerms", "Note"),
    "UBL-SR-09": (*_SELLER, "PartyLegalEntity", "RegistrationName"),
    "UBL-SR-10": (*_SELLER, "PartyName", "Name"),
    "UBL-SR-11": (*_SELLER, "PartyLegalEntity", "CompanyID"),
    "UBL-SR-14": (*_SELLER, "PartyLegalEntity", "CompanyLegalForm"),
    "UBL-SR-15": (*_BUYER, "PartyLegalEntity", "RegistrationName"),
    "UBL-SR-16": (*_BUYER, "PartyIdentification", "ID"),
    "UBL-SR-17": (*_BUYER, "PartyLegalEntity", "CompanyID"),
    "UBL-SR-39": ("ProjectReference", "ID"),
    "UBL-SR-40": (*_BUYER, "PartyName", "Name"),
    "UBL-SR-45": ("PaymentMeans", "PaymentDueDate"),
    "UBL-SR-49": ("InvoicePeriod", "DescriptionCode"),
    "UBL-SR-56": ("OriginatorDocumentReference", "ID"),
}
_AT_MOST_ONE_GROUP = {
    "UBL-SR-08": ("InvoicePeriod",),
    "UBL-SR-24": ("Delivery",),
    "UBL-SR-54": ("PaymentMeans", "CardAccount"),
    "UBL-SR-55": ("PaymentMeans", "PaymentMandate"),
}


def mandatory(context: RuleContext, root: Group) -> None:
    """BR-01 to BR-08, BR-10, BR-16, BR-CO-18: what no document can do without."""
    for rule, name in _FILLED.items():
        if not root.filled(name):
            context.report(rule, root, name)
    if not (root.filled("InvoiceTypeCode") or root.filled("CreditNoteTypeCode")):
        context.report("BR-04", root, "InvoiceTypeCode" if root.name == "Invoice" else "CreditNoteTypeCode")
    for rule, party in (("BR-06", _SELLER), ("BR-07", _BUYER)):
        _registered_name(context, root, rule=rule, party=party)
    for rule, party in (("BR-08", _SELLER), ("BR-10", _BUYER)):
        if not any(root.under(*party, "PostalAddress")):
            context.report(rule, root)
    if not any(context.tally.lines.values()):
        context.report("BR-16", root)
    if not any(root.under("TaxTotal", "TaxSubtotal")):
        context.report("BR-CO-18", root)


def _registered_name(context: RuleContext, root: Group, *, rule: str, party: tuple[str, ...]) -> None:
    names = root.texts(*party, "PartyLegalEntity", "RegistrationName")
    if context.one_at_most(root, names, "RegistrationName") and not "".join(names).strip(BLANKS):
        context.report(rule, root)


def tax_dates_and_currency(context: RuleContext, root: Group) -> None:
    """BR-CO-03: a VAT date or the code for one, not both. BR-53: the VAT in the accounting currency."""
    if "TaxPointDate" in root.values and root.texts("InvoicePeriod", "DescriptionCode"):
        context.report("BR-CO-03", root, "TaxPointDate")
    for currency in root.every("TaxCurrencyCode"):
        if currency not in context.tally.tax_currencies:
            context.report("BR-53", root, "TaxCurrencyCode", {"currency": currency})


def split_payment(context: RuleContext, root: Group) -> None:
    """BR-B-01, BR-B-02: Italian split payment only within Italy, and not beside the standard rate."""
    used = {code for _, code in context.tally.raw}
    if "B" in used and context.tally.countries - {"IT"}:
        context.report("BR-B-01", root)
    in_document = {code for place, code in context.tally.raw if place in ("line", "subtotal", "document")}
    if {"B", "S"} <= in_document:
        context.report("BR-B-02", root)


def at_most_one(context: RuleContext, root: Group) -> None:
    """UBL-SR-01 to UBL-SR-56: what UBL lets repeat and the invoice of EN 16931 does not."""
    for rule, path in _AT_MOST_ONE.items():
        if not context.repeated.isdisjoint(path) and len(root.texts(*path)) > 1:
            context.report(rule, root, "", {"element": path[-1]})
    for rule, path in _AT_MOST_ONE_GROUP.items():
        if not context.repeated.isdisjoint(path) and len(root.under(*path)) > 1:
            context.report(rule, root, "", {"element": path[-1]})
    objects = [one for one in root.under("AdditionalDocumentReference") if "130" in one.every("DocumentTypeCode")]
    if sum(len(one.every("ID")) for one in objects) > 1:
        context.report("UBL-SR-04", root, "", {"element": "AdditionalDocumentReference"})
    if context.tally.creditor_ids > 1:
        context.report("UBL-SR-29", root, "", {"element": "PartyIdentification"})


def at_most_one_tax_number(context: RuleContext, root: Group) -> None:
    """UBL-SR-12, UBL-SR-13, UBL-SR-18: one VAT number a party, and one other tax registration of the seller."""
    if context.repeated.isdisjoint(("PartyTaxScheme", "CompanyID")):
        return
    sellers = _tax_numbers(root, _SELLER)
    if sellers.count("VAT") > 1:
        context.report("UBL-SR-12", root)
    if len(sellers) - sellers.count("VAT") > 1:
        context.report("UBL-SR-13", root)
    if _tax_numbers(root, _BUYER).count("VAT") > 1:
        context.report("UBL-SR-18", root)


def _tax_numbers(root: Group, party: tuple[str, ...]) -> list[str]:
    """The scheme of each number; a PartyTaxScheme whose TaxScheme has no ID counts as another scheme."""
    return [
        "VAT" if any(text.upper() == "VAT" for text in scheme.texts("TaxScheme", "ID")) else "other"
        for scheme in root.under(*party, "PartyTaxScheme")
        if any(scheme.under("TaxScheme"))
        for _ in scheme.every("CompanyID")
    ]


def payment_repeats(context: RuleContext, root: Group) -> None:
    """UBL-SR-44, UBL-SR-46, UBL-SR-47: one payment reference, one name and one code of the means of payment."""
    if len(context.tally.payment_ids) > 1:
        context.report("UBL-SR-44", root, "", {"values": ", ".join(sorted(context.tally.payment_ids))})
    if len(context.tally.payment_codes) > 1:
        context.report("UBL-SR-47", root, "", {"values": ", ".join(sorted(context.tally.payment_codes))})
    named = [means for means in root.under("PaymentMeans") if means.attribute("PaymentMeansCode", "name") is not None]
    if len(named) > 1:
        context.report("UBL-SR-46", root)


def versions(context: RuleContext, root: Group) -> None:
    """UBL-CR-002: UBL 2.1 or nothing said. UBL-CR-412: an invoice has its due date under the root."""
    if "UBLVersionID" in root.values and "2.1" not in root.every("UBLVersionID"):
        context.report("UBL-CR-002", root, "UBLVersionID")
    if root.name == "Invoice" and root.texts("PaymentMeans", "PaymentDueDate"):
        context.report("UBL-CR-412", root)


def payment_id(context: RuleContext, group: Group, name: str, text: str) -> None:
    """Noted for UBL-SR-44."""
    context.tally.payment_ids.add(text)


def payment_code(context: RuleContext, group: Group, name: str, text: str) -> None:
    """Noted for UBL-SR-47."""
    context.tally.payment_codes.add(text)


GROUPS = (
    ("Invoice CreditNote", mandatory, "BR-01 BR-02 BR-03 BR-04 BR-05 BR-06 BR-07 BR-08 BR-10 BR-16 BR-CO-18"),
    ("Invoice CreditNote", tax_dates_and_currency, "BR-CO-03 BR-53"),
    ("Invoice CreditNote", split_payment, "BR-B-01 BR-B-02"),
    (
        "Invoice CreditNote",
        at_most_one,
        " ".join((*_AT_MOST_ONE, *_AT_MOST_ONE_GROUP, "UBL-SR-04", "UBL-SR-29")),
    ),
    ("Invoice CreditNote", at_most_one_tax_number, "UBL-SR-12 UBL-SR-13 UBL-SR-18"),
    ("Invoice CreditNote", payment_repeats, "UBL-SR-44 UBL-SR-46 UBL-SR-47"),
    ("Invoice CreditNote", versions, "UBL-CR-002 UBL-CR-412"),
)
LEAVES = (
    ("PaymentID", payment_id, "UBL-SR-44"),
    ("PaymentMeansCode", payment_code, "UBL-SR-47"),
)
