"""The ways to the network: our own access point, or a provider's. The rest of the house cannot tell them apart."""

from typing import Protocol

from schakel.hub.network.access_points.accounts import account_of
from schakel.hub.network.access_points.as4 import As4
from schakel.hub.network.access_points.by_provider import ByProvider
from schakel.hub.network.models import Registration
from schakel.peppol.identifiers import ParticipantId


class Kind(Protocol):
    """One way. Each deed may be asked for again when its outcome is not known.

    All raise PeppolError: permanent when a person must look, temporary when it is tried again.
    """

    def register(self, registration: Registration) -> None:
        """Publish it; with a migration key, take it over from where it is."""
        ...

    def unregister(self, registration: Registration) -> None: ...

    def let_go(self, registration: Registration) -> str:
        """A migration key, with which another takes it over."""
        ...


KINDS: dict[str, Kind] = {"as4": As4(), "provider": ByProvider()}


def kind_of(registration: Registration) -> Kind:
    return KINDS[registration.access_point]


def way_of(participant: ParticipantId) -> str:
    """The kind for a new registration: a provider's, where the participant stands in an account there."""
    return "provider" if account_of(participant) else "as4"
