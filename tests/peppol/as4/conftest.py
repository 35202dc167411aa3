"""A sender (alice), a receiver (bob) and the valid message between them."""

import pytest

from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.keys import RsaKey
from tests.peppol.as4.messages import Door, Message


@pytest.fixture
def message(alice: RsaKey, bob: RsaKey) -> Message:
    return Message.make(alice, bob)


@pytest.fixture
def door(pki: DemoPki, bob: RsaKey) -> Door:
    return Door.of(pki, bob)
