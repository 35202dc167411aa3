"""Databases for tests that need several processes: a SQLite file, and a PostgreSQL database of the test's own.

Bringing one up to date takes seconds, so it is done once and copied. It holds a company that receives invoices here.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import django
import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("SCHAKEL_TEST_POSTGRES", "")
NO_SERVER = "PostgreSQL is tried when SCHAKEL_TEST_POSTGRES is postgres://user:password@host:port/postgres, see .ci/run"
BEGIN = """
from schakel.cli.load import load; load()
"""
MADE = (
    BEGIN
    + """
from django.core.management import call_command
from schakel.hub.connections.models import Company, Connection, Office, Participant
from schakel.hub.network.models import Registration
from tests.hub.documents.ubl import BAKERY
from tests.hub.network.world import INVOICE
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
company = Company.objects.create(office=Office.objects.create(name="Office"), name="Bakery", enterprise_number=BAKERY)
Participant.objects.create(company=company, scheme="0208", value=BAKERY)
for side in ("purchase", "sales"):
    Connection.objects.create(company=company, side=side)
Registration.objects.create(company=company, scheme="0208", value=BAKERY, document_types=[str(INVOICE)], state="registered")
"""
)

both = pytest.mark.parametrize(
    "kind",
    [
        pytest.param("sqlite", marks=pytest.mark.processes),
        pytest.param("postgres", marks=[pytest.mark.processes, pytest.mark.skipif(not SERVER, reason=NO_SERVER)]),
    ],
)


@contextmanager
def database(kind: str, place: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that keeps its rows in a fresh copy, and its documents in `place`."""
    (place / "static").mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        shutil.copy(template("sqlite"), place / "schakel.sqlite3")
        yield environment(place)
        return
    name = f"schakel_{uuid.uuid4().hex}"
    command(f'CREATE DATABASE "{name}" TEMPLATE "{template("postgres")}"')
    try:
        yield environment(place, name)
    finally:
        command(f'DROP DATABASE "{name}" WITH (FORCE)')


def environment(place: Path, name: str = "") -> dict[str, str]:
    env = {**os.environ, "SCHAKEL_DATA": str(place), "DJANGO_SETTINGS_MODULE": "tests.hub.network.settings"}
    env |= {"PYTHONPATH": str(ROOT), "SCHAKEL_DEMO": "", "SCHAKEL_LOG": "ERROR"}
    env.pop("SCHAKEL_DATABASE", None)
    if name:
        env["SCHAKEL_DATABASE"] = SERVER.removesuffix(urlsplit(SERVER).path) + f"/{name}"
    return env


def template(kind: str) -> str:
    """A database that is up to date, with a company that is served: a path, or a name. Kept until a migration changes."""
    name = f"schakel_template_{migrations()}"
    place = Path(tempfile.gettempdir()) / name / kind
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "ready").exists():
            if kind == "postgres":
                command(f'DROP DATABASE IF EXISTS "{name}"')
                command(f'CREATE DATABASE "{name}"')
            for half in place.glob("schakel.sqlite3*"):  # of one whose making was cut off
                half.unlink()
            python(MADE, environment(place, name if kind == "postgres" else ""), timeout=600)
            (place / "ready").touch()
    return name if kind == "postgres" else str(place / "schakel.sqlite3")


def migrations() -> str:
    digest = hashlib.sha256(f"{django.__version__} {MADE}".encode())
    for path in sorted((ROOT / "schakel").rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def command(sql: str) -> None:
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(sql)


def python(code: str, env: dict[str, str], *, timeout: float = 100) -> str:
    """What the program printed; its errors are the test's."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", done.stderr
    return done.stdout.strip()
