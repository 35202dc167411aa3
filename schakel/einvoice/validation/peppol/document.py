"""PEPPOL-EN16931-R001 to R007, R053 to R055, R080: the document and its VAT totals; R008: nothing empty."""

from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import SELF_BILLING
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import ZERO, from_zero, number

_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
WITH_RESPONSE = "urn:peppol:bis:billing_with_response"
_SHARED_PROCESSES = (
    WITH_RESPONSE,
    "urn:peppol:france:billing:regulated",
    "urn:peppol:france:billing:non-regulated",
)
PROCESSES = {
    False: frozenset({"urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", *_SHARED_PROCESSES}),
    True: frozenset({"urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0", *_SHARED_PROCESSES}),
}


def process(context: RuleContext, root: Group) -> None:
    """R001, R004, R007: which specification and which process of Peppol it follows."""
    if "ProfileID" not in root.values:
        context.report("PEPPOL-EN16931-R001", root)
    if root.squeezed("ProfileID") not in PROCESSES[context.facts.self_billing]:
        context.report("PEPPOL-EN16931-R007", root, "ProfileID", {"value": root.squeezed("ProfileID")})
    specification = root.squeezed("CustomizationID")
    if not specification.startswith((_BILLING, SELF_BILLING)) or "::" in specification:
        context.report("PEPPOL-EN16931-R004", root, "CustomizationID", {"value": specification})


def references(context: RuleContext, root: Group) -> None:
    """R002, R003, R080: one note, something by which the buyer knows it, one project."""
    if "Note" in root.repeats and not context.facts.both_german:
        context.report("PEPPOL-EN16931-R002", root, "Note")
    if "BuyerReference" not in root.values and not root.texts("OrderReference", "ID"):
        context.report("PEPPOL-EN16931-R003", root)
    if root.name == "CreditNote":
        projects = [one for one in root.under("AdditionalDocumentReference") if "50" in one.every("DocumentTypeCode")]
        if len(projects) > 1:
            context.report("PEPPOL-EN16931-R080", root)


def tax_totals(context: RuleContext, root: Group) -> None:
    """R005, R053, R054, R055: one VAT total with a breakdown, and one without in another accounting currency."""
    totals = root.groups.get("TaxTotal", [])
    broken_down = sum("TaxSubtotal" in one.groups for one in totals)
    if broken_down != 1:
        context.report("PEPPOL-EN16931-R053", root)
    if len(totals) - broken_down != ("TaxCurrencyCode" in root.values):
        context.report("PEPPOL-EN16931-R054", root)
    if "TaxCurrencyCode" not in root.values:
        return
    document, accounting = root.squeezed("DocumentCurrencyCode"), root.squeezed("TaxCurrencyCode")
    if document == accounting:
        context.report("PEPPOL-EN16931-R005", root, "TaxCurrencyCode", {"currency": accounting})
    amounts = [_in_currency(totals, currency) for currency in (accounting, document)]
    same_sign = all(any(map(_up_to_zero, each)) for each in amounts) or all(
        any(map(from_zero, each)) for each in amounts
    )
    if not same_sign:
        context.report("PEPPOL-EN16931-R055", root)


def _in_currency(totals: list[Group], currency: str) -> list[str | None]:
    return [one.values.get("TaxAmount") for one in totals if one.attribute("TaxAmount", "currencyID") == currency]


def _up_to_zero(text: str | None) -> bool:
    amount = number(text)
    return amount is not None and amount <= ZERO


GROUPS = (
    ("Invoice CreditNote", process, "PEPPOL-EN16931-R001 PEPPOL-EN16931-R004 PEPPOL-EN16931-R007"),
    ("Invoice CreditNote", references, "PEPPOL-EN16931-R002 PEPPOL-EN16931-R003 PEPPOL-EN16931-R080"),
    (
        "Invoice CreditNote",
        tax_totals,
        "PEPPOL-EN16931-R005 PEPPOL-EN16931-R053 PEPPOL-EN16931-R054 PEPPOL-EN16931-R055",
    ),
)
LEAVES: tuple[()] = ()
