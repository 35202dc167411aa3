"""The states of documents that this room knows, for the search."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.validation import Verdict
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.bills.effects import with_effect
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.models import has_read
from schakel.hub.documents.search import states
from schakel.hub.people.models import User

CLOSED = "closed"  # of a company that closed


def register() -> None:
    states.register("unread", _("unread"), unread, is_indexed=False)
    states.register("contested", _("contested"), lambda _user: with_effect(Effect.CONTESTED), is_indexed=True)
    states.register("duplicate", _("probably here twice"), lambda _user: with_effect(Effect.DUPLICATE), is_indexed=True)
    states.register("invalid", _("has errors"), lambda _user: Q(verdict=Verdict.INVALID.value), is_indexed=True)
    states.register("unreadable", _("cannot be read"), lambda _user: ~Q(fault=""), is_indexed=True)
    states.register(CLOSED, _("of a closed company"), of_closed, is_indexed=True)


def of_closed(user: User) -> Q:
    closed = Company.objects.reachable_by(user).closed()
    return Q(connection__in=Connection.objects.filter(company__in=closed))


def unread(user: User) -> Q:
    return ~has_read(user)
