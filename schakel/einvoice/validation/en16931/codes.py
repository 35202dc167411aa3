"""BR-CL-01 to BR-CL-26: codes come from their lists. UBL-DT-01: amounts have at most two decimals."""

from collections.abc import Callable

from schakel.base.blanks import squeeze
from schakel.einvoice.codelists import codes, ordered
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.en16931.allowances import is_charge
from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.numbers import decimals
from schakel.einvoice.validation.steps import LeafRule

_ICD = codes("ICD-iso6523")
_CURRENCIES = codes("ISO4217")
_COUNTRIES = codes("ISO3166-1-alpha2")
_UNITS = codes("UNECE-Rec20-Rec21-units")
_EXEMPTIONS = codes("VATEX")
_ALLOWANCES = codes("UNCL5189-allowance-reason")
_CHARGES = codes("UNCL7161-charge-reason")
_SUBJECTS = f" {' '.join(ordered('UNCL4451-note-subject'))} "
_OBJECT = "130"
_TYPES = "UNCL1001-document-types"


def _listed(rule: str, known: frozenset[str], within: str = "") -> LeafRule:
    """A rule that wants a text to be on a list, wherever it stands or only `within` a kind of group."""

    def check_text(context: RuleContext, group: Group, name: str, text: str) -> None:
        if text not in known and squeeze(text) not in known and (not within or group.name == within):
            context.report(rule, group, name, {"value": text})

    return check_text


def _scheme_listed(rule: str, name: str, attribute: str, known: frozenset[str]) -> Callable[[RuleContext, Group], None]:
    """A rule that wants an attribute of a group's text, if there is one, to be on a list."""

    def check_attribute(context: RuleContext, group: Group) -> None:
        scheme = group.attribute(name, attribute) if name in group.attributes else None
        if scheme is not None and scheme not in known and squeeze(scheme) not in known:
            context.report(rule, group, name, {"value": scheme})

    return check_attribute


def country(context: RuleContext, group: Group, name: str, text: str) -> None:
    """BR-CL-14, BR-CL-15: countries of addresses and of origin."""
    if text not in _COUNTRIES and squeeze(text) not in _COUNTRIES and group.name in ("Country", "OriginCountry"):
        rule = "BR-CL-14" if group.name == "Country" else "BR-CL-15"
        context.report(rule, group, "IdentificationCode", {"value": text})


def category(context: RuleContext, group: Group) -> None:
    """BR-CL-17, BR-CL-18: VAT categories."""
    line = group.name == "ClassifiedTaxCategory"
    known = _LINE_CATEGORIES if line else _CATEGORIES
    for code in group.every("ID"):
        if code not in known and squeeze(code) not in known:
            context.report("BR-CL-18" if line else "BR-CL-17", group, "ID", {"value": code})


_CATEGORIES = codes("UNCL5305-vat-category", "breakdown_and_document_level_BR_CL_17")
_LINE_CATEGORIES = codes("UNCL5305-vat-category", "line_level_BR_CL_18")


def exemption(context: RuleContext, group: Group, name: str, text: str) -> None:
    """BR-CL-22: reasons for exemption, in either case."""
    if squeeze(text.upper()) not in _EXEMPTIONS:
        context.report("BR-CL-22", group, "TaxExemptionReasonCode", {"value": text})


def reason(context: RuleContext, group: Group) -> None:
    """BR-CL-19, BR-CL-20: reasons for allowances and charges."""
    charge = is_charge(group)
    if charge is None:
        return
    known = _CHARGES if charge else _ALLOWANCES
    for code in group.every("AllowanceChargeReasonCode"):
        if code not in known and squeeze(code) not in known:
            context.report("BR-CL-20" if charge else "BR-CL-19", group, "AllowanceChargeReasonCode", {"value": code})


def unit(context: RuleContext, group: Group, name: str, text: str) -> None:
    """BR-CL-23: units of quantities."""
    code = group.attribute(name, "unitCode")
    if code is not None and code not in _UNITS and squeeze(code) not in _UNITS:
        context.report("BR-CL-23", group, name, {"value": code})


def endpoint(context: RuleContext, group: Group, name: str, text: str) -> None:
    """BR-CL-25: schemes of electronic addresses."""
    scheme = group.attribute("EndpointID", "schemeID")
    if scheme is not None and squeeze(scheme) not in _ENDPOINTS:
        context.report("BR-CL-25", group, "EndpointID", {"value": scheme})


_ENDPOINTS = codes("EAS-electronic-address-scheme")


def invoiced_object(context: RuleContext, group: Group) -> None:
    """BR-CL-07: schemes of invoiced objects."""
    scheme = group.attribute("ID", "schemeID")
    if scheme is not None and _OBJECT in group.every("DocumentTypeCode") and squeeze(scheme) not in _OBJECTS:
        context.report("BR-CL-07", group, "ID", {"value": scheme})


_OBJECTS = codes("UNCL1153-object-identifier-scheme")


def note_subject(context: RuleContext, root: Group) -> None:
    """BR-CL-08: a note may begin with `#AAA#`, where AAA is a known subject."""
    for text in root.every("Note"):
        subject, attribute, _ = text.partition("#")[2].partition("#")
        if attribute and len(subject) == 3 and subject not in _SUBJECTS:
            context.report("BR-CL-08", root, "Note", {"value": subject})


