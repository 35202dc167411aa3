"""What our own PostgreSQL does otherwise than Django's."""

import pytest

from tests.hub.databases import BEGIN, NO_SERVER, SERVER, database, python

pytestmark = pytest.mark.skipif(not SERVER, reason=NO_SERVER)

ASKED = (
    BEGIN
    + """
from django.db import close_old_connections, connection
from schakel.hub.postgresql import base

asked, now, usable = [], 1000.0, connection.is_usable
connection.is_usable = lambda: asked.append(now) or usable()
base.time.monotonic = lambda: now

def request(at):
    global now
    now = at
    close_old_connections()
    connection.cursor().execute("SELECT 1")

for at in (1000.0, 1001.0, 1004.0, 1010.0, 1010.5):
    request(at)
print(asked)
"""
)
GONE = (
    BEGIN
    + """
import psycopg
from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from tests.hub.databases import command

connection.ensure_connection()
command(f"SELECT pg_terminate_backend({connection.connection.info.backend_pid})")
for _ in range(2):
    close_old_connections()
    try:
        print(connection.cursor().execute("SELECT 1") is not None)
    except OperationalError as fault:
        print(type(fault).__name__)
"""
)
WRITTEN = (
    BEGIN
    + """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE kept (id integer PRIMARY KEY, content bytea)")
write = "INSERT INTO kept VALUES (%(id)s, %(content)s) ON CONFLICT DO NOTHING"
print(*(connection.write(write, {"id": 1, "content": bytes(range(256))}) for _ in range(2)))
with connection.cursor() as cursor:
    cursor.execute("SELECT content FROM kept")
    print(bytes(cursor.fetchone()[0]) == bytes(range(256)))
"""
)
SETTINGS = (
    BEGIN
    + """
from django.db import connection
for name in ("synchronous_commit", "jit"):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        print(cursor.fetchone()[0])
"""
)


def test_a_receipt_is_kept_and_a_page_is_not_compiled(tmp_path):
    with database("postgres", tmp_path) as env:
        assert python(SETTINGS, env).split() == ["on", "off"]


def test_whether_the_server_is_there_is_asked_after_a_rest(tmp_path):
    with database("postgres", tmp_path) as env:
        assert python(ASKED, env) == "[1010.0]"


def test_a_connection_that_was_cut_fails_once(tmp_path):
    with database("postgres", tmp_path) as env:
        assert python(GONE, env).split() == ["OperationalError", "True"]


def test_bytes_are_written_as_they_are_and_the_rows_counted(tmp_path):
    with database("postgres", tmp_path) as env:
        assert python(WRITTEN, env).splitlines() == ["1 0", "True"]
