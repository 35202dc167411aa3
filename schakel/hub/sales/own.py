"""Our side of a sales document: the company as a party, in whichever role."""

from schakel.hub.connections import changes
from schakel.hub.connections.models import Connection
from schakel.hub.sales.composing import Own
from schakel.hub.sales.models import Seller


def own(connection: Connection) -> Own:
    """Invoices written in the purchases are in the name of the supplier: self-billing.

    Where the company has a rule of approval, its invoices name only the accounts that enough people said yes to.
    """
    company, self_billed = connection.company, connection.kind == Connection.Kind.PURCHASE
    known = None
    if not self_billed and changes.rule_of(company):
        known = frozenset(company.seller_accounts.values_list("iban", flat=True))
    return Own(Seller.of(company).party, self_billed=self_billed, accounts=known)
