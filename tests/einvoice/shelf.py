"""The shelf of hostile documents: what a stranger can send that no trade needs. All of it is made here.

Each oddity is named by what is odd. It changes an ordinary invoice in one way, so that a page that falls says why.
"""

import base64
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache

from lxml import etree

from schakel.einvoice.attachment import Attachment
from schakel.einvoice.model import (
    Account,
    Address,
    AllowanceCharge,
    Attribute,
    Contact,
    Delivery,
    Identifier,
    Invoice,
    Item,
    Kind,
    Line,
    Party,
    PaymentMeans,
    Period,
    PrecedingInvoice,
    Price,
    SupportingDocument,
    VatBreakdown,
    VatCategory,
)
from schakel.einvoice.totals import summed
from schakel.einvoice.ubl.names import CAC, CBC
from schakel.einvoice.ubl.write import write

Root = etree._Element
Change = Callable[[Root], None]
BAKERY, MILL = "0738401117", "0407214017"
SHAPES = tuple((side, kind) for side in ("purchase", "sales") for kind in Kind)
FEW = ("to pay 27 digits", "every figure 40 digits", "days of the year 9999")  # of which `make quick` makes sure
FIGURES = ("Amount", "Quantity", "Percent", "Numeric")  # how the name of an element that holds one ends
TEXTS = ("Name", "ID", "Note", "Description", "StreetName", "CityName", "Telephone", "ElectronicMail", "Terms", "Value")
KEPT = ("EndpointID", "CompanyID", "CustomizationID", "ProfileID")  # without which it belongs to nobody here
MARKS = "\u202egnp.exe\u200b\u2066Moulin\u2069\u00ad\ufeff <b>&amp;{{7*7}}%s"
PDF = b"%PDF-1.7 a page"
ONE = 'a0=""'  # an attribute, in whose place so many are written
MANY = " ".join(f'a{number}=""' for number in range(200_000))


def shape_of(name: str) -> tuple[str, Kind]:
    """Side and kind, one after the other, so that all four stand on the shelf."""
    return SHAPES[list(SHELF).index(name) % len(SHAPES)]


def hostile(name: str, side: str = "purchase", kind: Kind = Kind.INVOICE) -> bytes:
    """One document of SHELF, of the bakery's purchases or sales."""
    root = etree.fromstring(ordinary(name, side, kind))
    SHELF[name](root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True).replace(ONE.encode(), MANY.encode())


@cache
def ordinary(number: str, side: str, kind: Kind) -> bytes:
    """A valid invoice or credit note in which most optional parts stand."""
    mill, bakery = party("Mill Vermeiren", MILL), party("Bakery Cornflower", BAKERY)
    seller, buyer = (mill, bakery) if side == "purchase" else (bakery, mill)
    standard = VatCategory("S", Decimal(21))
    picture = Attachment.of(PDF, filename="a.pdf", media_type="application/pdf")
    invoice = Invoice(
        kind=kind,
        number=number,
        issue_date=date(2026, 11, 20),
        type_code="381" if kind is Kind.CREDIT_NOTE else "380",
        currency="EUR",
        due_date=None if kind is Kind.CREDIT_NOTE else date(2026, 12, 20),
        buyer_reference="B-7741",
        order_reference="PO 7",
        payment_terms="Within thirty days",
        notes=("Thank you",),
        preceding_invoices=(PrecedingInvoice("2026-1", date(2026, 10, 1)),),
        seller=seller,
        buyer=buyer,
        delivery=Delivery(date(2026, 11, 19), Identifier("5790000435968", "0088"), "Back door", address()),
        period=Period(date(2026, 11, 1), date(2026, 11, 30)),
        payment_means=(PaymentMeans("30", "", "+++090/9337/55493+++", Account("BE71096123456769", "Mill")),),
        allowances_charges=(
            AllowanceCharge(False, percentage=Decimal(10), reason="Discount", vat=standard),
            AllowanceCharge(True, amount=Decimal("5.00"), reason="Freight", vat=standard),
        ),
        vat_breakdown=(VatBreakdown(standard),),
        documents=(SupportingDocument(Identifier("1"), "The page", attachment=picture),),
        lines=(
            Line(
                id="1",
                item=Item("Wheat flour", "Of this year", "F-1", attributes=(Attribute("Colour", "White"),)),
                vat=standard,
                quantity=Decimal("12.5"),
                unit="KGM",
                price=Price(gross=Decimal("9.00"), discount=Decimal("1.00"), base_quantity=Decimal(2), base_unit="KGM"),
                allowances_charges=(AllowanceCharge(False, percentage=Decimal(5), reason="Discount"),),
                note="Keep dry",
                period=Period(date(2026, 11, 1), date(2026, 11, 30)),
            ),
        ),
    )
    return write(summed(invoice))


def party(name: str, number: str) -> Party:
    return Party(
        name=name,
        endpoint=Identifier(number, "0208"),
        legal_id=Identifier(number, "0208"),
        tax_ids=(Identifier(f"BE{number}", "VAT"),),
        address=address(),
        contact=Contact("Yves", "+32 9 000 00 00", "yves@mill.example"),
    )


def address() -> Address:
    return Address("Markt 1", "Floor 2", city="Gent", post_code="9000", country="BE")


def having(root: Root, *endings: str) -> list[Root]:
    """The elements of UBL's basic kind whose names end like this."""
    basic = f"{{{CBC}}}"
    return [each for each in root.iter(f"{basic}*") if each.tag.endswith(endings)]


