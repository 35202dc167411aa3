"""Lines, items, prices, allowances and charges out of CII."""

from schakel.einvoice.cii.values import read_day, read_flag, read_vat
from schakel.einvoice.model import (
    AllowanceCharge,
    Attribute,
    Classification,
    Identifier,
    Item,
    Line,
    Period,
    Price,
)
from schakel.einvoice.ubl.node import Node, text_of


def read_line(line: Node) -> Line:
    document = line.child("ram:AssociatedDocumentLineDocument")
    agreement = line.child("ram:SpecifiedLineTradeAgreement")
    delivery = line.child("ram:SpecifiedLineTradeDelivery")
    settlement = line.child("ram:SpecifiedLineTradeSettlement")
    sums = settlement.child("ram:SpecifiedTradeSettlementLineMonetarySummation")
    return Line(
        id=document.text("ram:LineID"),
        item=_item(line.child("ram:SpecifiedTradeProduct")),
        vat=settlement.group("ram:ApplicableTradeTax", read_vat),
        unit=delivery.attribute("ram:BilledQuantity", "unitCode"),
        quantity=delivery.number("ram:BilledQuantity"),
        price=_price(agreement),
        net_amount=sums.amount("ram:LineTotalAmount"),
        allowances_charges=read_allowances_charges(settlement),
        note=document.text_in("ram:IncludedNote", "ram:Content"),
        object=_object(settlement),
        order_line=agreement.text_in("ram:BuyerOrderReferencedDocument", "ram:LineID"),
        accounting_reference=settlement.text_in("ram:ReceivableSpecifiedTradeAccountingAccount", "ram:ID"),
        period=settlement.group("ram:BillingSpecifiedPeriod", read_period),
    )


def read_allowances_charges(parent: Node) -> tuple[AllowanceCharge, ...]:
    return tuple(
        AllowanceCharge(
            is_charge=read_flag(each),
            amount=each.amount("ram:ActualAmount"),
            base_amount=each.amount("ram:BasisAmount"),
            percentage=each.number("ram:CalculationPercent"),
            reason=each.text("ram:Reason"),
            reason_code=each.text("ram:ReasonCode"),
            vat=each.group("ram:CategoryTradeTax", read_vat),
        )
        for each in parent.children("ram:SpecifiedTradeAllowanceCharge")
    )


def read_period(period: Node) -> Period | None:
    read = Period(start=read_day(period, "ram:StartDateTime"), end=read_day(period, "ram:EndDateTime"))
    return read if read != Period() else None


def read_object_scheme(reference: Node) -> Identifier | None:
    """An object that is invoiced; the scheme stands beside its number."""
    value, scheme = reference.text("ram:IssuerAssignedID"), reference.text("ram:ReferenceTypeCode")
    return Identifier(value, scheme) if value else None


def _object(settlement: Node) -> Identifier | None:
    reference = settlement.child("ram:AdditionalReferencedDocument")
    reference.expect("ram:TypeCode", "130")
    return read_object_scheme(reference)


def _item(item: Node) -> Item:
    return Item(
        name=item.text("ram:Name"),
        description=item.text("ram:Description"),
        seller_id=item.text("ram:SellerAssignedID"),
        buyer_id=item.text("ram:BuyerAssignedID"),
        standard_id=item.identifier("ram:GlobalID"),
        classifications=_classifications(item),
        origin_country=item.text_in("ram:OriginTradeCountry", "ram:ID"),
        attributes=tuple(
            Attribute(each.text("ram:Description"), each.text("ram:Value"))
            for each in item.children("ram:ApplicableProductCharacteristic")
        ),
    )


def _classifications(item: Node) -> tuple[Classification, ...]:
    codes = (each.element("ram:ClassCode") for each in item.children("ram:DesignatedProductClassification"))
    return tuple(
        Classification(text_of(code), code.get("listID", ""), code.get("listVersionID", ""))
        for code in codes
        if code is not None
    )


def _price(agreement: Node) -> Price | None:
    gross = agreement.child("ram:GrossPriceProductTradePrice")
    net = agreement.child("ram:NetPriceProductTradePrice")
    discount = gross.child("ram:AppliedTradeAllowanceCharge")
    discount.child("ram:ChargeIndicator").expect("udt:Indicator", "false", "0")
    gross_unit = gross.attribute("ram:BasisQuantity", "unitCode")
    gross_base = gross.number("ram:BasisQuantity")
    read = Price(
        net=net.amount("ram:ChargeAmount"),
        discount=discount.amount("ram:ActualAmount"),
        gross=gross.amount("ram:ChargeAmount"),
        base_unit=net.attribute("ram:BasisQuantity", "unitCode") or gross_unit,
        base_quantity=net.number("ram:BasisQuantity") or gross_base,
    )
    return read if read != Price() else None
