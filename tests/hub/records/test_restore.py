"""A restore is whole or changes nothing; each reason against it is one sentence."""

import errno
import json
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings

from schakel.hub.records import restore
from schakel.hub.records.folder import LIST
from schakel.hub.records.manifest import hash_of
from tests.hub.records.test_backup import code_of

pytestmark = pytest.mark.django_db  # for its tables

Usage = namedtuple("Usage", "total used free")


def tree(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewrite(here, **changes) -> None:
    """The manifest of the newest backup, with a hash that fits."""
    path = here.backups / here.folder().runs()[-1] / "manifest.json"
    told = {**json.loads(path.read_text())["manifest"], **changes}
    path.write_text(json.dumps({"sha256": hash_of(told), "manifest": told}))


def test_L01_on_an_empty_machine_everything_is_as_it_was(here, elsewhere):
    here.execute("INSERT INTO sales_counter (numbering_id, year, next) VALUES (7, 2026, 23)")
    here.back_up()
    done = elsewhere.restore()
    assert (done.files, done.damaged, done.aside, done.is_same_key) == (3, [], [], True)
    assert elsewhere.names() == set(here.kept)
    assert elsewhere.ask("SELECT next FROM sales_counter") == [(23,)]
    assert sorted(path.name for path in elsewhere.data.iterdir()) == ["documents", "schakel.sqlite3"]
    assert elsewhere.place.database.path.stat().st_mode & 0o077 == 0


def test_an_older_one_is_restored_by_name(here, elsewhere):
    here.back_up()
    first = here.folder().runs()[0]
    (here.backups / first).rename(here.backups / "2020-01-01T000000Z")
    rewrite(here, name="2020-01-01T000000Z")
    here.keep(b"the fourth")
    here.back_up()
    assert elsewhere.restore(name="2020-01-01T000000Z").files == 3
    assert len(elsewhere.names()) == 3


def cut_manifest(run):
    (run / "manifest.json").unlink()


def cut_database(run):
    (run / "schakel.sqlite3").write_bytes((run / "schakel.sqlite3").read_bytes()[:-4096])


def lose_database(run):
    (run / "schakel.sqlite3").unlink()


def flip(path, at=-100):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


BAD = {
    "without a manifest": (cut_manifest, "cut_short"),
    "without a database": (lose_database, "cut_short"),
    "with half a database": (cut_database, "cut_short"),
    "with half a list": (lambda run: (run / LIST).write_bytes(b""), "cut_short"),
    "with a bit of the database flipped": (lambda run: flip(run / "schakel.sqlite3"), "altered"),
    "with a bit of the list flipped": (lambda run: flip(run / LIST, 20), "altered"),
    "with a bit of the manifest flipped": (lambda run: flip(run / "manifest.json", 500), "altered"),
    "with half a manifest": (lambda run: (run / "manifest.json").write_text("{"), "altered"),
    "with an altered document": (lambda run: flip(next((run.parent / "documents").rglob("??*/*")), 0), "damaged"),
    "with a lost document": (lambda run: next((run.parent / "documents").rglob("??*/*")).unlink(), "damaged"),
    "whose marker is gone": (lambda run: (run.parent / "schakel-backups.json").unlink(), "no_backup"),
    "whose marker is cut": (lambda run: (run.parent / "schakel-backups.json").write_text("{"), "altered"),
    "that is not there": (shutil.rmtree, "no_backup"),
}


@pytest.mark.parametrize("name", BAD)
def test_L01_a_backup_is_refused(here, elsewhere, name):
    here.back_up()
    damage, code = BAD[name]
    damage(here.backups / here.folder().runs()[0])
    assert code_of(elsewhere.restore) == code
    assert list(elsewhere.data.iterdir()) == []


CHANGED = {
    "of another installation": ({"installation": "0" * 32}, "other_installation"),
    "of another backup": ({"name": "2020-01-01T000000Z"}, "other_installation"),
    "of another engine": ({"engine": "postgresql"}, "other_engine"),
    "of a format to come": ({"format": 2}, "newer_version"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_L01_a_manifest_is_refused(here, elsewhere, name):
    here.back_up()
    changes, code = CHANGED[name]
    rewrite(here, **changes)
    assert code_of(elsewhere.restore) == code
    assert list(elsewhere.data.iterdir()) == []


@override_settings(MIGRATION_MODULES={})  # tests have none otherwise
def test_D14_a_newer_schema_is_refused(here, elsewhere):
    here.execute("INSERT INTO django_migrations (app, name) VALUES ('documents', '9999_tomorrow')")
    here.back_up()
    assert code_of(elsewhere.restore) == "newer_version"
    assert list(elsewhere.data.iterdir()) == []


def test_L01_a_manifest_that_tells_of_another_database_is_refused(here, elsewhere):
    facts = here.back_up().manifest.facts
    rewrite(here, facts=replace(facts, last_transmission=99).as_json())
    assert code_of(elsewhere.restore) == "altered"
    assert list(elsewhere.data.iterdir()) == []


def test_damaged_documents_are_left_out_when_that_is_asked_for(here, elsewhere):
    here.back_up()
    here.copy_of(here.kept[0]).unlink()
    done = elsewhere.restore(without_damaged=True)
    assert (done.files, done.damaged) == (2, [here.kept[0]])
    assert elsewhere.names() == set(here.kept[1:])


def test_L01_where_data_are_it_is_refused(here):
    here.back_up()
    before = tree(here.data)
    assert code_of(here.restore) == "not_empty"
    assert tree(here.data) == before


def test_replaced_data_are_move_aside_first(here):
    here.back_up()
    here.keep(b"after the backup")
    before = tree(here.data / "documents")
    aside = Path(here.restore(replace=True).aside[0]).parent
    assert here.names() == set(here.kept)
    assert tree(aside / "documents") == before != tree(here.data / "documents")
    with closing(sqlite3.connect(aside / "schakel.sqlite3")) as moved:
        assert moved.execute("SELECT count(*) FROM sales_upload").fetchone() == (4,)


def test_the_journal_stays_where_it_is(here):
    here.back_up()
    (here.data / "journal").mkdir()
    (here.data / "journal" / "1").write_text("a receipt")
    here.restore(replace=True)
    assert (here.data / "journal" / "1").read_text() == "a receipt"


def test_L01_data_of_another_installation_are_not_replaced(here, empty_database, tmp_path):
    here.back_up()
    other = type(here).create(empty_database, tmp_path / "other")
    before = tree(other.data)
    assert code_of(lambda: other.restore(replace=True)) == "other_installation"
    assert tree(other.data) == before


def test_a_database_that_cannot_be_read_is_replaced(here):
    here.back_up()
    here.place.database.path.write_bytes(b"no database" * 1000)
    assert here.restore(replace=True).aside
    assert here.ask("SELECT count(*) FROM sales_upload") == [(3,)]


def test_D18_a_database_in_use_is_not_replaced(here):
    here.back_up()
    with closing(sqlite3.connect(here.place.database.path)) as busy:
        busy.execute("PRAGMA journal_mode = WAL")
        busy.execute("SELECT count(*) FROM sales_upload").fetchone()
        assert code_of(lambda: here.restore(replace=True)) == "in_use"
    assert here.names() == set(here.kept)


@pytest.mark.parametrize("at", ["load", "copy"])
def test_L01_what_fails_half_way_is_as_if_it_had_not_begun(here, monkeypatch, at):
    here.back_up()
    later = here.keep(b"after the backup")
    before = tree(here.data)

    def fail(*_told):
        raise OSError(28, "No space left on device")

    if at == "load":
        monkeypatch.setattr(type(here.place.database), "load", fail)
    else:
        monkeypatch.setattr(restore, "write_whole", fail)
    assert code_of(lambda: here.restore(replace=True)) == "no_room"
    assert tree(here.data) == before
    assert later in here.names()


def test_L01_without_room_nothing_is_begun(here, elsewhere, monkeypatch):
    here.back_up()
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(10**9, 10**9, 10))
    assert code_of(elsewhere.restore) == "no_room"
    assert list(elsewhere.data.iterdir()) == []


def test_L01_a_disk_that_fills_up_amid_a_restore_is_named_and_nothing_was_changed(here, elsewhere, monkeypatch):
    def fill(*_told):
        raise OSError(errno.ENOSPC, "No space left on device")

    here.back_up()
    monkeypatch.setattr(restore, "write_whole", fill)
    assert code_of(elsewhere.restore) == "no_room"
    assert list(elsewhere.data.iterdir()) == []


def test_L06_the_secret_key_is_not_in_a_backup_that_anybody_can_read(here, elsewhere):
    here.back_up()
    assert not any(here.place.secret_key.encode() in data for data in tree(here.backups).values())
    other = replace(elsewhere.place, secret_key="another")
    assert restore.restore_backup(other, here.folder()).is_same_key is False
