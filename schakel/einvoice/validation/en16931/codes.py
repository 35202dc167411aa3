"""BR-CL-01 to BR-CL-26: codes come from their lists. UBL-DT-01: amounts have at most two decimals."""

from collections.abc import Callable

from schakel.base.blanks import squeeze
from schakel.einvoice.codelists import codes, ordered
from schakel.einvoice.validation.en16931.allowances import is_charge
from schakel.einvoice.validation.judge import Judge
from schakel.einvoice.validation.numbers import decimals
from schakel.einvoice.validation.reading import Group, LeafRule

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

    def judge_text(judge: Judge, group: Group, name: str, text: str) -> None:
        if text not in known and squeeze(text) not in known and (not within or group.name == within):
            judge.say(rule, group, name, {"value": text})

    return judge_text


def _scheme_listed(rule: str, name: str, mark: str, known: frozenset[str]) -> Callable[[Judge, Group], None]:
    """A rule that wants an attribute of a group's text, if there is one, to be on a list."""

    def judge_mark(judge: Judge, group: Group) -> None:
        scheme = group.mark(name, mark) if name in group.marks else None
        if scheme is not None and scheme not in known and squeeze(scheme) not in known:
            judge.say(rule, group, name, {"value": scheme})

    return judge_mark


def country(judge: Judge, group: Group, name: str, text: str) -> None:
    """BR-CL-14, BR-CL-15: countries of addresses and of origin."""
    if text not in _COUNTRIES and squeeze(text) not in _COUNTRIES and group.name in ("Country", "OriginCountry"):
        rule = "BR-CL-14" if group.name == "Country" else "BR-CL-15"
        judge.say(rule, group, "IdentificationCode", {"value": text})


def category(judge: Judge, group: Group) -> None:
    """BR-CL-17, BR-CL-18: VAT categories."""
    line = group.name == "ClassifiedTaxCategory"
    known = _LINE_CATEGORIES if line else _CATEGORIES
    for code in group.every("ID"):
        if code not in known and squeeze(code) not in known:
            judge.say("BR-CL-18" if line else "BR-CL-17", group, "ID", {"value": code})


_CATEGORIES = codes("UNCL5305-vat-category", "breakdown_and_document_level_BR_CL_17")
_LINE_CATEGORIES = codes("UNCL5305-vat-category", "line_level_BR_CL_18")


def exemption(judge: Judge, group: Group, name: str, text: str) -> None:
    """BR-CL-22: reasons for exemption, in either case."""
    if squeeze(text.upper()) not in _EXEMPTIONS:
        judge.say("BR-CL-22", group, "TaxExemptionReasonCode", {"value": text})


def reason(judge: Judge, group: Group) -> None:
    """BR-CL-19, BR-CL-20: reasons for allowances and charges."""
    charge = is_charge(group)
    if charge is None:
        return
    known = _CHARGES if charge else _ALLOWANCES
    for code in group.every("AllowanceChargeReasonCode"):
        if code not in known and squeeze(code) not in known:
            judge.say("BR-CL-20" if charge else "BR-CL-19", group, "AllowanceChargeReasonCode", {"value": code})


def unit(judge: Judge, group: Group, name: str, text: str) -> None:
    """BR-CL-23: units of quantities."""
    code = group.mark(name, "unitCode")
    if code is not None and code not in _UNITS and squeeze(code) not in _UNITS:
        judge.say("BR-CL-23", group, name, {"value": code})


def endpoint(judge: Judge, group: Group, name: str, text: str) -> None:
    """BR-CL-25: schemes of electronic addresses."""
    scheme = group.mark("EndpointID", "schemeID")
    if scheme is not None and squeeze(scheme) not in _ENDPOINTS:
        judge.say("BR-CL-25", group, "EndpointID", {"value": scheme})


_ENDPOINTS = codes("EAS-electronic-address-scheme")


def invoiced_object(judge: Judge, group: Group) -> None:
    """BR-CL-07: schemes of invoiced objects."""
    scheme = group.mark("ID", "schemeID")
    if scheme is not None and _OBJECT in group.every("DocumentTypeCode") and squeeze(scheme) not in _OBJECTS:
        judge.say("BR-CL-07", group, "ID", {"value": scheme})


_OBJECTS = codes("UNCL1153-object-identifier-scheme")


def note_subject(judge: Judge, root: Group) -> None:
    """BR-CL-08: a note may begin with `#AAA#`, where AAA is a known subject."""
    for text in root.every("Note"):
        subject, mark, _ = text.partition("#")[2].partition("#")
        if mark and len(subject) == 3 and subject not in _SUBJECTS:
            judge.say("BR-CL-08", root, "Note", {"value": subject})


def other_amount(judge: Judge, group: Group, name: str, text: str) -> None:
    """UBL-DT-01: at most two decimals, but for prices."""
    if "." in text[:-3] and decimals(text) > 2 and not _in_price(group):
        judge.say("UBL-DT-01", group, name, {"value": text})


def amount(judge: Judge, group: Group, name: str, text: str) -> None:
    """The same for an amount of the invoice, of which the currency is noted for BR-CL-03."""
    if "." in text[:-3] and decimals(text) > 2 and not _in_price(group):
        judge.say("UBL-DT-01", group, name, {"value": text})
    marks = group.marks.get(name)
    code = marks[0][1] if marks and marks[0][0] == "currencyID" else group.mark(name, "currencyID")
    if code not in judge.tally.currencies:
        judge.tally.currencies[code] = (group, name)


def tax_amount(judge: Judge, group: Group, name: str, text: str) -> None:
    """The same for VAT; the total of the VAT may be in another currency and is looked at later."""
    other_amount(judge, group, name, text)
    if group.name != "TaxTotal":
        judge.tally.tax_amounts.append(group)


def _in_price(group: Group) -> bool:
    """A discount within a price may be as fine as the price."""
    return group.name == "AllowanceCharge" and group.parent is not None and group.parent.name == "Price"


def price(judge: Judge, group: Group, name: str, text: str) -> None:
    """A price may have any number of decimals; its currency is noted."""
    code = group.mark(name, "currencyID")
    if code not in judge.tally.currencies:
        judge.tally.currencies[code] = (group, name)


def currencies(judge: Judge, root: Group) -> None:
    """BR-CL-03: currencies of amounts, each at the first place where it stands."""
    for code, (group, name) in judge.tally.currencies.items():
        _currency(judge, group, name, code)
    for group in judge.tally.tax_amounts:
        _currency(judge, group, "TaxAmount", group.mark("TaxAmount", "currencyID"))


def tax_total(judge: Judge, group: Group) -> None:
    """BR-CL-03 for the total of the VAT."""
    if "TaxAmount" in group.values:
        _currency(judge, group, "TaxAmount", group.mark("TaxAmount", "currencyID"))


def _currency(judge: Judge, group: Group, name: str, code: str | None) -> None:
    if code not in _CURRENCIES and squeeze(code or "") not in _CURRENCIES:
        judge.say("BR-CL-03", group, name, {"value": code or ""})


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
