"""Our side of a sales document: the company as a party, in whichever role."""

from schakel.einvoice.model import Address, Identifier, Party
from schakel.hub.connections.models import Company, Connection
from schakel.hub.sales.composing import Own


def own(connection: Connection) -> Own:
    """Invoices written in the purchases are in the name of the supplier: self-billing."""
    return Own(party_of(connection.company), self_billed=connection.kind == Connection.Kind.PURCHASE)


def party_of(company: Company) -> Party:
    address = company.participants.order_by("scheme").first()
    return Party(
        name=company.name,
        endpoint=Identifier(address.value, address.scheme) if address else None,
        legal_id=Identifier(company.enterprise_number, "0208") if company.enterprise_number else None,
        tax_ids=(Identifier(company.vat_number, "VAT"),) if company.vat_number else (),
        address=Address(country="BE"),
    )
