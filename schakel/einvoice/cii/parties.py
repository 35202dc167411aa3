"""Parties, addresses and deliveries out of CII."""

from schakel.einvoice.cii.values import read_day, read_identifiers
from schakel.einvoice.model import Address, Contact, Delivery, Identifier, Party
from schakel.einvoice.ubl.node import Node

_SCHEMES = {"VA": "VAT", "FC": "TAX"}  # of a tax number: CII's word and UBL's


def read_party(party: Node) -> Party | None:
    legal = party.child("ram:SpecifiedLegalOrganization")
    read = Party(
        name=party.text("ram:Name"),
        trading_name=legal.text("ram:TradingBusinessName"),
        endpoint=party.child("ram:URIUniversalCommunication").identifier("ram:URIID"),
        identifiers=read_identifiers(party),
        legal_id=legal.identifier("ram:ID"),
        tax_ids=_tax_ids(party),
        legal_form=party.text("ram:Description"),
        address=party.group("ram:PostalTradeAddress", read_address),
        contact=party.group("ram:DefinedTradeContact", _contact),
    )
    return read if read != Party() else None


def read_other_party(party: Node) -> Party | None:
    """Payee and tax representative, who have one name, which the model keeps as UBL does."""
    read = read_party(party)
    if read is None:
        return None
    return Party(
        trading_name=read.name,
        identifiers=read.identifiers,
        legal_id=read.legal_id,
        tax_ids=read.tax_ids,
        address=read.address,
    )


def read_address(address: Node) -> Address | None:
    read = Address(
        line_1=address.text("ram:LineOne"),
        line_2=address.text("ram:LineTwo"),
        line_3=address.text("ram:LineThree"),
        city=address.text("ram:CityName"),
        post_code=address.text("ram:PostcodeCode"),
        subdivision=address.text("ram:CountrySubDivisionName"),
        country=address.text("ram:CountryID"),
    )
    return read if read != Address() else None


def read_delivery(delivery: Node) -> Delivery | None:
    place = delivery.child("ram:ShipToTradeParty")
    happened = delivery.child("ram:ActualDeliverySupplyChainEvent")
    read = Delivery(
        delivered_on=read_day(happened, "ram:OccurrenceDateTime"),
        location=next(iter(read_identifiers(place)), None),
        party_name=place.text("ram:Name"),
        address=place.group("ram:PostalTradeAddress", read_address),
    )
    return read if read != Delivery() else None


def _tax_ids(party: Node) -> tuple[Identifier, ...]:
    found = (each.identifier("ram:ID") for each in party.children("ram:SpecifiedTaxRegistration"))
    return tuple(Identifier(each.value, _SCHEMES.get(each.scheme, each.scheme)) for each in found if each)


def _contact(contact: Node) -> Contact | None:
    read = Contact(
        name=contact.text("ram:PersonName") or contact.text("ram:DepartmentName"),
        telephone=contact.text_in("ram:TelephoneUniversalCommunication", "ram:CompleteNumber"),
        email=contact.text_in("ram:EmailURIUniversalCommunication", "ram:URIID"),
    )
    return read if read != Contact() else None
