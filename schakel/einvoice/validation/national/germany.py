"""DE-R-001 to DE-R-T02: seller and buyer in Germany, by the address."""

import re

from schakel.base.blanks import BLANKS, squeeze
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group

_TAXED = frozenset({"S", "Z", "E", "AE", "K", "G", "L", "M"})
_TYPES = frozenset(["326", "380", "384", "389", "381", "875", "876", "877"])
_DISCOUNT = re.compile(r"#(SKONTO)#TAGE=([0-9]+#PROZENT=[0-9]+\.[0-9]{2})(#BASISBETRAG=-?[0-9]+\.[0-9]{2})?#")
_TELEPHONE = re.compile(r"(.*[0-9]){3}", re.DOTALL)
_MAIL = re.compile(f"[^@{BLANKS}]+@([^@.{BLANKS}]+\\.)+[^@.{BLANKS}]+")
_ADDRESS = re.compile("[A-Za-z][A-Za-z0-9+.-]+:")
_IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Za-z0-9]{0,30}")
_BLANK = re.compile(f"[{BLANKS}]")


def applies(facts: Facts) -> bool:
    """Whether these rules look at the document."""
    return facts.both_german


def document(context: RuleContext, root: Group) -> None:
    """DE-R-001, DE-R-015, DE-R-017, DE-R-022, DE-R-026: payment, reference, type and attachments."""
    if "PaymentMeans" not in root.groups:
        context.report("DE-R-001", root)
    if not root.filled("BuyerReference"):
        context.report("DE-R-015", root)
    code = root.values.get("InvoiceTypeCode", root.values.get("CreditNoteTypeCode", ""))
    if squeeze(code) not in _TYPES:
        context.report("DE-R-017", root, "", {"value": code})
    if squeeze(code) == "384" and not any(root.under("BillingReference", "InvoiceDocumentReference")):
        context.report("DE-R-026", root)
    names = [
        name
        for one in root.under("AdditionalDocumentReference", "Attachment")
        if (name := one.attribute("EmbeddedDocumentBinaryObject", "filename")) is not None
    ]
    if len(set(names)) < len(names):
        context.report("DE-R-022", root)


def seller_tax_number(context: RuleContext, root: Group) -> None:
    """DE-R-016: who charges VAT says under which number."""
    used = {code for place, code in context.tally.raw if place == "line"} | _of_allowances_and_charges(root)
    numbers = root.texts("AccountingSupplierParty", "Party", "PartyTaxScheme", "CompanyID")
    if used & _TAXED and not any(map(squeeze, numbers)) and "TaxRepresentativeParty" not in root.groups:
        context.report("DE-R-016", root)


def _of_allowances_and_charges(root: Group) -> set[str]:
    """The VAT categories of what is said to be an allowance or a charge, in these words and not as `1` or `0`."""
    return {
        code
        for one in root.groups.get("AllowanceCharge", ())
        for category in one.groups.get("TaxCategory", ())
        for code in category.every("ID")
        if one.values.get("ChargeIndicator") in ("true", "false")
    }


def cash_discount(context: RuleContext, root: Group) -> None:
    """DE-R-018: cash discounts in the payment terms are written as #SKONTO#TAGE=7#PROZENT=2.00#, each on a line."""
    texts = [text for terms in root.under("PaymentTerms") for text in terms.every("Note")[:1]]
    rows = [squeeze(row) for text in texts for row in re.split(r"\r?\n", text)]
    marked = [row for row in rows if row.startswith("#")]
    if marked and not (all(map(_DISCOUNT.fullmatch, marked)) and _ends_in_a_new_line(context, root, texts)):
        context.report("DE-R-018", root)


def _ends_in_a_new_line(context: RuleContext, root: Group, texts: list[str]) -> bool:
    after = re.split("#[^\r\n]+#", texts[0])[-1]
    return context.one_at_most(root, texts, "PaymentTerms") and re.match(r"[ \t\r\n]*\n", after) is not None


def direct_debit(context: RuleContext, root: Group) -> None:
    """DE-R-030, DE-R-031: a mandate with the creditor's id and the account that is debited."""
    if not any(root.under("PaymentMeans", "PaymentMandate")):
        return
    parties = [*root.under("AccountingSupplierParty", "Party"), *root.under("PayeeParty")]
    ids = [one for party in parties for one in party.groups.get("PartyIdentification", ())]
    if not any(one.attribute("ID", "schemeID") == "SEPA" for one in ids):
        context.report("DE-R-030", root)
    if not root.texts("PaymentMeans", "PaymentMandate", "PayerFinancialAccount", "ID"):
        context.report("DE-R-031", root)


