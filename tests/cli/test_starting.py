"""What makes the service refuse to begin, and what it waits for."""

import re
import subprocess
import sys

import pytest

from tests.hub.databases import BEGIN, ROOT, both, database, python
from tests.hub.network.service import Service

NEWER = (
    BEGIN
    + """
import click
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from schakel.cli.starting import missing_changes
print(missing_changes())
MigrationRecorder(connection).record_applied("network", "9999_from_the_future")
try:
    missing_changes()
except click.ClickException as refused:
    print(refused.message)
"""
)
OLDER = (
    BEGIN
    + """
from django.core.management import call_command
call_command("migrate", "sessions", "zero", verbosity=0)
"""
)
UP_TO_DATE = (
    BEGIN
    + """
from schakel.cli.starting import missing_changes
print(missing_changes())
"""
)
SLOWLY = """
import time
from schakel.cli.load import load; load()
from schakel.hub.web.schema_changes import alone
with alone():
    print("begun", flush=True)
    time.sleep(1)
    print(time.monotonic())
"""
AFTER = """
import time
from schakel.cli.load import load; load()
from schakel.hub.web.schema_changes import alone
with alone():
    print(time.monotonic())
"""


@pytest.mark.processes
def test_D14_a_database_of_a_newer_version_is_left_alone(tmp_path):
    with database("sqlite", tmp_path) as env:
        said = python(NEWER, env).splitlines()
    assert said[0] == "[]"
    assert "network.9999_from_the_future" in said[1]


def test_D14_each_migration_is_one_transaction():
    """Killed half-way, all of it is undone: SQLite and PostgreSQL take back a change of the schema too. Indexes that are
    built while the service goes on are the exception; each begins anew (AddIndexWhileServing)."""
    migrations = list((ROOT / "schakel").rglob("migrations/0*.py"))
    assert len(migrations) > 20
    pieces = [path for path in migrations if re.search(r"\batomic\s*=\s*False", path.read_text())]
    others = re.compile(r"migrations\.(?!Migration\b)\w+")
    assert [path.name for path in pieces if others.search(path.read_text())] == []


def begun(code: list[str], env: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *code], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.processes
@both
def test_D18_one_at_a_time_brings_the_database_up_to_date(kind, tmp_path):
    with database(kind, tmp_path) as env:
        first = begun(["-c", SLOWLY], env)
        assert first.stdout.readline() == "begun\n"
        second = float(python(AFTER, env))
        assert second > float(first.communicate(timeout=30)[0])


@pytest.mark.processes
@both
def test_D18_serve_work_and_prepare_begun_together_by_hand(kind, tmp_path):
    """Two bring the database up to date, one after the other; the others wait for them, then begin."""
    with database(kind, tmp_path) as env:
        python(OLDER, env)
        service = Service(env)
        commands = [["work"], ["serve", "--bind", f"localhost:{service.port}"], ["prepare"], ["prepare"]]
        begun_ = [begun(["-m", "schakel", *each], service.env) for each in commands]
        work, serve, *prepares = begun_
        try:
            assert [(each.wait(60), each.stderr.read()) for each in prepares] == [(0, ""), (0, "")]
            service.wait_until_open()
            assert python(UP_TO_DATE, env) == "[]"
            for process in (work, serve):
                process.terminate()
            said = [each.communicate(timeout=30)[1] for each in (work, serve)]
        finally:
            for process in begun_:
                process.kill()
                process.communicate()
    assert [process.returncode for process in begun_] == [0, 0, 0, 0]
    assert {line for text in said for line in text.splitlines()} <= {
        "The database is not up to date; waiting for `schakel prepare`."
    }


@pytest.mark.processes
def test_D18_serve_does_not_begin_on_a_database_that_nobody_brings_up_to_date(tmp_path):
    with database("sqlite", tmp_path) as env:
        code = "import schakel.cli.starting as s; s.PATIENCE = 0; from schakel.cli import main; main()"
        python(OLDER, env)
        done = subprocess.run(
            [sys.executable, "-c", code, "work"], env=env, capture_output=True, text=True, timeout=60, check=False
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert "run `schakel prepare`" in done.stderr
