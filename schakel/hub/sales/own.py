"""Our side of a sales document: the company as a party, in whichever role."""

from schakel.hub.connections.models import Connection
from schakel.hub.sales.composing import Own
from schakel.hub.sales.models import Seller


def own(connection: Connection) -> Own:
    """Invoices written in the purchases are in the name of the supplier: self-billing."""
    return Own(Seller.of(connection.company).party, self_billed=connection.kind == Connection.Kind.PURCHASE)
