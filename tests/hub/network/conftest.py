import pytest

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Registration
from tests.hub.documents.ubl import invoice
from tests.hub.network import world
from tests.hub.network.posting import post
from tests.hub.network.world import INVOICE, Peer


@pytest.fixture(autouse=True)
def ours(monkeypatch):
    """Our access point, on a network of this test's own."""
    world.network.cache_clear()
    access_point.the_network.cache_clear()
    made = world.access_point()
    monkeypatch.setattr(access_point, "current", lambda: made)
    return made


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def served(bakery) -> Company:
    """The bakery, which receives invoices here."""
    registered(bakery, "0208", bakery.enterprise_number)
    return bakery


def registered(company: Company, scheme: str, value: str, *types: str) -> Registration:
    return Registration.objects.create(
        company=company,
        scheme=scheme,
        value=value,
        document_types=list(types) or [str(INVOICE)],
        state=Registration.State.REGISTERED,
    )


@pytest.fixture
def bill(peer, served) -> Document:
    """An invoice of the mill that came over the network and stands among the bakery's purchases."""
    assert post(peer.message(invoice())).status_code == 200
    inbound.work_received()
    return Document.objects.get()
