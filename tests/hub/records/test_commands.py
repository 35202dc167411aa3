"""The commands, on both databases: backup, restore elsewhere, verify; data that are there are refused, or move aside."""

import json
import subprocess
import sys
from pathlib import Path

from tests.hub.databases import BEGIN, ROOT, both, database, python
from tests.hub.documents.ubl import invoice

EMPTY = (
    BEGIN
    + 'from django.db import connection; connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")'
)
DELETE = BEGIN + "from schakel.hub.documents.models import Judgement; Judgement.objects.all().delete()"
LINK = BEGIN + "from schakel.hub.audit.chain import link_all; link_all()"
RESTORES = (
    BEGIN
    + """
from schakel.hub.audit.models import AuditEntry
for row in AuditEntry.objects.filter(action="restored"):
    print(row.office, row.via, row.position is not None, row.detail)
"""
)
COUNT = BEGIN + "from schakel.hub.documents.models import Judgement; print(Judgement.objects.count())"


def schakel(env: dict[str, str], *words: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "schakel", *map(str, words)]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)


def answer(env: dict[str, str], *words: object) -> dict:
    done = schakel(env, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def receive(env: dict[str, str], place: Path, *numbers: str) -> None:
    files = [place / f"{number}.xml" for number in numbers]
    for file in files:
        file.write_bytes(invoice(number=file.stem))
    assert schakel(env, "receive", *files).returncode == 0


def clear(kind: str, env: dict[str, str], place: Path) -> None:
    """An empty machine."""
    if kind == "postgres":
        python(EMPTY, env)
    else:
        (place / "schakel.sqlite3").unlink()


@both
def test_L01_there_and_back_by_command(kind, tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "elsewhere").mkdir()
    backups = tmp_path / "backups"
    with database(kind, tmp_path / "ours") as env, database(kind, tmp_path / "elsewhere") as empty:
        receive(env, tmp_path, "1", "2")
        assert answer(env, "backup", backups)["new_files"] == 2
        assert answer(env, "verify", backups)["faults"] == 0
        refused = schakel(empty, "restore", backups)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("There are data in")
        clear(kind, empty, tmp_path / "elsewhere")
        restored = answer(empty, "restore", backups)
        assert (restored["files"], restored["aside"], restored["same_secret_key"]) == (2, [], False)
        assert answer(empty, "verify") | {"seconds": 0} == {"files": 2, "read": 2, "faults": 0, "seconds": 0}
        python(DELETE, empty)
        assert len(answer(empty, "restore", backups, "--replace")["aside"]) == 2
        assert python(COUNT, empty) == "2"
        assert answer(empty, "backup", tmp_path / "again")["files"] == 2


@both
def test_L05_a_restore_is_in_the_log_and_anchors_say_what_was_lost_until_somebody_says_why(kind, tmp_path):
    backups, far = tmp_path / "backups", tmp_path / "far"
    with database(kind, tmp_path / "ours") as env:
        name = answer(env, "backup", backups)["backup"]
        for _ in range(3):
            assert schakel(env, "audit", "export", "--office", 0).returncode == 0  # a row of the log each
        assert schakel(env, "audit", "anchor", far).returncode == 0
        day = next(far.iterdir()).stem.removeprefix("schakel-audit-")
        assert answer(env, "restore", backups, "--replace", "--backup", name)["backup"] == name
        assert python(RESTORES, env) == f"0 command False {name} {backups}"
        python(LINK, env)
        found = json.loads(schakel(env, "audit", "verify", far, "--json").stdout)
        assert [(each["fault"], each["office"]) for each in found["faults"]] == [("cut", 0)]
        assert (found["days"], found["restored"][0].endswith(f"{name} {backups}")) == ([day], True)
        said = schakel(env, "audit", "verify", far)
        assert (said.returncode, f'schakel audit accept {day} --reason "…"' in said.stdout) == (1, True)
        assert schakel(env, "audit", "accept", day, "--reason", "an older backup").returncode == 0
        python(LINK, env)
        assert answer(env, "audit", "verify", far)["found"] == 0
        assert python(RESTORES, env) == f"0 command True {name} {backups}"
