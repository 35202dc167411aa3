"""Each list of payments is read by an index in its own order, or by that of the few connections that one reaches."""

import pytest

from schakel.hub.connections import reach
from schakel.hub.payments.open_items import ORDER, OpenItemQuery, find_items
from tests.hub.plans import plan

INDEXES = {
    "open": "open_items_by_day",
    "overdue": "open_items_by_day",
    "later": "put_off_by_day",
    "paid": "settled_by_day",
    "archived": "archived_by_day",
}


@pytest.fixture
def reaches_many(monkeypatch, purchases, sales):
    monkeypatch.setattr(reach, "FEW", 0)


@pytest.mark.parametrize(("tab", "index"), INDEXES.items())
def test_a_list_of_an_office_walks_its_index(alice, reaches_many, tab, index):
    told = plan(find_items(alice, OpenItemQuery(tab=tab)).order_by(*ORDER)[:51])
    assert index in told
    assert "ORDER BY" not in told  # SQLite sorts nothing


@pytest.mark.parametrize("tab", INDEXES)
def test_a_list_of_a_client_starts_from_their_connections(clara, held, tab):
    assert "payables_of_one" in plan(find_items(clara, OpenItemQuery(tab=tab)).order_by(*ORDER)[:51])


def test_contested_ones_are_few_and_found_by_their_effect(alice, reaches_many):
    assert "effect" in plan(find_items(alice, OpenItemQuery(tab="contested")).order_by(*ORDER)[:51])
