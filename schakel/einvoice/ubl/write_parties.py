"""Parties, addresses and deliveries into UBL; the pair of `parties`."""

from schakel.einvoice.model import Address, Contact, Delivery, Party
from schakel.einvoice.ubl.markup import cac, cbc, day, identifier


def write_party(party: Party) -> str:
    """What stands inside a Party, PayeeParty or TaxRepresentativeParty."""
    return "".join(
        (
            identifier("EndpointID", party.endpoint),
            *(cac("PartyIdentification", identifier("ID", each)) for each in party.identifiers),
            cac("PartyName", cbc("Name", party.trading_name)),
            cac("PostalAddress", write_address(party.address)),
            *(
                cac("PartyTaxScheme", cbc("CompanyID", each.value), cac("TaxScheme", cbc("ID", each.scheme)))
                for each in party.tax_ids
            ),
            _legal_entity(party),
            cac("Contact", _contact(party.contact)),
        )
    )


def write_address(address: Address | None) -> str:
    if address is None:
        return ""
    return "".join(
        (
            cbc("StreetName", address.line_1),
            cbc("AdditionalStreetName", address.line_2),
            cbc("CityName", address.city),
            cbc("PostalZone", address.post_code),
            cbc("CountrySubentity", address.subdivision),
            cac("AddressLine", cbc("Line", address.line_3)),
            cac("Country", cbc("IdentificationCode", address.country)),
        )
    )


def write_delivery(delivery: Delivery | None) -> str:
    if delivery is None:
        return ""
    location = cac(
        "DeliveryLocation", identifier("ID", delivery.location), cac("Address", write_address(delivery.address))
    )
    party = cac("DeliveryParty", cac("PartyName", cbc("Name", delivery.party_name)))
    return cac("Delivery", day("ActualDeliveryDate", delivery.delivered_on), location, party)


def _legal_entity(party: Party) -> str:
    return cac(
        "PartyLegalEntity",
        cbc("RegistrationName", party.name),
        identifier("CompanyID", party.legal_id),
        cbc("CompanyLegalForm", party.legal_form),
    )


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    return cbc("Name", contact.name) + cbc("Telephone", contact.telephone) + cbc("ElectronicMail", contact.email)
