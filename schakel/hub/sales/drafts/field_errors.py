"""From what the rules say of the document back to the field of the form, in words of the form."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.validation import Finding
from schakel.hub.sales.drafts.compose import DraftInvoice, DraftProblem, Issuer
from schakel.hub.sales.drafts.content import Content, rows_of

SELLER, DOCUMENT = "seller", ""  # not a field of the form: the company's own settings; the document as a whole

OTHER = {
    "BT-44": "customer_name", "BT-49": "customer_number", "BT-47": "customer_number", "BT-48": "customer_number",
    "BT-46": "customer_number", "BT-50": "customer_street", "BT-52": "customer_city", "BT-53": "customer_post_code",
    "BT-55": "customer_country", "BG-8": "customer_country", "BT-58": "customer_email",
    "BT-80": "customer_country",
}  # fmt: skip
SELF_BILLED_OTHER = {
    "BT-27": "customer_name", "BT-34": "customer_number", "BT-30": "customer_number", "BT-31": "customer_number",
    "BT-29": "customer_number", "BT-32": "customer_number", "BT-40": "customer_country", "BG-5": "customer_country",
    "BT-80": "seller",
}  # fmt: skip
DOCUMENT_FIELDS = {
    "BT-1": "number", "BT-2": "issue_date", "BT-9": "payment_days", "BT-20": "payment_terms", "BT-10": "buyer_reference",
    "BT-13": "order_reference", "BT-22": "note", "BT-25": "preceding_number", "BT-26": "preceding_date",
    "BT-71": "delivered_on", "BT-72": "delivered_on", "BT-73": "delivered_on", "BT-74": "delivered_on",
    "BT-81": "iban", "BT-84": "iban", "BT-85": "iban", "BT-83": "communication", "BT-113": "prepaid",
    "BT-115": "payment_days", "BT-122": "attachments", "BT-125": "attachments", "BG-24": "attachments",
}  # fmt: skip
LINE_FIELDS = {
    "BT-153": "name", "BT-154": "description", "BT-129": "quantity", "BT-130": "unit", "BT-146": "price", "BT-151": "vat",
    "BT-152": "vat", "BT-136": "discount", "BT-137": "discount", "BT-138": "discount", "BT-139": "discount", "BT-131": "price",
}  # fmt: skip
ADJUSTMENT_FIELDS = {
    "BT-92": "amount", "BT-93": "amount", "BT-94": "amount", "BT-95": "vat", "BT-96": "vat", "BT-97": "reason",
    "BT-99": "amount", "BT-100": "amount", "BT-101": "amount", "BT-102": "vat", "BT-103": "vat", "BT-104": "reason",
}  # fmt: skip
OF_RULES = {  # where the rule's own term does not lead to the field that can mend it
    "PEPPOL-EN16931-R003": "buyer_reference", "BR-16": "lines-0-name", "BR-CO-25": "payment_days",
    "BR-IC-11": "delivered_on", "BR-IC-12": "customer_country", "PEPPOL-EN16931-R002": "note",
    "BR-CO-26": "seller",
}  # fmt: skip

SENTENCES: dict[str, Any] = {
    "PEPPOL-EN16931-R003": _(
        "Fill in an order number or a reference from the customer: Peppol rejects the invoice without one."
    ),
    "PEPPOL-EN16931-R010": _(
        "Fill in the enterprise number or the VAT number: without it the customer cannot be reached."
    ),
    "PEPPOL-EN16931-R020": _(
        "Fill in the enterprise number or the VAT number: without it the supplier cannot be reached."
    ),
    "BR-07": _("Fill in the name."),
    "BR-06": _("Fill in the name."),
    "BR-11": _("Choose the country."),
    "BR-09": _("Choose the country."),
    "BR-16": _("Add at least one line: what is the invoice for?"),
    "BR-25": _("Fill in the description."),
    "BR-22": _("Fill in the quantity."),
    "BR-26": _("Fill in the unit price."),
    "BR-27": _("A price is never below zero. Put the minus sign before the quantity."),
    "BR-IC-11": _("Fill in the delivery date: it is required for a supply to another EU country."),
    "BR-CO-25": _("Fill in the payment term."),
}
NEEDS_VAT_NUMBER = _("This VAT requires the customer's VAT number.")
OUR_VAT_NUMBER = _("The company's VAT number is missing: fill it in on the company's page.")
OUR_NUMBER_ASKED = {f"BR-{category}-{n}" for category in ("S", "Z", "E", "G") for n in ("02", "03", "04")}
NUMBERS_ASKED = {f"BR-{category}-{n}" for category in ("AE", "IC") for n in ("02", "03", "04")}


def problems_of(
    findings: tuple[Finding, ...], content: Content, composed: DraftInvoice, issuer: Issuer
) -> list[DraftProblem]:
    """One for each field, first what could not be read. What is said of the whole document mostly follows from those, and
    is told when it stands alone."""
    found = {problem.field: problem for problem in composed.problems}
    for finding in findings:
        field = field_of(finding, content, composed, issuer)
        found.setdefault(field, DraftProblem(field, sentence_of(finding, issuer)))
    whole = found.pop(DOCUMENT, None)
    return list(found.values()) or ([whole] if whole else [])


def field_of(finding: Finding, content: Content, composed: DraftInvoice, issuer: Issuer) -> str:
    if finding.rule in OF_RULES:
        return OF_RULES[finding.rule]
    if finding.rule in NUMBERS_ASKED:
        return "customer_number"
    if finding.rule in OUR_NUMBER_ASKED:
        return "customer_number" if issuer.self_billed else SELLER
    terms = finding.term.split(", ")
    if finding.line is not None and finding.line <= len(composed.lines):
        name = next((LINE_FIELDS[term] for term in terms if term in LINE_FIELDS), "name")
        return f"lines-{composed.lines[finding.line - 1]}-{name}"
    if adjusted := next((ADJUSTMENT_FIELDS[term] for term in terms if term in ADJUSTMENT_FIELDS), ""):
        return adjustment_field(finding, content, adjusted)
    fields = DOCUMENT_FIELDS | (SELF_BILLED_OTHER if issuer.self_billed else OTHER)
    return next((fields[term] for term in terms if term in fields), SELLER if is_about_us(terms) else DOCUMENT)


def adjustment_field(finding: Finding, content: Content, name: str) -> str:
    """Its place stands in the path: `/Invoice/cac:AllowanceCharge[2]/…`; a single one has no number."""
    _, _, after = finding.xpath.partition("AllowanceCharge")
    number = int(after[1:].partition("]")[0]) if after.startswith("[") else 1
    places = [place for place, _row in rows_of(content, "adjustments")]
    return f"adjustments-{places[min(number, len(places)) - 1]}-{name}" if places else DOCUMENT


def is_about_us(terms: list[str]) -> bool:
    """The seller's terms, and the buyer's where we are that: they stand in the company's settings."""
    return any(term in OTHER or term in SELF_BILLED_OTHER for term in terms)


def sentence_of(finding: Finding, issuer: Issuer) -> Any:
    if finding.rule in NUMBERS_ASKED:
        return NEEDS_VAT_NUMBER
    if finding.rule in OUR_NUMBER_ASKED and not issuer.self_billed:
        return OUR_VAT_NUMBER
    return SENTENCES.get(finding.rule) or finding.sentence(get_language() or "en")
