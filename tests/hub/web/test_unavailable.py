"""While the database is away everybody is told to come again, and nobody that something was kept."""

import errno

import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.test import RequestFactory

from schakel.hub.documents.store import NotKept
from schakel.hub.web import api, faults
from schakel.hub.web.unavailable import is_unavailable
from tests.cli.test_faults import sqlite_fault
from tests.hub.databases import BEGIN, both, database, python

AWAY = (
    BEGIN
    + """
import logging, sqlite3
from django.conf import settings
from django.db import close_old_connections, connection
from django.test import Client
from schakel.hub.connections.models import Member, Office
from schakel.hub.people.models import User
from tests.hub.api_client import Program, key_of
from tests.hub.databases import command
from tests.hub.documents.ubl import invoice
from tests.hub.network.posting import post
from tests.hub.network.world import Peer

logging.disable(logging.CRITICAL)
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
office = Office.objects.get()
alice = User.objects.create_user("alice@alice.example", "a long password", name="Alice")
Member.objects.create(office=office, user=alice, role=Member.Role.OWNER)
program, page = Program(key_of(office, alice)[1]), Client(headers={"host": settings.HOST, "accept-language": "en"})
page.force_login(alice)
page.raise_request_exception = program.client.raise_request_exception = False
sent = Peer().message(invoice())
name, held = settings.DATABASES["default"]["NAME"], None

def leave():
    global held
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 50")
        held = sqlite3.connect(name, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
    else:
        command(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        command(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

def come_back():
    if connection.vendor == "sqlite":
        held.execute("ROLLBACK")
    else:
        command(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')

def ask():
    asked = {
        "page": lambda: page.post("/account/login/", {"login": "alice@alice.example", "password": "a long password"}),
        "upload": lambda: program.post("/documents", invoice(number="2")),
        "as4": lambda: post(sent),
    }
    if connection.vendor != "sqlite":  # which lets others read meanwhile
        asked |= {"list": lambda: page.get("/documents/"), "api": lambda: program.get("/documents")}
    for name, question in asked.items():
        close_old_connections()
        answer = question()
        print(name, answer.status_code, answer.get("Retry-After", ""), answer.get("Content-Type", "").split(";")[0])

leave()
ask()
come_back()
print("back")
ask()
"""
)


@both
def test_D06_D09_while_the_database_is_away_everybody_gets_503_and_when_to_come_again(kind, tmp_path):
    with database(kind, tmp_path) as env:
        away, back = python(AWAY, env).split("back\n")
    assert away.splitlines()[:3] == [
        "page 503 60 text/html",
        "upload 503 60 application/problem+json",
        "as4 503 60 text/html",
    ]
    if kind == "postgres":
        assert away.splitlines()[3:] == ["list 503 60 text/html", "api 503 60 application/problem+json"]
    assert [line.split()[1] for line in back.splitlines()][:3] == ["302", "201", "200"]


@pytest.mark.parametrize(
    ("fault", "now"),
    [
        (OperationalError("the server closed the connection"), False),
        (InterfaceError("the connection is closed"), False),
        (sqlite_fault(5, "SQLITE_BUSY", "database is locked"), False),
        (sqlite_fault(13, "SQLITE_FULL", "database or disk is full"), False),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (OSError(errno.EIO, "Input/output error"), False),
        (NotKept("a digest"), False),
        (sqlite_fault(1, "SQLITE_ERROR", "no such table: x"), True),
        (DataError("value too long"), True),
        (OSError(errno.ENOENT, "No such file or directory"), True),
        (ValueError(), True),
        (None, True),
    ],
)
def test_only_what_may_go_better_in_a_minute_is_not_now(fault, now):
    assert is_unavailable(fault) is not now


@pytest.mark.parametrize(
    ("path", "kind"), [("/documents/", "text/html"), ("/api/v1/documents", "application/problem+json")]
)
def test_a_fault_outside_every_view_is_answered_in_the_kind_of_the_address(path, kind, caplog):
    request = RequestFactory().get(path, headers={"accept-language": "nl"})
    try:
        raise OperationalError("away\nwith more")
    except OperationalError:
        answer = faults.failed(request)
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"].split(";")[0]) == (503, "60", kind)
    assert caplog.messages == [f"GET {path}: 503, away"]


def test_D05_a_fault_of_the_disk_in_a_view_of_the_api_ends_the_process(failing_disk, caplog):
    answer = api.failed(RequestFactory().post("/api/v1/documents"), OSError(errno.EIO, "Input/output error"))
    assert answer.status_code == 503
    assert "the disk failed" in caplog.text
