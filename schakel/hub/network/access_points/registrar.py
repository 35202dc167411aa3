"""The ways to the network: our own access point, or a provider's. The rest of the house cannot tell them apart."""

from typing import Protocol

from schakel.hub.network.access_points.accounts import is_at_provider
from schakel.hub.network.access_points.by_provider import ByProvider
from schakel.hub.network.access_points.own_smp import OwnSmp
from schakel.hub.network.models import Registration
from schakel.peppol.identifiers import ParticipantId


class Registrar(Protocol):
    """One way. Each action may be asked for again when its outcome is not known.

    All raise PeppolError: permanent when a person must look, temporary when it is tried again.
    """

    def register(self, registration: Registration) -> None:
        """Publish it; with a migration key, take it over from where it is."""
        ...

    def unregister(self, registration: Registration) -> None: ...

    def prepare_migration(self, registration: Registration) -> str:
        """A migration key, with which another takes it over."""
        ...


REGISTRARS: dict[str, Registrar] = {"as4": OwnSmp(), "provider": ByProvider()}  # by `Registration.access_point`


def registrar_of(registration: Registration) -> Registrar:
    return REGISTRARS[registration.access_point]


def access_point_for(participant: ParticipantId) -> str:
    """The access point of a new registration: a provider's, where the participant is in an account there."""
    return "provider" if is_at_provider(participant) else "as4"