def other_amount(context: RuleContext, group: Group, name: str, text: str) -> None:
    """UBL-DT-01: at most two decimals, but for prices."""
    if "." in text[:-3] and decimals(text) > 2 and not _in_price(group):
        context.report("UBL-DT-01", group, name, {"value": text})


def amount(context: RuleContext, group: Group, name: str, text: str) -> None:
    """The same for an amount of the invoice, of which the currency is noted for BR-CL-03."""
    if "." in text[:-3] and decimals(text) > 2 and not _in_price(group):
        context.report("UBL-DT-01", group, name, {"value": text})
    attributes = group.attributes.get(name)
    code = attributes[0][1] if attributes and attributes[0][0] == "currencyID" else group.attribute(name, "currencyID")
    if code not in context.tally.currencies:
        context.tally.currencies[code] = (group, name)


def tax_amount(context: RuleContext, group: Group, name: str, text: str) -> None:
    """The same for VAT; the total of the VAT may be in another currency and is looked at later."""
    other_amount(context, group, name, text)
    if group.name != "TaxTotal":
        context.tally.tax_amounts.append(group)


def _in_price(group: Group) -> bool:
    """A discount within a price may be as fine as the price."""
    return group.name == "AllowanceCharge" and group.parent is not None and group.parent.name == "Price"


def price(context: RuleContext, group: Group, name: str, text: str) -> None:
    """A price may have any number of decimals; its currency is noted."""
    code = group.attribute(name, "currencyID")
    if code not in context.tally.currencies:
        context.tally.currencies[code] = (group, name)


def currencies(context: RuleContext, root: Group) -> None:
    """BR-CL-03: currencies of amounts, each at the first place where it stands."""
    for code, (group, name) in context.tally.currencies.items():
        _currency(context, group, name, code)
    for group in context.tally.tax_amounts:
        _currency(context, group, "TaxAmount", group.attribute("TaxAmount", "currencyID"))


def tax_total(context: RuleContext, group: Group) -> None:
    """BR-CL-03 for the total of the VAT."""
    if "TaxAmount" in group.values:
        _currency(context, group, "TaxAmount", group.attribute("TaxAmount", "currencyID"))


def _currency(context: RuleContext, group: Group, name: str, code: str | None) -> None:
    if code not in _CURRENCIES and squeeze(code or "") not in _CURRENCIES:
        context.report("BR-CL-03", group, name, {"value": code or ""})


AMOUNTS = (
    "Amount",
    "BaseAmount",
    "TaxableAmount",
    "LineExtensionAmount",
    "TaxExclusiveAmount",
    "TaxInclusiveAmount",
    "AllowanceTotalAmount",
    "ChargeTotalAmount",
    "PrepaidAmount",
    "PayableRoundingAmount",
    "PayableAmount",
)
LEAVES = (
    ("*Amount", other_amount, "UBL-DT-01"),
    *((name, amount, "UBL-DT-01 BR-CL-03") for name in AMOUNTS),
    ("TaxAmount", tax_amount, "UBL-DT-01 BR-CL-03"),
    ("PriceAmount", price, "BR-CL-03"),
    ("InvoiceTypeCode", _listed("BR-CL-01", codes(_TYPES, "en16931_invoice")), "BR-CL-01"),
    ("CreditNoteTypeCode", _listed("BR-CL-01", codes(_TYPES, "en16931_creditnote")), "BR-CL-01"),
    ("DocumentCurrencyCode", _listed("BR-CL-04", _CURRENCIES), "BR-CL-04"),
    ("TaxCurrencyCode", _listed("BR-CL-05", _CURRENCIES), "BR-CL-05"),
    (
        "DescriptionCode",
        _listed("BR-CL-06", codes("UNCL2005-vat-point"), within="InvoicePeriod"),
        "BR-CL-06",
    ),
    (
        "PaymentMeansCode",
        _listed("BR-CL-16", codes("UNCL4461-payment-means"), within="PaymentMeans"),
        "BR-CL-16",
    ),
    ("IdentificationCode", country, "BR-CL-14 BR-CL-15"),
    ("TaxExemptionReasonCode", exemption, "BR-CL-22"),
    *((name, unit, "BR-CL-23") for name in ("InvoicedQuantity", "CreditedQuantity", "BaseQuantity")),
    ("EndpointID", endpoint, "BR-CL-25"),
)
GROUPS = (
    ("PartyLegalEntity", _scheme_listed("BR-CL-11", "CompanyID", "schemeID", _ICD), "BR-CL-11"),
    (
        "CommodityClassification",
        _scheme_listed("BR-CL-13", "ItemClassificationCode", "listID", codes("UNCL7143-item-classification")),
        "BR-CL-13",
    ),
    ("StandardItemIdentification", _scheme_listed("BR-CL-21", "ID", "schemeID", _ICD), "BR-CL-21"),
    ("DeliveryLocation", _scheme_listed("BR-CL-26", "ID", "schemeID", _ICD), "BR-CL-26"),
    ("TaxCategory ClassifiedTaxCategory", category, "BR-CL-17 BR-CL-18"),
    ("AllowanceCharge", reason, "BR-CL-19 BR-CL-20"),
    ("AdditionalDocumentReference DocumentReference", invoiced_object, "BR-CL-07"),
    ("Invoice CreditNote", note_subject, "BR-CL-08"),
    ("Invoice CreditNote", currencies, "BR-CL-03"),
    ("TaxTotal", tax_total, "BR-CL-03"),
)
