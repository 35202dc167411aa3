"""Texts that a comment or a processing instruction cuts in two: there some rules of the official Peppol file stop.

`parse` joins the halves, as every reader wants them. The official file asks some texts for the one piece they consist of
(`text()`), and ends with an error where there are two. So a document with such a mark is read once more, with its marks.
"""

from collections.abc import Callable
from functools import cache
from typing import cast

from lxml import etree

from schakel.base.marks import is_cut
from schakel.einvoice.parse import parse
from schakel.einvoice.ubl.names import CAC, CBC
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.peppol.codes import is_listed_by_process

_NAMES = {"cac": CAC, "cbc": CBC}
_DATES = "IssueDate DueDate TaxPointDate StartDate EndDate ActualDeliveryDate"
_AROUND = "(/* | /*/cac:InvoiceLine | /*/cac:CreditNoteLine)"
_ALWAYS = (
    *(f"//cbc:{name}" for name in _DATES.split(" ")),
    "/*/cbc:CustomizationID",
    "//cbc:TaxCurrencyCode | //*[cbc:TaxCurrencyCode]/cbc:DocumentCurrencyCode",
    "//cac:InvoicePeriod/cbc:DescriptionCode",
    "//cac:AllowanceCharge[cbc:ChargeIndicator='true' or cbc:ChargeIndicator='false']/cbc:AllowanceChargeReasonCode",
    f"{_AROUND}/cac:AllowanceCharge[boolean(cbc:MultiplierFactorNumeric) = boolean(cbc:BaseAmount)]/cbc:ChargeIndicator",
)
_WHERE_TYPES_ARE_LISTED = ("//cbc:InvoiceTypeCode | //cbc:CreditNoteTypeCode",)
_OF_DANISH_SELLERS = ("/*/cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID",)
_TRANSFER = "/*/cac:PaymentMeans[../cbc:InvoiceTypeCode][cbc:PaymentMeansCode='31' or cbc:PaymentMeansCode='42']"
_MANDATE = "/*/cac:PaymentMeans[../cbc:InvoiceTypeCode][cbc:PaymentMeansCode='49']/cac:PaymentMandate"
_SLIP = "/*/cac:PaymentMeans[../cbc:InvoiceTypeCode][cbc:PaymentMeansCode='93']"
_BETWEEN_DANES = (
    "/*[cbc:CreditNoteTypeCode]/cac:LegalMonetaryTotal/cbc:PayableAmount",
    f"{_TRANSFER}/cac:PayeeFinancialAccount/cbc:ID",
    f"{_TRANSFER}/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID",
    f"{_MANDATE}/cbc:ID | {_MANDATE}/cac:PayerFinancialAccount/cbc:ID",
    f"{_SLIP}/cac:PayeeFinancialAccount/cbc:ID",
    "//cac:AllowanceCharge[cbc:AllowanceChargeReasonCode='ZZZ']/cbc:AllowanceChargeReason",
)


def interrupted_texts(data: bytes, facts: Facts) -> list[str]:
    """The names of the elements on whose text the official file stops; empty for nearly all documents."""
    if not has_marks(data):
        return []
    root = parse(data, marks=True)
    paths = list(_ALWAYS)
    if is_listed_by_process(facts):
        paths += _WHERE_TYPES_ARE_LISTED
    if not facts.self_billing and facts.seller_addresses == ["DK"]:
        paths += _OF_DANISH_SELLERS
        paths += _BETWEEN_DANES if facts.buyer_addresses == ["DK"] else ()
    found = [element for path in paths for element in _at(path)(root)]
    return [etree.QName(element).localname for element in found if is_cut(element)]


@cache
def _at(path: str) -> Callable[[etree._Element], list[etree._Element]]:
    return cast(Callable[[etree._Element], list[etree._Element]], etree.XPath(path, namespaces=_NAMES))


def has_marks(data: bytes) -> bool:
    """Whether there may be a comment or a processing instruction in a document."""
    if b"\0" in data[:4]:  # UTF-16
        data = data.replace(b"\0", b"")
    return b"<!--" in data or data.count(b"<?") > data.startswith((b"<?xml", b"\xef\xbb\xbf<?xml"))
