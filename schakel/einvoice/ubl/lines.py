"""Lines, items, prices, allowances and VAT categories out of UBL."""

from schakel.einvoice.model import (
    AllowanceCharge,
    Attribute,
    Classification,
    Identifier,
    Item,
    Line,
    Period,
    Price,
    VatCategory,
)
from schakel.einvoice.ubl.node import Node, text_of

_NO_VATCATEGORY = VatCategory()
_NO_PERIOD = Period()
_NO_PRICE = Price()


def read_line(line: Node) -> Line:
    quantity_name = "cbc:InvoicedQuantity" if line.has("cbc:InvoicedQuantity") else "cbc:CreditedQuantity"
    item = line.child("cac:Item")
    return Line(
        id=line.text("cbc:ID"),
        item=_item(item),
        vat=item.group("cac:ClassifiedTaxCategory", read_vat),
        unit=line.attribute(quantity_name, "unitCode"),
        quantity=line.number(quantity_name),
        price=line.group("cac:Price", _price),
        net_amount=line.amount("cbc:LineExtensionAmount"),
        allowances_charges=read_allowances_charges(line),
        note=line.text("cbc:Note"),
        object=_object(line),
        order_line=line.text_in("cac:OrderLineReference", "cbc:LineID"),
        accounting_reference=line.text("cbc:AccountingCost"),
        period=line.group("cac:InvoicePeriod", read_period),
    )


def read_allowances_charges(parent: Node) -> tuple[AllowanceCharge, ...]:
    return tuple(_allowance_charge(each) for each in parent.children("cac:AllowanceCharge"))


def read_vat(category: Node) -> VatCategory | None:
    """The TaxScheme beside it says VAT, always."""
    category.expect_in("cac:TaxScheme", "cbc:ID", "VAT")
    read = VatCategory(code=category.text("cbc:ID"), rate=category.number("cbc:Percent"))
    return read if read != _NO_VATCATEGORY else None


def read_period(period: Node) -> Period | None:
    read = Period(start=period.day("cbc:StartDate"), end=period.day("cbc:EndDate"))
    return read if read != _NO_PERIOD else None


def _allowance_charge(each: Node) -> AllowanceCharge:
    return AllowanceCharge(
        is_charge=each.flag("cbc:ChargeIndicator"),
        amount=each.amount("cbc:Amount"),
        base_amount=each.amount("cbc:BaseAmount"),
        percentage=each.number("cbc:MultiplierFactorNumeric"),
        reason=each.text("cbc:AllowanceChargeReason"),
        reason_code=each.text("cbc:AllowanceChargeReasonCode"),
        vat=each.group("cac:TaxCategory", read_vat),
    )


def _item(item: Node) -> Item:
    return Item(
        name=item.text("cbc:Name"),
        description=item.text("cbc:Description"),
        seller_id=item.text_in("cac:SellersItemIdentification", "cbc:ID"),
        buyer_id=item.text_in("cac:BuyersItemIdentification", "cbc:ID"),
        standard_id=item.child("cac:StandardItemIdentification").identifier("cbc:ID"),
        classifications=_classifications(item),
        origin_country=item.text_in("cac:OriginCountry", "cbc:IdentificationCode"),
        attributes=tuple(
            Attribute(name=each.text("cbc:Name"), value=each.text("cbc:Value"))
            for each in item.children("cac:AdditionalItemProperty")
        ),
    )


def _classifications(item: Node) -> tuple[Classification, ...]:
    codes = (each.element("cbc:ItemClassificationCode") for each in item.children("cac:CommodityClassification"))
    return tuple(
        Classification(text_of(code), code.get("listID", ""), code.get("listVersionID", ""))
        for code in codes
        if code is not None
    )


def _price(price: Node) -> Price | None:
    """The AllowanceCharge inside a price can only be a discount."""
    allowance = price.child("cac:AllowanceCharge")
    allowance.expect("cbc:ChargeIndicator", "false", "0")
    read = Price(
        net=price.amount("cbc:PriceAmount"),
        discount=allowance.amount("cbc:Amount"),
        gross=allowance.amount("cbc:BaseAmount"),
        base_unit=price.attribute("cbc:BaseQuantity", "unitCode"),
        base_quantity=price.number("cbc:BaseQuantity"),
    )
    return read if read != _NO_PRICE else None


def _object(line: Node) -> Identifier | None:
    reference = line.child("cac:DocumentReference")
    reference.expect("cbc:DocumentTypeCode", "130")
    return reference.identifier("cbc:ID")
