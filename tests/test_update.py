"""An older build's data are brought up to date by this one, and the plain copy made before leads back (D14): as
docs/operating/production.md says. The older build comes from the history, with the packages of its own lock."""

import hashlib
import http.cookiejar
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.tour import PEOPLE, demonstration, surroundings

ROOT = Path(__file__).resolve().parents[1]
OLDER = "12e53b2"
PASSWORD = "schakel in de demonstratie"
PASSING = {"cache", "django_session", "django_migrations", "usersessions_usersession", "demonstration_mail"}
OTHERWISE = {"django_content_type", "auth_permission"}  # written by each version for its own tables
pytestmark = pytest.mark.long


def run(*command: str | Path, **more: str) -> subprocess.CompletedProcess:
    env = surroundings() | more
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture(scope="module")
def older(tmp_path_factory) -> Path:
    """The older build, with its environment in `.venv`."""
    place = tmp_path_factory.mktemp("older")
    packed = subprocess.run(["git", "archive", OLDER], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip(f"{OLDER} is not in this copy's history")
    subprocess.run(["tar", "-x", "-C", place], input=packed.stdout, check=True)
    python = place / ".venv" / "bin" / "python"
    assert run(sys.executable, "-m", "venv", place / ".venv").returncode == 0
    fetched = run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", place / "requirements.lock")
    if fetched.returncode:
        pytest.skip(f"the packages of {OLDER} cannot be had: {fetched.stderr[-200:]}")
    assert run(python, place / "scripts" / "translations.py", "compile", PYTHONPATH=str(place)).returncode == 0
    return place


def paths(build: Path) -> dict[str, str]:
    """This build, and not what lies where we are."""
    return {"PYTHONPATH": str(build), "PYTHONSAFEPATH": "1"}


def serving(build: Path, data: Path):
    python = build / ".venv" / "bin" / "python"
    return demonstration(data, paths(build), python=str(python))


def prepare(build: Path, data: Path, command: str = "prepare") -> subprocess.CompletedProcess:
    more = {"SCHAKEL_DATA": str(data), "SCHAKEL_DEMO": "1", "SCHAKEL_LOG": "WARNING"}
    return run(build / ".venv" / "bin" / "python", "-m", "schakel", command, **paths(build), **more)


class Visitor:
    """A browser without a screen."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> bytes:
        return self.opener.open(f"{self.url}{path}", timeout=60).read()

    def sign_in(self, email: str) -> None:
        proof = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get("/account/login/").decode()).group(1)
        told = {"csrfmiddlewaretoken": proof, "login": email, "password": PASSWORD}
        answer = self.opener.open(f"{self.url}/account/login/", urllib.parse.urlencode(told).encode(), timeout=60)
        assert "/account/login" not in answer.url


def opened(data: Path) -> closing[sqlite3.Connection]:
    """Closed at once: a connection that stays open in this process would lose its locks as soon as the file is copied."""
    return closing(sqlite3.connect(data / "schakel.sqlite3", timeout=30))


def copy_plainly(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", source, target], check=True)


def tables(data: Path) -> dict[str, int]:
    """How many rows each has."""
    with opened(data) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        plain = [name for name in names if not re.search(r"^sqlite_|_(data|idx|content|docsize|config)$", name)]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in plain}


def holdings(data: Path) -> dict[str, object]:
    """What nobody may lose: documents by number with their bytes, invoice numbers, people with their passwords."""
    with opened(data) as database:

        def ask(sql: str) -> list[tuple]:
            return sorted(database.execute(sql).fetchall())

        return {
            "documents": ask("SELECT id, number, sha256 FROM documents_document"),
            "people": ask("SELECT id, email, password FROM people_user"),
            "numbers": ask("SELECT id, next FROM sales_counter"),
            "payments": ask("SELECT id, how, amount, paid_on, ended_at FROM payments_payment"),
            "messages": ask("SELECT id, message_id, hex(receipt) FROM network_transmission WHERE direction = 'in'"),
            "files": sorted(
                (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
                for path in (data / "documents").rglob("*")
                if path.is_file() and not path.name.startswith(".")
            ),
        }


def look_around(url: str, data: Path) -> None:
    """Somebody of the office and a client sign in with their old password, and read a document byte by byte."""
    *_, (pk, _number, digest) = holdings(data)["documents"]
    for person in ("office", "client"):
        visitor = Visitor(url)
        visitor.sign_in(PEOPLE[person])
        assert re.search(rb"/documents/\d+/", visitor.get("/documents/"))
    office = Visitor(url)
    office.sign_in(PEOPLE["office"])
    assert hashlib.sha256(office.get(f"/documents/{pk}/original")).hexdigest() == digest


def test_D14_an_older_build_is_updated_and_the_plain_copy_leads_back(older, tmp_path):
    data, copy = tmp_path / "data", tmp_path / "copy"
    with serving(older, data) as url:
        look_around(url, data)
    before, held = tables(data), holdings(data)
    assert len(held["documents"]) > 50
    copy_plainly(data, copy)

    done = prepare(ROOT, data)
    assert done.returncode == 0, done.stderr
    after = tables(data)
    lost = {name: (rows, after.get(name)) for name, rows in before.items() if after.get(name) != rows}
    assert {name for name in lost if name not in PASSING | OTHERWISE} == set(), lost
    assert holdings(data) == held
    with demonstration(data, {"PYTHONPATH": str(ROOT)}) as url:
        look_around(url, data)
    assert set(held["documents"]) <= set(holdings(data)["documents"])
    verified = run(
        sys.executable, "-m", "schakel", "verify", PYTHONPATH=str(ROOT), SCHAKEL_DATA=str(data), SCHAKEL_DEMO="1"
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr

    newer = tables(data)
    refused = prepare(older, data, "work")
    assert refused.returncode != 0
    assert "newer version" in refused.stderr
    assert tables(data) == newer
    shutil.rmtree(data)
    copy_plainly(copy, data)
    with serving(older, data) as url:
        look_around(url, data)
    assert holdings(data)["documents"] == held["documents"]
