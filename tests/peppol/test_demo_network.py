import dataclasses

import pytest

from schakel.peppol import smp
from schakel.peppol.demo_network import DemoNetwork
from schakel.peppol.doors import Answer
from schakel.peppol.errors import NotRegistered, NotSupported, Unreachable
from schakel.peppol.smp_metadata import Endpoint
from tests.peppol.fakes import FixedClock
from tests.peppol.smp_world import BILLING, INVOICE, RECEIVER
from tests.peppol.test_smp import CREDIT_NOTE

ADDRESS = "https://ap.demonstration.invalid/as4"


@pytest.fixture
def world(pki, smp_key, bob) -> DemoNetwork:
    world = DemoNetwork(pki, smp_key)
    world.publish(RECEIVER, [INVOICE], endpoints=[Endpoint(BILLING, ADDRESS, bob.certificate)])
    return world


def test_published_until_withdrawn(world):
    network = dataclasses.replace(world.network, clock=FixedClock())
    assert smp.lookup(RECEIVER, INVOICE, BILLING, network=network).address == ADDRESS
    assert smp.capabilities(RECEIVER, network=network).document_types == (INVOICE,)
    with pytest.raises(NotSupported):
        smp.lookup(RECEIVER, CREDIT_NOTE, BILLING, network=network)
    world.withdraw(RECEIVER)
    with pytest.raises(NotRegistered):
        smp.lookup(RECEIVER, INVOICE, BILLING, network=network)


def test_wires_between_access_points(world):
    with pytest.raises(Unreachable):
        world.post(ADDRESS, body=b"", headers={}, limit=1, timeout=1)
    world.connect(ADDRESS, lambda body, headers: Answer(200, body + headers["x"].encode()))
    assert world.post(ADDRESS, body=[b"a", b"b"], headers={"x": "c"}, limit=9, timeout=1).body == b"abc"


def test_the_clock_is_aware(world):
    assert world.now().tzinfo is not None
