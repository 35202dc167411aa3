from collections.abc import Iterator

import pytest

from schakel.hub.connections.models import Office
from schakel.hub.network.accounts.forms import account_credentials
from schakel.hub.network.accounts.save import add_company, create_account
from schakel.hub.network.models import ProviderAccount
from tests.hub.network.access_points.provider_fakes import KINDS, Service, running

KEYS = {"key": "a key", "secret": "a secret", "webhook_secret": "hush"}


@pytest.fixture(params=sorted(KINDS))
def service(request, settings) -> Iterator[Service]:
    """Each kind of provider in turn, on this machine."""
    with running(request.param) as made:
        settings.ALLOWED_TARGETS = {f"localhost:{made.port}"}
        made.kind = request.param
        yield made


@pytest.fixture
def account(service, office, bakery, alice) -> ProviderAccount:
    """The office's account there, with the bakery in it."""
    return account_at(service, office, bakery)


def account_at(service: Service, office: Office, *companies, key: str = "a key") -> ProviderAccount:
    by = office.members.get(role="owner").user
    keys = {name: {**KEYS, "key": key}[name] for name in account_credentials(service.kind)}
    made = create_account(office, service.kind, f"http://localhost:{service.port}", keys, by=by)
    for company in companies:
        add_company(made, company, legal_entity="7" if service.kind == "storecove" else "")
    return made
