"""L12: what load balancers ask says what is so. With a full disk and a held database: network/test_storage_faults.py."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_L12_living_asks_no_database(client, settings):
    """Without the fixture `db` a query fails."""
    assert client.get("/live", headers={"host": settings.HOST}).status_code == 200


def test_L12_ready_has_written_read_back_and_taken_away(client, settings, db):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/ready", headers={"host": settings.HOST}).status_code == 200
    words = [each["sql"].split()[0] for each in asked.captured_queries]
    assert words.index("INSERT") < words.index("DELETE")


@pytest.mark.parametrize("given_back", [None, "", "x"])
def test_L12_what_is_not_given_back_is_not_ready(client, settings, db, monkeypatch, given_back):
    monkeypatch.setattr(cache, "get", lambda _key: given_back)
    assert client.get("/ready", headers={"host": settings.HOST}).status_code == 503
