"""The people of every test: Alice owns the office, Bob works in it, Clara is its client, Diane has an office elsewhere."""

import json
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings

from schakel.hub import due, request_id, storage_failure
from schakel.hub.audit import origin
from schakel.hub.connections.models import Access, Company, Connection, Member, Office, Participant
from schakel.hub.journal import writer as journal_writer
from schakel.hub.journal.writer import writer
from schakel.hub.people.models import User

GENERATOR = ("openapi-python-client==0.29.1", "httpx<1")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # when the connections of tests began: no document is older


@pytest.fixture(autouse=True)
def empty_store():
    yield
    shutil.rmtree(settings.STORAGES["documents"]["OPTIONS"]["location"], ignore_errors=True)


@pytest.fixture(autouse=True)
def nobody_at_work():
    """A command that another test ran in this process said who it was, for the rest of its life."""
    with request_id.working_as(""), origin.coming_from(origin.Origin()):
        yield


@pytest.fixture(autouse=True)
def empty_journal(monkeypatch):
    monkeypatch.setattr(journal_writer, "AHEAD", 2**14)  # a journal of a test is short
    yield
    if settings.JOURNAL.exists():
        writer.close()
        writer.before = None
        shutil.rmtree(settings.JOURNAL)


@pytest.fixture(autouse=True)
def clock_that_never_jumped():
    """Tests that move the clock leave no trace in the next."""
    yield
    due.lease_clock.detector.last = due.machine_clock.last = None
    due.lease_clock.ahead = timedelta(0)


@pytest.fixture
def failing_disk(monkeypatch):
    """The process outlives the failure of its disk, and the disk is well afterwards. Gives how often it would have ended."""
    ended = []
    monkeypatch.setattr(storage_failure, "GRACE", 0)
    monkeypatch.setattr(storage_failure, "halt", lambda: ended.append(True))
    yield ended
    storage_failure.failed.clear()
    Path(storage_failure.mark()).unlink(missing_ok=True)


def store_at(folder: Path) -> dict[str, Any]:
    """The setting of a document store elsewhere."""
    documents = settings.STORAGES["documents"]
    return {
        **settings.STORAGES,
        "documents": {**documents, "OPTIONS": {**documents["OPTIONS"], "location": str(folder)}},
    }


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """One of everything, made once for all tests of a module, each of which leaves it as it was."""
    from tests.hub.world import build

    whole = transaction.atomic()
    places = override_settings(STORAGES=store_at(tmp_path_factory.mktemp("world")), OPERATORS={"olga@olga.example"})
    with django_db_blocker.unblock(), places:
        whole.__enter__()
        world = build()
    yield world, places
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def world(built, db):
    world, places = built
    with override_settings(**places.options):
        yield world


def person(name: str, language: str = "en") -> User:
    """A user with a confirmed address, as one has after signing up."""
    user = User.objects.create_user(
        f"{name.lower()}@{name.lower()}.example", "a long password", name=name, language=language
    )
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def alice(db) -> User:
    return person("Alice")


@pytest.fixture
def bob(db) -> User:
    return person("Bob")


@pytest.fixture
def clara(db) -> User:
    return person("Clara")


@pytest.fixture
def diane(db) -> User:
    return person("Diane")


@pytest.fixture
def office(alice, bob) -> Office:
    office = Office.objects.create(name="Office Alice", language="en")
    Member.objects.create(office=office, user=alice, role=Member.Role.OWNER)
    Member.objects.create(office=office, user=bob)
    return office


@pytest.fixture
def other_office(diane) -> Office:
    office = Office.objects.create(name="Office Diane", language="en")
    Member.objects.create(office=office, user=diane, role=Member.Role.OWNER)
    return office


def company_of(office: Office, name: str, number: str, **fields: str) -> Company:
    company = Company.objects.create(office=office, name=name, enterprise_number=number, **{"language": "en", **fields})
    Participant.objects.create(company=company, scheme="0208", value=number)
    for side in Connection.Side:
        Connection.objects.create(company=company, side=side, created_at=LONG_AGO)
    return company


@pytest.fixture
def bakery(office) -> Company:
    return company_of(office, "Bakery Cornflower", "0738401117", vat_number="BE0738401117", email="clara@clara.example")


@pytest.fixture
def purchases(bakery) -> Connection:
    return bakery.connections.get(side=Connection.Side.PURCHASE)


@pytest.fixture
def sales(bakery) -> Connection:
    return bakery.connections.get(side=Connection.Side.SALES)


@pytest.fixture
def held(purchases, clara) -> Access:
    """Clara holds the bakery's purchase connection."""
    return Access.objects.create(connection=purchases, user=clara)


def signed_in(user: User, *, ago: float = 0) -> Client:
    """With the password, so many seconds ago."""
    client = Client(headers={"host": settings.HOST})
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago, "email": user.email}]
    session.save()
    return client


@pytest.fixture(scope="session")
def generated(tmp_path_factory) -> Path:
    """The interpreter of an environment with the client that a generator makes of our description of the API."""
    from interop.others.environments import python_with
    from interop.others.handed import Missing
    from schakel.hub.api import api

    folder = tmp_path_factory.mktemp("client")
    try:
        python = python_with(folder / "venv", *GENERATOR)
    except Missing as why:
        pytest.skip(str(why))
    (folder / "openapi.json").write_text(json.dumps(api.get_openapi_schema(), default=str))
    place = next((folder / "venv").glob("lib/python3*/site-packages")) / "schakel_client"
    told = ("generate", "--path", folder / "openapi.json", "--meta", "none", "--output-path", place)
    done = subprocess.run(
        [python.with_name("openapi-python-client"), *told], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Endpoint will not be generated" not in done.stdout
    assert "response will be omitted" not in done.stdout
    return python
