"""Lines, items, prices, allowances and VAT categories into UBL; the pair of `lines`."""

from schakel.einvoice.model import AllowanceCharge, Identifier, Item, Kind, Line, Period, Price, VatCategory
from schakel.einvoice.ubl.markup import amount, cac, cbc, day, identifier, number
from schakel.einvoice.ubl.references import INVOICED_OBJECT

_NAMES = {Kind.INVOICE: ("InvoiceLine", "InvoicedQuantity"), Kind.CREDIT_NOTE: ("CreditNoteLine", "CreditedQuantity")}


def write_line(line: Line, kind: Kind, currency: str) -> str:
    name, quantity = _NAMES[kind]
    return cac(
        name,
        cbc("ID", line.id),
        cbc("Note", line.note),
        number(quantity, line.quantity, ("unitCode", line.unit)),
        amount("LineExtensionAmount", line.net_amount, currency),
        cbc("AccountingCost", line.accounting_reference),
        cac("InvoicePeriod", write_period(line.period)),
        cac("OrderLineReference", cbc("LineID", line.order_line)),
        _object(line.object),
        *(write_allowance_charge(each, currency) for each in line.allowances_charges),
        _item(line.item, line.vat),
        _price(line.price, currency),
    )


def write_allowance_charge(each: AllowanceCharge, currency: str) -> str:
    return cac(
        "AllowanceCharge",
        cbc("ChargeIndicator", "true" if each.is_charge else "false"),
        cbc("AllowanceChargeReasonCode", each.reason_code),
        cbc("AllowanceChargeReason", each.reason),
        number("MultiplierFactorNumeric", each.percentage),
        amount("Amount", each.amount, currency),
        amount("BaseAmount", each.base_amount, currency),
        write_vat("TaxCategory", each.vat),
    )


def write_vat(name: str, vat: VatCategory | None, *exemption: str) -> str:
    if vat is None:
        return ""
    scheme = cac("TaxScheme", cbc("ID", "VAT"))
    return cac(name, cbc("ID", vat.code), number("Percent", vat.rate), *exemption, scheme)


def write_period(period: Period | None) -> str:
    return "" if period is None else day("StartDate", period.start) + day("EndDate", period.end)


def _object(reference: Identifier | None) -> str:
    if reference is None:
        return ""
    return cac("DocumentReference", identifier("ID", reference), cbc("DocumentTypeCode", INVOICED_OBJECT))


def _item(item: Item, vat: VatCategory | None) -> str:
    return cac(
        "Item",
        cbc("Description", item.description),
        cbc("Name", item.name),
        cac("BuyersItemIdentification", cbc("ID", item.buyer_id)),
        cac("SellersItemIdentification", cbc("ID", item.seller_id)),
        cac("StandardItemIdentification", identifier("ID", item.standard_id)),
        cac("OriginCountry", cbc("IdentificationCode", item.origin_country)),
        *(
            cac(
                "CommodityClassification",
                cbc("ItemClassificationCode", each.code, ("listID", each.scheme), ("listVersionID", each.version)),
            )
            for each in item.classifications
        ),
        write_vat("ClassifiedTaxCategory", vat),
        *(cac("AdditionalItemProperty", cbc("Name", each.name), cbc("Value", each.value)) for each in item.attributes),
    )


def _price(price: Price | None, currency: str) -> str:
    if price is None:
        return ""
    return cac(
        "Price",
        amount("PriceAmount", price.net, currency),
        number("BaseQuantity", price.base_quantity, ("unitCode", price.base_unit)),
        _discount(price, currency),
    )


def _discount(price: Price, currency: str) -> str:
    if price.discount is None and price.gross is None:
        return ""
    return cac(
        "AllowanceCharge",
        cbc("ChargeIndicator", "false"),
        amount("Amount", price.discount, currency),
        amount("BaseAmount", price.gross, currency),
    )
