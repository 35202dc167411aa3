"""`schakel doctor` looks whether the network brings us status messages, as it must from a day on."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from schakel.hub.doctor import renewal
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import Publisher
from schakel.peppol import mls
from schakel.peppol.identifiers import service_provider
from schakel.peppol.keys import KeyRing
from schakel.peppol.smp_metadata import Endpoint
from tests.hub.network import world
from tests.hub.network.clocks import Clock

pytestmark = pytest.mark.django_db
US = service_provider(world.OURS)


@pytest.fixture
def ours(monkeypatch):
    world.network.cache_clear()
    made = world.access_point()
    monkeypatch.setattr(access_point, "current", lambda: made)
    return made


def published(seat_id: str) -> None:
    endpoint = Endpoint(mls.PROCESS, world.ADDRESS, world.keys()[1][seat_id].certificate)
    world.network().publish(US, [mls.DOCUMENT_TYPE], endpoints=[endpoint])


def test_where_the_network_brings_them_here_all_is_well(ours):
    published(world.OURS)
    assert [result.verdict.name for result in renewal.statuses()] == ["GOOD"]
    assert list(renewal.sml()) == []  # there is no SMP of our own


@pytest.mark.parametrize(("days", "verdict"), [(-1, "LOOK"), (0, "BAD")])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_where_it_does_not_it_is_in_time_until_the_day(ours, monkeypatch, days, verdict, elsewhere):
    if elsewhere:
        published(world.THEIRS)
    noon = datetime.combine(mls.RECEIVE_BY, time(12), tzinfo=UTC)
    later = replace(ours, clock=Clock(noon + timedelta(days=days)))
    monkeypatch.setattr(access_point, "current", lambda: later)
    [result] = renewal.statuses()
    assert (result.verdict.name, "provider" in result.text) == (verdict, True)
    own = Publisher(KeyRing([world.keys()[1][world.SMP]]), "SMP", "https://smp.example", None)
    monkeypatch.setattr(access_point, "current", lambda: replace(later, publisher=own))
    [result] = renewal.statuses()
    assert "schakel smp announce" in result.text
