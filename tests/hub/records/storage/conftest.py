"""Stores in which the backups of an installation are."""

import pytest

from schakel.hub.outside import objects
from tests.hub.records.conftest import elsewhere, empty_database, here
from tests.hub.records.storage.object_store import VERSITYGW, small_store, surroundings, versitygw

__all__ = ["elsewhere", "empty_database", "here"]

ADDRESS = "s3://backups/office/one"


@pytest.fixture
def store(monkeypatch):
    """The small one, at which the environment points; nothing is tried twice."""
    monkeypatch.setattr(objects, "TRIES", 1)
    with small_store() as small:
        for name, value in surroundings(f"http://127.0.0.1:{small.server_port}").items():
            monkeypatch.setenv(name, value)
        yield small


@pytest.fixture
def real_store(monkeypatch, tmp_path):
    """The directory of versitygw's buckets."""
    assert VERSITYGW
    with versitygw(tmp_path / "store") as address:
        for name, value in surroundings(address).items():
            monkeypatch.setenv(name, value)
        yield tmp_path / "store"


@pytest.fixture
def office(store, here, elsewhere):
    """An installation, and an empty machine, with their backups in the small store."""
    here.backups = elsewhere.backups = ADDRESS
    return here
