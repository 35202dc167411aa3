"""The states of documents that this room knows, for the search of documents: what did not reach its receiver over Peppol."""

from functools import partial

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.search import states
from schakel.hub.network.models import Transmission
from schakel.hub.network.models.transmission import TransmissionQuerySet
from schakel.hub.people.models import User

State = Transmission.State


def register() -> None:
    for state in (State.FAILED, State.REJECTED):  # each has an index of its own
        states.register_rows("failed", _("sending or forwarding failed"), partial(ended_for, state))


def ended_for(state: State, _user: User) -> TransmissionQuerySet:
    return ended(state)


def ended(state: State) -> TransmissionQuerySet:
    """Of documents that were not sent once more since. Only what goes out ends so."""
    later = Transmission.objects.outgoing().filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    return Transmission.objects.filter(~Exists(later), document__isnull=False, state=state)
