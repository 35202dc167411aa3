"""L02, as an operator has it, on both databases: a copy or a backup, work, it is put back, the commands, and work again."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.hub.databases import BEGIN, both, command, database, python

WORK = (
    BEGIN
    + """
import sys
from django.conf import settings
from schakel.hub.connections.models import Company, Connection, Member, Office
from schakel.hub.documents.models import Document
from schakel.hub.network.inbound.filing import work_received
from schakel.hub.network.models import Transmission
from schakel.hub.people.models import User
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.models import Draft
from tests.hub.documents.ubl import invoice
from tests.hub.network.posting import post
from tests.hub.network.world import Peer
from tests.hub.sales.conftest import content
Company.objects.update(vat_number="BE0738401117")
sales = Connection.objects.get(side="sales")
alice, _ = User.objects.get_or_create(email="alice@alice.example")

def issue_one(reference):
    draft = Draft.objects.create(connection=sales, content=content(order_reference=reference))
    print("number", issue(draft, by=alice).number)

def receive_one(number):
    sent = Peer().message(invoice(number=number))
    assert post(sent).status_code == 200
    print("message", sent.message_id)
"""
)
BEFORE = f"{WORK}\nissue_one('1'); receive_one('before'); work_received()"
AFTER = f"{WORK}\nissue_one('2'); issue_one('3'); receive_one('filed'); work_received(); receive_one('waiting')"
GOING_ON = f"{WORK}\nwork_received(); issue_one('4'); receive_one('later'); work_received()"
HERE = f"{WORK}\nprint(sorted(Document.objects.values_list('number', flat=True)))"


@both
@pytest.mark.parametrize("way", ["copy", "backup"])
def test_L02_an_older_copy_is_refused_replayed_and_gone_on_with(kind, way, tmp_path):
    keep, put_back = {"copy": (copy, put_copy_back), "backup": (back_up, restore)}[way]
    place = tmp_path / "data"
    place.mkdir()
    with database(kind, place) as env:
        python(BEFORE, env)
        keep(kind, env, place)
        came_after = [line.split()[1] for line in python(AFTER, env).splitlines()]
        put_back(kind, env, place)

        code, said = schakel(env, "work")
        assert (code, "schakel journal replay" in said) == (1, True)
        code, said = schakel(env, "journal", "check", "--json")
        assert (code, names(said)) == (1, set(came_after))
        code, said = schakel(env, "journal", "replay", "--json")
        assert (code, names(said), {each["outcome"] for each in json.loads(said)["missing"]}) == (
            0,
            set(came_after),
            {"filed"},
        )
        code, said = schakel(env, "journal", "check")
        assert (code, said) == (0, "3 receipts and 3 numbers in the journal.\nThe database has all of it.\n")

        number, _message = python(GOING_ON, env).splitlines()
        used = [name for name in came_after if "@" not in name]
        assert number.split()[1] not in used
        year = used[0][:4]
        filed = ["before", "filed", "later", "waiting"]
        assert python(HERE, env) == str([*(f"{year}-000{n}" for n in (1, 2, 3, 4)), *filed])
        assert schakel(env, "journal", "check")[0] == schakel(env, "verify")[0] == 0


def names(said: str) -> set[str]:
    return {each["name"] for each in json.loads(said)["missing"]}


def schakel(env: dict[str, str], *told: object) -> tuple[int, str]:
    program = [str(Path(sys.executable).with_name("schakel")), *map(str, told)]
    done = subprocess.run(program, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout or done.stderr


def copy(kind: str, env: dict[str, str], place: Path) -> None:
    if kind == "sqlite":
        python(
            f"{BEGIN}\nfrom django.db import connection\nconnection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')",
            env,
        )
        shutil.copy(place / "schakel.sqlite3", place / "copy")
        return
    name = urlsplit(env["SCHAKEL_DATABASE"]).path[1:]
    command(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')


def put_copy_back(kind: str, env: dict[str, str], place: Path) -> None:
    if kind == "sqlite":
        for file in place.glob("schakel.sqlite3*"):
            file.unlink()
        shutil.move(place / "copy", place / "schakel.sqlite3")
        return
    name = urlsplit(env["SCHAKEL_DATABASE"]).path[1:]
    command(f'DROP DATABASE "{name}" WITH (FORCE)')
    command(f'ALTER DATABASE "{name}_copy" RENAME TO "{name}"')


def back_up(_kind: str, env: dict[str, str], place: Path) -> None:
    assert schakel(env, "backup", place.with_name("backups"))[0] == 0


def restore(_kind: str, env: dict[str, str], place: Path) -> None:
    """What was filed since is gone from the store too; the journal is what remains of it."""
    code, said = schakel(env, "restore", place.with_name("backups"), "--replace", "--json")
    assert (code, len(json.loads(said)["aside"])) == (0, 2), said