def every(*endings: str, says: str, but: tuple[str, ...] = ()) -> Change:
    def change(root: Root) -> None:
        for each in having(root, *endings):
            if not each.tag.endswith(but):
                each.text = says

    return change


def only(name: str, says: str) -> Change:
    """The one total, or the first, of this name."""

    def change(root: Root) -> None:
        next(root.iter(f"{{{CBC}}}{name}")).text = says

    return change


def currency(code: str) -> Change:
    """Of the document and of all its amounts."""

    def change(root: Root) -> None:
        only("DocumentCurrencyCode", code)(root)
        for each in root.iter():
            if "currencyID" in each.attrib:
                each.set("currencyID", code)

    return change


def unit(code: str) -> Change:
    def change(root: Root) -> None:
        for each in root.iter():
            if "unitCode" in each.attrib:
                each.set("unitCode", code)

    return change


def many(name: str, count: int) -> Change:
    """So many of this group beside one another."""

    def change(root: Root) -> None:
        first = next(each for each in root.iter(f"{{{CAC}}}*") if each.tag.endswith(name))
        parent = first.getparent()
        at = parent.index(first)
        for number in range(1, count):
            more = deepcopy(first)
            next(more.iter(f"{{{CBC}}}ID")).text = str(number + 1)
            parent.insert(at + number, more)

    return change


def attributes(root: Root) -> None:
    next(root.iter(f"{{{CBC}}}Note")).set("a0", "")


def bare(root: Root) -> None:
    """Nothing stays but what tells whose it is."""
    for each in reversed(list(root.iter())):
        if len(each) == 0 and each is not root and not each.tag.endswith(KEPT):
            each.getparent().remove(each)


def without_numbers(root: Root) -> None:
    """Every optional number, day and code is away; the texts stay."""
    for each in having(root, *FIGURES, "Date", "Code"):
        each.getparent().remove(each)


def twice(root: Root) -> None:
    """Every part that may stand once stands twice."""
    for each in list(root.iter()):
        if each is not root and each.getparent() is not None:
            each.addnext(deepcopy(each))


def damaged_files(root: Root) -> None:
    for each in root.iter(f"{{{CBC}}}EmbeddedDocumentBinaryObject"):
        each.text = base64.b64encode(PDF).decode()[:-1] + "*"


def vast(root: Root) -> None:
    """Two figures times one another, by a third that is nearly nothing."""
    every("Quantity", "PriceAmount", says="9" * 400)(root)
    only("BaseQuantity", "0." + "0" * 397 + "1")(root)


def money_back(root: Root) -> None:
    """A document whose sums have the wrong sign for its kind."""
    for each in having(root, "Amount", "Quantity"):
        each.text = f"-{each.text}"


FIGURE = {
    **{f"{count} digits": "9" * count for count in (19, 20, 26, 27, 38, 40)},
    "38 decimals": "0." + "3" * 38,
    "400 digits": "9" * 400,
    "an exponent": "1e999",
    "minus zero": "-0",
    "no number": "NaN",
    "below zero": "-" + "9" * 39,
}
SHELF: dict[str, Change] = {
    "nothing": lambda _root: None,
    **{f"every figure {name}": every(*FIGURES, says=says) for name, says in FIGURE.items()},
    **{f"to pay {name}": only("PayableAmount", says) for name, says in FIGURE.items()},
    "a sum of 19 digits": only("TaxExclusiveAmount", "9" * 19),
    "a sum of 26 digits and a cent": only("TaxInclusiveAmount", "9" * 26 + ".01"),
    "a net of 1e999": only("LineExtensionAmount", "1e999"),
    "a price of 38 digits": only("PriceAmount", "9" * 38),
    "a quantity of 38 digits": every("Quantity", says="9" * 38),
    "a quantity of nearly nothing": every("Quantity", says="0." + "0" * 36 + "1"),
    "a product of 1,200 digits": vast,
    "a percentage of 38 digits": every("Percent", "Numeric", says="9" * 38),
    "days of the year 1": every("Date", says="0001-01-01"),
    "days of the year 9999": every("Date", says="9999-12-31"),
    "days with a zone": every("Date", says="0001-01-01+14:00"),
    "days that are none": every("Date", says="0000-00-00"),
    "due in the year 9999": every("DueDate", says="9999-12-31"),
    "an unknown currency": currency("XQZ"),
    "a currency of marks": currency("\u202e€\u200b"),
    "no currency": currency(""),
    "a currency of 100,000 characters": currency("W" * 100_000),
    "an unknown unit": unit("\u202eQQQ"),
    "an unknown country": every("IdentificationCode", says="QQ"),
    "unknown codes": every("Code", says="\u202e???", but=("CurrencyCode",)),
    "empty texts": every(*TEXTS, says="", but=KEPT),
    "texts of 100,000 characters": every("RegistrationName", "Note", says="Wheat flour " * 8_334),
    "a word of 100,000 characters": every("RegistrationName", "Name", says="W" * 100_000),
    "marks in names": every(*TEXTS, says=MARKS, but=KEPT),
    "5,000 lines": many("Line", 5_000),
    "500 attachments": many("AdditionalDocumentReference", 500),
    "damaged attachments": damaged_files,
    "200,000 attributes": attributes,
    "every optional part missing": bare,
    "every figure, day and code missing": without_numbers,
    "every optional part twice": twice,
    "money back": money_back,
}
