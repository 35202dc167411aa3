"""A backup holds what the database knew, names what the store lost, and does not count before it is whole."""

import errno
import gzip
import hashlib
import shutil
import subprocess
from collections import namedtuple

import pytest

from schakel.hub.records.backup import create_backup
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.folder import create_folder
from schakel.hub.records.storage import directory

pytestmark = pytest.mark.django_db  # for its tables

Usage = namedtuple("Usage", "total used free")


def code_of(call) -> str:
    with pytest.raises(RecordsError) as caught:
        call()
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    return caught.value.code


def test_L01_it_holds_every_document_and_says_what_the_database_held(here):
    manifest = here.back_up().manifest
    assert manifest.damaged == []
    assert manifest.facts.rows["sales_upload"] == manifest.file_count == 3
    assert manifest.facts.migrations == ["records.0001_backups"]
    assert manifest.installation == here.id
    assert {digest for digest in here.kept if here.copy_of(digest).exists()} == set(here.kept)


def test_what_the_numbers_and_the_messages_came_to_is_in_the_manifest(here):
    here.execute("INSERT INTO sales_counter (numbering_id, year, next) VALUES (7, 2026, 23)")
    facts = here.back_up().manifest.facts
    assert facts.last_numbers == [{"numbering": 7, "year": 2026, "next": 23}]
    assert facts.last_transmission is None


def test_the_next_one_copies_only_what_is_new(here):
    assert here.back_up().new.files == 3
    here.keep(b"the fourth")
    second = create_again(here)
    assert (second.new.files, second.manifest.file_count) == (1, 4)


def create_again(here, **options):
    """A second later."""
    folder = here.folder()
    before = f"2020-01-01T00000{len(folder.runs())}Z"
    (folder.storage.path / folder.runs()[-1]).rename(folder.storage.path / before)
    return here.back_up(**options)


def test_a_stranger_checks_it_with_sha256sum(here):
    manifest = here.back_up().manifest
    lines = gzip.decompress((here.backups / manifest.name / "files.sha256.gz").read_bytes())
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "-"], input=lines, cwd=here.backups, check=False)
    assert (len(lines.splitlines()), checked.returncode) == (3, 0)


@pytest.mark.parametrize("damage", [b"another content", None])
def test_D17_what_the_store_lost_is_named_and_all_else_is_in_it(here, damage):
    lost = here.kept[1]
    here.file(lost).unlink()
    if damage is not None:
        here.file(lost).write_bytes(damage)
    manifest = here.back_up().manifest
    assert (manifest.damaged, manifest.file_count) == ([lost], 2)


def test_a_good_copy_of_before_is_not_replaced_by_what_the_store_has_now(here):
    here.back_up()
    here.file(here.kept[0]).write_bytes(b"damaged since")
    assert create_again(here).manifest.damaged == []
    assert hashlib.sha256(here.copy_of(here.kept[0]).read_bytes()).hexdigest() == here.kept[0]


def test_L01_what_a_backup_that_was_cut_off_left_half_is_copied_anew(here):
    here.back_up()
    folder = here.folder()
    (folder.storage.path / folder.runs()[0]).rename(folder.storage.path / "2026-01-01T000000Z.partial")
    here.copy_of(here.kept[2]).write_bytes(b"")
    assert code_of(lambda: folder.read("")) == "cut_short"
    assert here.back_up().manifest.file_count == 3
    assert hashlib.sha256(here.copy_of(here.kept[2]).read_bytes()).hexdigest() == here.kept[2]
    assert folder.storage.partial_runs() == []


def test_the_oldest_go_when_so_many_are_kept(here):
    here.back_up()
    create_again(here)
    newest = create_again(here, keep=2).manifest.name
    assert len(here.folder().runs()) == 2
    assert here.folder().runs()[-1] == newest


def test_a_folder_inside_the_data_is_refused(here):
    folder = create_folder(here.data / "backups", here.id)
    assert code_of(lambda: create_backup(here.place, folder)) == "inside"


def test_a_folder_with_other_things_is_refused(here):
    here.backups.mkdir()
    (here.backups / "holiday.jpg").touch()
    assert code_of(here.back_up) == "not_empty"


def test_L01_the_folder_of_another_installation_is_refused(here, empty_database, tmp_path):
    here.back_up()
    other = type(here).create(empty_database, tmp_path / "other")
    assert other.backups == here.backups
    assert code_of(other.back_up) == "other_installation"


def test_two_at_once_are_one(here):
    here.back_up()
    with here.folder().storage.lock():
        assert code_of(here.back_up) == "busy"


def test_L01_without_room_nothing_is_begun(here, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(10**9, 10**9, 100))
    assert code_of(here.back_up) == "no_room"
    assert here.folder().runs() == here.folder().storage.partial_runs() == []


def test_L01_a_disk_that_fills_up_leaves_no_backup_that_counts(here, monkeypatch):
    def fill(*_told):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(directory, "write_whole", fill)
    assert code_of(here.back_up) == "no_room"
    assert here.folder().runs() == here.folder().storage.partial_runs() == []


def test_a_database_that_is_damaged_is_said_and_not_backed_up(here):
    folder, whole = create_folder(here.backups, here.id), here.place.database.path
    whole.write_bytes(whole.read_bytes()[:4096] + b"\xff" * (whole.stat().st_size - 4096))
    assert code_of(lambda: create_backup(here.place, folder)) == "database_damaged"
    assert folder.runs() == folder.storage.partial_runs() == []
