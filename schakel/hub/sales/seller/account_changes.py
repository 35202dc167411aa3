"""Changes of the accounts on which a company is paid: they stand on its invoices, so they ask for as many people as its rule."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from schakel.hub.connections import changes
from schakel.hub.connections.changes import ChangedValue, Listener
from schakel.hub.connections.models import Access, Change, Company, Connection
from schakel.hub.connections.payers import people_who_pay
from schakel.hub.connections.quorum import Quorum
from schakel.hub.people.models import User
from schakel.hub.sales.models import SellerAccount
from schakel.sepa.iban import Iban

CODE = "seller_account"


def ask(company: Company, ibans: list[str], *, by: User) -> Change | None:
    """These accounts, in this order, the first of which stands on invoices. None when it is so already. Raises AlreadyWaiting."""
    before = [account.iban for account in company.seller_accounts.all()]
    if ibans == before:
        return None
    change = Change(company=company, kind=CODE, asked_by=by, before={"ibans": before}, after={"ibans": ibans})
    return changes.ask(change, confirmed_by=by)


class SellerAccountChange(changes.MoneyChangeKind):
    code = CODE

    def title(self, change: Change) -> str:
        return _("Account numbers on the invoices of %(company)s") % {"company": change.company}

    def lines(self, change: Change) -> list[ChangedValue]:
        before, after = (", ".join(str(Iban(iban)) for iban in each["ibans"]) for each in (change.before, change.after))
        return [ChangedValue(_("Accounts you are paid on"), before, after)]

    def quorums(self, change: Change) -> list[Quorum]:
        asker = (change.asked_by,) if change.asked_by else ()
        return [changes.rule_of(change.company) or Quorum(1, asker)]

    def listeners(self, change: Change) -> Iterator[Listener]:
        company = change.company
        sellers = Access.objects.full().filter(connection__company=company, connection__side=Connection.Side.SALES)
        people = Q(pk__in=people_who_pay(company).values("pk")) | Q(pk__in=sellers.values("user"))
        yield from (Listener.of(user) for user in User.objects.filter(people, is_active=True).order_by("pk"))

    def apply(self, change: Change) -> None:
        company, wanted = change.company, change.after["ibans"]
        company.seller_accounts.exclude(iban__in=wanted).delete()
        for place, iban in enumerate(wanted):
            SellerAccount.objects.update_or_create(company=company, iban=iban, defaults={"place": place})
