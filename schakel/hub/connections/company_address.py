"""The e-mail address of a company: a change of it stands in the company's history, and cannot be made while silence may decide.

For what silence decides, two mails went to this address (holders.py): who asked must not be able to put their own there.
"""

from collections.abc import Callable, Collection, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.connections import changes
from schakel.hub.connections.changes import ChangedValue, Listener
from schakel.hub.connections.models.change import Change
from schakel.hub.connections.models.company import Company
from schakel.hub.connections.payers import payers_of
from schakel.hub.connections.quorum import Quorum
from schakel.hub.people.models import User, normal

CODE = "address"
known_addresses: list[Callable[[Company], Collection[str]]] = []  # of who confirmed something; filled by rooms above
LOCKED = gettext_lazy(
    "You cannot change this address now: a request sent to it is still waiting. Answer or withdraw that request first."
)


def is_locked(company: Company) -> bool:
    """An empty one is not: nothing can be told to it, so nothing is decided."""
    waiting = company.changes.waiting().related()
    return bool(company.email) and any(changes.kind_of(each).is_decided_by_silence(each) for each in waiting)


def lock_fault(company: Company, email: str) -> str:
    """Why its address cannot become this one now; empty where it can. Asked in the company's turn."""
    return str(LOCKED) if email != company.email and is_locked(company) else ""


def record(company: Company, *, before: str, by: User) -> None:
    """In the company's history, and told to those of it who pay. The new one is written already; the old one may have been a
    stranger's by mistake, and hears nothing."""
    if not before or normal(before) == normal(company.email):
        return
    old, new = {"email": before}, {"email": company.email}
    change = Change(company=company, kind=CODE, asked_by=by, before=old, after=new)
    changes.ask(change, confirmed_by=by)


def listeners(company: Company, *, must: bool, but: Collection[str] = ()) -> Iterator[Listener]:
    """The company's own address, and those of its people that rooms above know. One of the office's own says nothing."""
    office = set(company.office.members.values_list("user__email", flat=True))
    known = [address for told in known_addresses for address in told(company)]
    for address in dict.fromkeys([company.email, *known]):
        if address and normal(address) not in office and normal(address) not in but:
            yield Listener(address, company.language, must and address == company.email)


class NewAddress(changes.ChangeKind):
    code = CODE

    def title(self, change: Change) -> str:
        return _("The e-mail address of %(company)s") % {"company": change.company}

    def lines(self, change: Change) -> list[ChangedValue]:
        return [ChangedValue(_("E-mail address of the client"), change.before["email"], change.after["email"])]

    def quorums(self, change: Change) -> list[Quorum]:
        return []

    def listeners(self, change: Change) -> Iterator[Listener]:
        yield from (Listener.of(user) for user in payers_of(change.company).order_by("pk"))

    def apply(self, change: Change) -> None:
        """It is written by the form of the company itself."""
