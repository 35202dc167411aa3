"""Registering through a provider: the way of those registrations whose participant is in an account."""

from schakel.hub.network.access_points.accounts import account_of
from schakel.hub.network.access_points.provider import Provider, ProviderRefused
from schakel.hub.network.models import Registration


class ByProvider:
    def register(self, registration: Registration) -> None:
        provider_of(registration).link(registration)

    def unregister(self, registration: Registration) -> None:
        provider_of(registration).unlink(registration)

    def prepare_migration(self, registration: Registration) -> str:
        raise ProviderRefused("the provider gives the migration key, in its own pages", code="NOT_BY_API")


def provider_of(registration: Registration) -> Provider:
    account = account_of(registration.participant)
    if account is None:
        raise ProviderRefused(f"{registration} stands in no account of the providers", code="NO_ACCOUNT")
    return account.provider
