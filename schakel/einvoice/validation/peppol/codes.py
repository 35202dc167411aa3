"""PEPPOL-EN16931-CL001 to CL008, P0100 to P0112, F001: codes and dates."""

from schakel.base.blanks import squeeze
from schakel.einvoice.codelists import PEPPOL, codes
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import day
from schakel.einvoice.validation.peppol.document import PROCESSES, WITH_RESPONSE

_MIME = codes("MIME", PEPPOL)
_ENDPOINTS = codes("EAS-electronic-address-scheme", PEPPOL)
_REASONS = {
    "false": ("PEPPOL-EN16931-CL002", codes("UNCL5189-allowance-reason", PEPPOL)),
    "true": ("PEPPOL-EN16931-CL003", codes("UNCL7161-charge-reason", PEPPOL)),
}
_TAX_POINTS = codes("UNCL2005-vat-point", PEPPOL)
_TYPES = "UNCL1001-document-types"
_INVOICE_TYPES = {
    False: codes(_TYPES, "peppol_billing_invoice"),
    True: codes(_TYPES, "peppol_selfbilling_invoice"),
}
_CREDIT_NOTE_TYPES = {
    False: codes(_TYPES, "peppol_billing_creditnote"),
    True: codes(_TYPES, "peppol_selfbilling_creditnote"),
}
_GERMAN_TYPES = {False: frozenset(["326", "384"]), True: frozenset(["326", "384", "389"])}  # from 2026-11: also 389
_CATEGORY_OF_REASON = {
    "VATEX-EU-G": ("PEPPOL-EN16931-P0104", "G"),
    "VATEX-EU-O": ("PEPPOL-EN16931-P0105", "O"),
    "VATEX-EU-IC": ("PEPPOL-EN16931-P0106", "K"),
    "VATEX-EU-AE": ("PEPPOL-EN16931-P0107", "AE"),
    "VATEX-EU-D": ("PEPPOL-EN16931-P0108", "E"),
    "VATEX-EU-F": ("PEPPOL-EN16931-P0109", "E"),
    "VATEX-EU-I": ("PEPPOL-EN16931-P0110", "E"),
    "VATEX-EU-J": ("PEPPOL-EN16931-P0111", "E"),
}


def attachment(context: RuleContext, group: Group, name: str, text: str) -> None:
    """CL001: kinds of attached files."""
    kind = group.attribute(name, "mimeCode")
    if kind is not None and kind not in _MIME:
        context.report("PEPPOL-EN16931-CL001", group, name, {"value": kind})


def reason(context: RuleContext, group: Group) -> None:
    """CL002, CL003: reasons for allowances and charges."""
    found = _REASONS.get(group.values.get("ChargeIndicator", ""))
    if found is None:
        return
    for code in group.every("AllowanceChargeReasonCode"):
        if squeeze(code) not in found[1]:
            context.report(found[0], group, "AllowanceChargeReasonCode", {"value": code})


def tax_point(context: RuleContext, group: Group, name: str, text: str) -> None:
    """CL006: when VAT is due."""
    if group.name == "InvoicePeriod" and squeeze(text) not in _TAX_POINTS:
        context.report("PEPPOL-EN16931-CL006", group, name, {"value": text})


def endpoint(context: RuleContext, group: Group, name: str, text: str) -> None:
    """CL008: schemes of electronic addresses; fewer than those of EN 16931."""
    scheme = group.attribute(name, "schemeID")
    if scheme is not None and scheme not in _ENDPOINTS:
        context.report("PEPPOL-EN16931-CL008", group, name, {"value": scheme})


def is_listed_by_process(facts: Facts) -> bool:
    """Whether the process of the document is one that has lists of document types."""
    process = facts.root.squeezed("ProfileID")
    return process in PROCESSES[facts.self_billing] and not (facts.self_billing and process == WITH_RESPONSE)


def document_type(context: RuleContext, root: Group) -> None:
    """P0100, P0101, P0112: kinds of invoices and credit notes; some are for Germany alone, 384 from 2026-11 for Slovakia.

    As in the official file, the lists hold under the processes it knows; in Self-Billing not where a response is asked.
    """
    self_billing = context.facts.self_billing
    listed = is_listed_by_process(context.facts)
    german = frozenset() if self_billing else _GERMAN_TYPES[context.has("2026-11")]
    for code in map(squeeze, root.every("InvoiceTypeCode")):
        if listed and code not in _INVOICE_TYPES[self_billing] | german:
            context.report("PEPPOL-EN16931-P0100", root, "InvoiceTypeCode", {"value": code})
        if code in german and not _is_national(context, code):
            context.report("PEPPOL-EN16931-P0112", root, "InvoiceTypeCode", {"value": code})
    for code in map(squeeze, root.every("CreditNoteTypeCode")):
        if listed and code not in _CREDIT_NOTE_TYPES[self_billing]:
            context.report("PEPPOL-EN16931-P0101", root, "CreditNoteTypeCode", {"value": code})


def _is_national(context: RuleContext, code: str) -> bool:
    facts = context.facts
    slovak = code == "384" and facts.seller_country == facts.buyer_country == "SK"
    return facts.both_german or (slovak and context.has("2026-11"))


def exemption(context: RuleContext, group: Group) -> None:
    """P0104 to P0111: a reason for exemption goes with its VAT category."""
    found = _CATEGORY_OF_REASON.get(group.values.get("TaxExemptionReasonCode", "").upper())
    if found is not None and group.squeezed("ID") != found[1]:
        figures = {"value": group.values["TaxExemptionReasonCode"], "category": found[1]}
        context.report(found[0], group, "TaxExemptionReasonCode", figures)


def written_date(context: RuleContext, group: Group, name: str, text: str) -> None:
    """F001: dates are written YYYY-MM-DD, without a time zone."""
    if len(text) != 10 or day(text) is None:
        context.report("PEPPOL-EN16931-F001", group, name, {"value": text})


_DATES = "IssueDate DueDate TaxPointDate StartDate EndDate ActualDeliveryDate"
_P = "PEPPOL-EN16931-"
GROUPS = (
    ("AllowanceCharge", reason, f"{_P}CL002 {_P}CL003"),
    ("Invoice CreditNote", document_type, f"{_P}P0100 {_P}P0101 {_P}P0112"),
    ("TaxCategory", exemption, " ".join(rule for rule, _ in _CATEGORY_OF_REASON.values())),
)
LEAVES = (
    ("EmbeddedDocumentBinaryObject", attachment, f"{_P}CL001"),
    ("DescriptionCode", tax_point, f"{_P}CL006"),
    ("EndpointID", endpoint, f"{_P}CL008"),
    (_DATES, written_date, f"{_P}F001"),
)
