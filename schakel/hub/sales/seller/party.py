"""Our side of a sales document: the company as a party, in whichever role."""

from schakel.hub.connections import changes
from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.sales.drafts.compose import FOREIGN_ACCOUNT, Issuer
from schakel.hub.sales.models import Seller
from schakel.sepa.iban import account_of


class ForeignAccount(Exception):
    """Permanent, until enough people said yes to the account."""

    code = "foreign_account"
    sentence = FOREIGN_ACCOUNT


def issuer_of(connection: Connection) -> Issuer:
    """Invoices written in the purchases are in the name of the supplier: self-billing.

    Where the company has a rule of approval, its invoices name only the accounts that enough people said yes to.
    """
    company, self_billed = connection.company, connection.side == Connection.Side.PURCHASE
    return Issuer(Seller.of(company).party, self_billed=self_billed, accounts=known_accounts(connection))


def known_accounts(connection: Connection) -> frozenset[str] | None:
    """Compact; None: any may stand on an invoice."""
    if connection.side == Connection.Side.PURCHASE or not changes.rule_of(connection.company):
        return None
    return frozenset(connection.company.seller_accounts.values_list("iban", flat=True))


def require_known_account(document: Document) -> None:
    """Before an invoice leaves that another program made; one written here was looked at when it was issued.

    Raises:
        ForeignAccount
    """
    known = known_accounts(document.connection)
    if known is None or document.self_billed or document.is_issued_here:
        return
    invoice = opened(document).invoice
    accounts = {account_of(each.account.id) for each in invoice.payment_means if each.account} if invoice else set()
    if accounts - {""} - known:
        raise ForeignAccount
