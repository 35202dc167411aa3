"""The log is checked: each way of falsifying it is found, and the row named (L05)."""

import json
import subprocess
import sys

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schakel.hub.audit import chain
from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import AuditEntry
from schakel.hub.audit.record import Place, record
from schakel.hub.records.audit import anchors, nightly
from schakel.hub.records.audit.anchors import collect_anchors, read_anchor
from schakel.hub.records.audit.export import json_lines
from schakel.hub.records.audit.faults import Fault
from schakel.hub.records.audit.verify import verify_log
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.models import AuditAnchor, AuditCheck
from tests.hub.records.audit.conftest import row_at
from tests.test_documentation import ROOT

pytestmark = pytest.mark.django_db


def faults() -> list[tuple[str, int, int]]:
    return [(each.fault.value, each.office, each.position) for each in verify_log(collect_anchors()).faults]


def test_a_log_as_it_was_written_has_no_fault(log):
    anchors.create_anchor()
    found = verify_log(collect_anchors())
    assert (found.entries, found.chains, found.found, found.not_linked, found.anchors) == (9, 2, 0, 0, 1)


@pytest.mark.parametrize("column", ["user", "address", "action", "subject_id", "detail", "company", "key", "via"])
def test_L05_a_changed_row_is_named(log, owner_of_the_database, column):
    row_at(1, 3).update(**{column: 99})
    assert faults() == [("altered", 1, 3)]


def test_L05_a_row_whose_hash_was_made_anew_is_betrayed_by_the_next(log, owner_of_the_database):
    row = row_at(1, 3).get()
    row.user = 99
    row_at(1, 3).update(user=99, hash=chain.hash_of(chain.facts_of(row), bytes(row.previous)))
    assert faults() == [("moved", 1, 4)]


def test_L05_a_missing_row_is_named(log, owner_of_the_database):
    row_at(1, 3).delete()
    assert faults() == [("missing", 1, 3)]


def test_L05_a_missing_row_is_found_when_the_others_close_the_gap(log, owner_of_the_database):
    row_at(1, 3).delete()
    for position in (4, 5, 6):
        row_at(1, position).update(position=position - 1)
    assert faults() == [("moved", 1, 3)]


def test_L05_rows_that_changed_places_are_named(log, owner_of_the_database):
    for old, new in ((3, 99), (5, 3), (99, 5)):
        row_at(1, old).update(position=new)
    assert next(each for each in faults() if each[0] == "moved") == ("moved", 1, 3)
    assert {position for _fault, _office, position in faults()} >= {3, 5}


def test_L05_a_row_that_moved_to_another_office_is_named(log, owner_of_the_database):
    row_at(2, 3).update(office=1, position=7)
    assert ("altered", 1, 7) in faults()


def test_L05_a_cut_end_is_found_by_its_anchor(log, owner_of_the_database):
    anchors.create_anchor()
    row_at(1, 6).delete()
    row_at(1, 5).delete()
    (found,) = verify_log(collect_anchors()).faults
    assert (found.fault, found.office, found.position, found.until) == (Fault.CUT, 1, 5, 6)
    assert found.anchor == anchors.today()


def test_L05_a_chain_that_is_gone_is_found_by_its_anchor(log, owner_of_the_database):
    anchors.create_anchor()
    AuditEntry.objects.filter(office=2).delete()
    assert faults() == [("cut", 2, 1)]


def test_L05_a_log_written_anew_is_found_by_its_anchor(log, owner_of_the_database):
    """By who knows how rows are linked, and makes the whole rest of the chain anew."""
    anchors.create_anchor()
    row_at(1, 2).update(user=99)
    AuditEntry.objects.filter(office=1).update(position=None)
    chain.link_all()
    assert faults() == [("other_than_anchored", 1, 6)]


def test_L02_after_an_older_copy_was_restored_the_anchor_outside_says_what_is_missing(log, tmp_path):
    """Here the folder is of an installation that was further on."""
    content = json.loads(anchors.content_of("2026-11-30", nightly.timezone.now()))
    content["chains"][0] |= {"position": 8, "hash": "ab" * 32}
    (tmp_path / "schakel-audit-2026-11-30.json").write_text(json.dumps(content))
    with override_settings(AUDIT_ANCHORS=str(tmp_path)):
        (found,) = verify_log(collect_anchors()).faults
        assert (found.fault, found.position, found.until) == (Fault.CUT, 7, 8)
        assert "rows 7 to 8" in found.sentence
        assert "2026-11-30" in found.sentence
        record(Action.ANCHORS_ACCEPTED, detail="2026-11-30 restored the backup of the 29th")
        assert verify_log(collect_anchors()).found == 0


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40) | st.sampled_from([b"[]", b"{}", b'{"schakel_audit_anchor":2}', b"[" * 100_000]))
def test_what_is_no_anchor_is_refused_in_a_sentence(data):
    with pytest.raises(RecordsError):
        read_anchor(data, name="x")


def test_an_office_is_checked_alone(log, owner_of_the_database):
    row_at(1, 3).update(user=99)
    assert verify_log(collect_anchors(), office=2).found == 0
    assert verify_log(collect_anchors(), office=1).found == 1


def test_the_script_of_the_documentation_checks_an_export(log, tmp_path):
    lines = list(json_lines(1))
    assert len(lines) == 6
    for name, rows in (
        ("whole", lines),
        ("changed", [lines[0], lines[1].replace(b"key_ended", b"signed_in"), *lines[2:]]),
        ("gap", [lines[0], *lines[2:]]),
        ("order", [lines[1], lines[0], *lines[2:]]),
    ):
        file = tmp_path / f"{name}.jsonl"
        file.write_bytes(b"".join(rows))
        script = ROOT / "docs" / "operating" / "verify_log.py"
        done = subprocess.run([sys.executable, script, file], capture_output=True, text=True, check=False)
        assert (done.returncode == 0) == (name == "whole"), done.stderr


def test_each_night_it_is_checked_and_anchored_outside(log, tmp_path, mailoutbox):
    nightly.LOOK.reset()
    with override_settings(AUDIT_ANCHORS=str(tmp_path / "far"), AUDIT_ANCHORS_BY_MAIL=True, OPERATORS={"o@o.example"}):
        assert nightly.check_and_anchor() == 1
        nightly.LOOK.reset()
        assert nightly.check_and_anchor() == 0  # once a day
    (file,) = (tmp_path / "far").iterdir()
    row = AuditAnchor.objects.get()
    assert file.read_bytes() == bytes(row.content) == mailoutbox[0].attachments[0][1]
    assert (AuditCheck.objects.get().entries, AuditCheck.objects.get().faults) == (9, 0)
    assert row.due_at is None


def test_an_anchor_that_cannot_be_written_is_tried_again(log, tmp_path):
    nightly.LOOK.reset()
    (tmp_path / "file").write_text("no folder")
    with override_settings(AUDIT_ANCHORS=str(tmp_path / "file")):
        nightly.check_and_anchor()
    row = AuditAnchor.objects.get()
    assert row.due_at
    assert "NotADirectory" in row.last_error or "FileExists" in row.last_error


def test_the_nightly_check_keeps_what_it_found(log, owner_of_the_database):
    row_at(1, 3).update(user=99)
    nightly.LOOK.reset()
    nightly.check_and_anchor()
    check = AuditCheck.objects.get()
    assert check.faults == 1
    assert "chain 1, row 3" in check.first_fault


def test_rows_that_wait_are_counted_and_no_fault(log):
    record(Action.KEY_ENDED, place=Place(1))
    found = verify_log([])
    assert (found.not_linked, found.found) == (1, 0)
