"""One throw-away PKI for the whole run: making RSA keys is the slow part of these tests."""

from datetime import timedelta

import pytest

from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role
from tests.peppol.fakes import NOW

BEFORE = NOW - timedelta(days=30)


@pytest.fixture(scope="session")
def pki() -> DemoPki:
    return DemoPki.make(now=NOW)


@pytest.fixture(scope="session")
def alice(pki: DemoPki) -> RsaKey:
    """The access point that sends."""
    return pki.issue("POP999001", role=Role.ACCESS_POINT, valid_from=BEFORE)


@pytest.fixture(scope="session")
def bob(pki: DemoPki) -> RsaKey:
    """The access point that receives."""
    return pki.issue("POP999002", role=Role.ACCESS_POINT, valid_from=BEFORE)


@pytest.fixture(scope="session")
def smp_key(pki: DemoPki) -> RsaKey:
    """The SMP both are published in."""
    return pki.issue("POP999003", role=Role.SMP, valid_from=BEFORE)
