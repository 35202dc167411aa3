"""What somebody, or a disk, changed behind our back is found and named by the commands, on both databases."""

import json
from pathlib import Path

from tests.hub.databases import BEGIN, both, database, python
from tests.hub.records.test_commands import schakel
from tests.hub.records.test_older_copy import WORK

WORK_DONE = f"{WORK}\nissue_one('1'); receive_one('first'); receive_one('second'); work_received()"
ALTER = (
    BEGIN
    + """
from django.db import connection
from schakel.hub import triggers
from schakel.hub.audit.chain import link_all
from schakel.hub.audit.models import AuditEntry
link_all()
triggers.drop_guards(connection)
row = AuditEntry.objects.exclude(position=None).order_by("office", "position").last()
AuditEntry.objects.filter(pk=row.pk).update(user=99)
triggers.create_all(connection)
print(row.office, row.position)
"""
)


@both
def test_L01_L02_L05_a_flipped_bit_a_missing_file_an_altered_row_and_a_cut_journal_are_named(kind, tmp_path):
    place = tmp_path / "data"
    place.mkdir()
    with database(kind, place) as env:
        sent = [line.split()[1] for line in python(WORK_DONE, env).splitlines() if line.startswith("message")]
        assert [told(env, *words) for words in (("verify",), ("audit", "verify"), ("journal", "check"))] == [0, 0, 0]
        flipped, missing, *_others = sorted(path for path in (place / "documents").rglob("*") if path.is_file())
        flip(flipped)
        missing.unlink()
        office, position = map(int, python(ALTER, env).split())
        cut_last_message(place / "journal")

        said = schakel(env, "verify")
        assert (said.returncode, flipped.name in said.stdout, missing.name in said.stdout) == (1, True, True)
        found = json.loads(schakel(env, "audit", "verify", "--json").stdout)["faults"]
        assert [(each["fault"], each["office"], each["position"]) for each in found] == [("altered", office, position)]
        said = schakel(env, "journal", "check")
        assert (said.returncode, sent[-1] in said.stdout, sent[0] in said.stdout) == (1, True, False)


def told(env: dict[str, str], *words: str) -> int:
    return schakel(env, *words).returncode


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


def cut_last_message(journal: Path) -> None:
    """As if the file had ended before it."""
    (file,) = journal.iterdir()
    lines = file.read_bytes().rstrip(b"\0").splitlines(keepends=True)
    file.write_bytes(b"".join(lines[: max(n for n, line in enumerate(lines) if b'"receipt"' in line[:200])]))