def seller(context: RuleContext, group: Group) -> None:
    """DE-R-002 to DE-R-007, DE-R-027, DE-R-028: contact and address of the seller."""
    if not any(group.under("Party", "Contact")):
        context.report("DE-R-002", group)
    for address in group.under("Party", "PostalAddress"):
        _place(context, address, "DE-R-003", "DE-R-004")
    for contact in group.under("Party", "Contact"):
        for rule, name in (("DE-R-005", "Name"), ("DE-R-006", "Telephone"), ("DE-R-007", "ElectronicMail")):
            if not contact.filled(name):
                context.report(rule, contact, name)
        if not _TELEPHONE.match(contact.squeezed("Telephone")):
            context.report("DE-R-027", contact, "Telephone", {"value": contact.squeezed("Telephone")})
        if not _MAIL.fullmatch(contact.squeezed("ElectronicMail")):
            context.report("DE-R-028", contact, "ElectronicMail", {"value": contact.squeezed("ElectronicMail")})


def buyer(context: RuleContext, group: Group) -> None:
    """DE-R-008, DE-R-009: address of the buyer."""
    for address in group.under("Party", "PostalAddress"):
        _place(context, address, "DE-R-008", "DE-R-009")


def delivery(context: RuleContext, group: Group) -> None:
    """DE-R-010, DE-R-011: address of delivery."""
    if group.parent is context.root:
        for address in group.under("DeliveryLocation", "Address"):
            _place(context, address, "DE-R-010", "DE-R-011")


def _place(context: RuleContext, address: Group, city_rule: str, zone_rule: str) -> None:
    if not address.filled("CityName"):
        context.report(city_rule, address)
    if not address.filled("PostalZone"):
        context.report(zone_rule, address)


def means(context: RuleContext, group: Group) -> None:
    """DE-R-019, DE-R-020, DE-R-023 to DE-R-025: what goes with a transfer, a card, a direct debit, and nothing else."""
    if group.parent is not context.root:
        return
    code = group.squeezed("PaymentMeansCode")
    for codes, rule, wanted, others in _MEANS:
        if code in codes:
            if wanted not in group.groups:
                context.report(f"{rule}-1", group)
            if any(other in group.groups for other in others):
                context.report(f"{rule}-2", group)
    if code == "58":
        _account(context, group, "DE-R-019", group.texts("PayeeFinancialAccount", "ID"))
    if code == "59":
        _account(context, group, "DE-R-020", group.texts("PaymentMandate", "PayerFinancialAccount", "ID"))


_MEANS = (
    (("30", "58"), "DE-R-023", "PayeeFinancialAccount", ("CardAccount", "PaymentMandate")),
    (("48", "54", "55"), "DE-R-024", "CardAccount", ("PayeeFinancialAccount", "PaymentMandate")),
    (("59",), "DE-R-025", "PaymentMandate", ("PayeeFinancialAccount", "CardAccount")),
)


def _account(context: RuleContext, group: Group, rule: str, accounts: list[str]) -> None:
    value = _BLANK.sub("", accounts[0]) if accounts else ""
    if not _IBAN.fullmatch(value) or _remainder(value) != 1:
        context.report(rule, group, "", {"value": value})


def _remainder(iban: str) -> int:
    """By 97, as the official file counts: small letters of the account as higher numbers than the capitals."""
    digits = (str(ord(one) - 55 if one > "@" else ord(one) - 48) for one in iban[4:] + iban[:4])
    return int("".join(digits)) % 97  # texts: figures made above


def breakdown(context: RuleContext, group: Group) -> None:
    """DE-R-014: each part of the VAT says its rate."""
    around = group.parent
    if (
        around is not None
        and around.parent is context.root
        and not any(map(squeeze, group.texts("TaxCategory", "Percent")))
    ):
        context.report("DE-R-014", group)


def external(context: RuleContext, group: Group) -> None:
    """DE-R-T02: a document elsewhere is named by an address with its scheme."""
    around = group.parent.parent if group.parent else None
    if around is None or around.name != "AdditionalDocumentReference" or around.parent is not context.root:
        return
    if not _ADDRESS.match(group.values.get("URI", "")):
        context.report("DE-R-T02", group, "URI", {"value": group.squeezed("URI")})


GROUPS = (
    ("Invoice CreditNote", document, "DE-R-001 DE-R-015 DE-R-017 DE-R-022 DE-R-026"),
    ("Invoice CreditNote", seller_tax_number, "DE-R-016"),
    ("Invoice CreditNote", cash_discount, "DE-R-018"),
    ("Invoice CreditNote", direct_debit, "DE-R-030 DE-R-031"),
    ("AccountingSupplierParty", seller, "DE-R-002 DE-R-003 DE-R-004 DE-R-005 DE-R-006 DE-R-007 DE-R-027 DE-R-028"),
    ("AccountingCustomerParty", buyer, "DE-R-008 DE-R-009"),
    ("Delivery", delivery, "DE-R-010 DE-R-011"),
    (
        "PaymentMeans",
        means,
        "DE-R-019 DE-R-020 DE-R-023-1 DE-R-023-2 DE-R-024-1 DE-R-024-2 DE-R-025-1 DE-R-025-2",
    ),
    ("TaxSubtotal", breakdown, "DE-R-014"),
    ("ExternalReference", external, "DE-R-T02"),
)
