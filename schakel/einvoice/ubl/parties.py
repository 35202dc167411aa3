"""Parties, addresses and deliveries out of UBL."""

from schakel.einvoice.model import Address, Contact, Delivery, Identifier, Party
from schakel.einvoice.ubl.node import Node

_NO_PARTY = Party()
_NO_ADDRESS = Address()
_NO_DELIVERY = Delivery()
_NO_CONTACT = Contact()


def read_party(party: Node) -> Party | None:
    """Of seller, buyer, payee or tax representative; None when there is nothing in it."""
    legal = party.child("cac:PartyLegalEntity")
    read = Party(
        name=legal.text("cbc:RegistrationName"),
        trading_name=party.text_in("cac:PartyName", "cbc:Name"),
        endpoint=party.identifier("cbc:EndpointID"),
        identifiers=_identifiers(party),
        legal_id=legal.identifier("cbc:CompanyID"),
        tax_ids=_tax_ids(party),
        legal_form=legal.text("cbc:CompanyLegalForm"),
        address=party.group("cac:PostalAddress", read_address),
        contact=party.group("cac:Contact", _contact),
    )
    return read if read != _NO_PARTY else None


def read_address(address: Node) -> Address | None:
    read = Address(
        line_1=address.text("cbc:StreetName"),
        line_2=address.text("cbc:AdditionalStreetName"),
        line_3=address.text_in("cac:AddressLine", "cbc:Line"),
        city=address.text("cbc:CityName"),
        post_code=address.text("cbc:PostalZone"),
        subdivision=address.text("cbc:CountrySubentity"),
        country=address.text_in("cac:Country", "cbc:IdentificationCode"),
    )
    return read if read != _NO_ADDRESS else None


def read_delivery(delivery: Node) -> Delivery | None:
    location = delivery.child("cac:DeliveryLocation")
    read = Delivery(
        delivered_on=delivery.day("cbc:ActualDeliveryDate"),
        location=location.identifier("cbc:ID"),
        party_name=delivery.child("cac:DeliveryParty").text_in("cac:PartyName", "cbc:Name"),
        address=location.group("cac:Address", read_address),
    )
    return read if read != _NO_DELIVERY else None


def _identifiers(party: Node) -> tuple[Identifier, ...]:
    found = (each.identifier("cbc:ID") for each in party.children("cac:PartyIdentification"))
    return tuple(each for each in found if each)


def _tax_ids(party: Node) -> tuple[Identifier, ...]:
    """The scheme is not an attribute here but the TaxScheme beside the number."""
    return tuple(
        Identifier(value, each.text_in("cac:TaxScheme", "cbc:ID"))
        for each in party.children("cac:PartyTaxScheme")
        if (value := each.text("cbc:CompanyID"))
    )


def _contact(contact: Node) -> Contact | None:
    read = Contact(
        name=contact.text("cbc:Name"),
        telephone=contact.text("cbc:Telephone"),
        email=contact.text("cbc:ElectronicMail"),
    )
    return read if read != _NO_CONTACT else None
