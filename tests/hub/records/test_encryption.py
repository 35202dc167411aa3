"""Encrypted backups: nobody reads them without the key, the right key opens them, and so does `age` itself."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from schakel.hub.records import restore
from schakel.hub.records.backup import create_backup
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.folder import create_folder, open_folder
from schakel.hub.records.manifest import NAME
from schakel.hub.records.verify import Fault, verify_backup
from tests.hub.records.test_backup import code_of
from tests.hub.records.test_restore import flip, tree

pyrage = pytest.importorskip("pyrage", reason="encrypted backups want the extra `encryption`")
pytestmark = pytest.mark.django_db  # for its tables


@pytest.fixture
def key(tmp_path):
    """A file as age-keygen writes it, and its public half."""
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "backup.key"
    file.write_text(f"# created: 2026-11-30\n# public key: {identity.to_public()}\n{identity}\n")
    return file, str(identity.to_public())


@pytest.fixture
def encrypted(here, key):
    create_backup(here.place, create_folder(here.backups, here.id, key[1]))
    return here


def test_L06_nothing_of_it_can_be_read_and_the_right_key_opens_it(encrypted, elsewhere, key):
    assert not any(b"document 1" in data or b"SQLite format" in data for data in tree(encrypted.backups).values())
    done = restore.restore_backup(elsewhere.place, open_folder(encrypted.backups, key=key[0]))
    assert (done.files, done.damaged) == (3, [])
    assert elsewhere.names() == set(encrypted.kept)
    assert elsewhere.ask("SELECT count(*) FROM sales_upload") == [(3,)]


def test_L06_the_secret_key_comes_back_with_it(encrypted, elsewhere, key, monkeypatch):
    monkeypatch.delenv("SCHAKEL_SECRET_KEY", raising=False)
    fresh = type(elsewhere.place)(**{**vars(elsewhere.place), "secret_key": "made at the first start"})
    assert restore.restore_backup(fresh, open_folder(encrypted.backups, key=key[0])).is_same_key
    assert (elsewhere.data / "secret_key").read_text() == encrypted.place.secret_key
    assert (elsewhere.data / "secret_key").stat().st_mode & 0o077 == 0


def test_L06_the_key_that_was_there_moves_aside_with_the_data_that_it_opens(encrypted, key, monkeypatch):
    monkeypatch.delenv("SCHAKEL_SECRET_KEY", raising=False)
    (encrypted.data / "secret_key").write_text("the key since then")
    changed = replace(encrypted.place, secret_key="the key since then")
    done = restore.restore_backup(changed, open_folder(encrypted.backups, key=key[0]), replace=True)
    assert (encrypted.data / "secret_key").read_text() == encrypted.place.secret_key
    assert (Path(done.aside[0]).parent / "secret_key").read_text() == "the key since then"


@pytest.mark.parametrize("at", ["key", "load"])
def test_L01_a_restore_that_fails_leaves_the_key_that_was_there(encrypted, key, monkeypatch, at):
    monkeypatch.delenv("SCHAKEL_SECRET_KEY", raising=False)
    (encrypted.data / "secret_key").write_text("the key since then")
    before, folder = tree(encrypted.data), open_folder(encrypted.backups, key=key[0])
    changed = replace(encrypted.place, secret_key="the key since then")
    if at == "key":
        flip(encrypted.backups / folder.runs()[-1] / "secret_key.age", -5)
    else:
        monkeypatch.setattr(type(changed.database), "load", fail)
    assert code_of(lambda: restore.restore_backup(changed, folder, replace=True)) == "altered"
    assert tree(encrypted.data) == before


def fail(*_given):
    raise RecordsError("altered", "It is not what it was.")


def test_a_second_run_needs_no_option_and_copies_only_what_is_new(encrypted):
    name = encrypted.folder().runs()[0]
    (encrypted.backups / name).rename(encrypted.backups / "2020-01-01T000000Z")
    encrypted.keep(b"the fourth")
    created = create_backup(encrypted.place, create_folder(encrypted.backups, encrypted.id))
    assert (created.new.files, created.manifest.is_encrypted) == (1, True)


def test_L01_without_a_key_and_with_a_wrong_one_nothing_is_restored(encrypted, elsewhere, tmp_path):
    wrong = tmp_path / "wrong.key"
    wrong.write_text(str(pyrage.x25519.Identity.generate()))
    assert code_of(lambda: open_folder(encrypted.backups, key=wrong)) == "wrong_key"
    (tmp_path / "empty.key").write_text("# nothing")
    assert code_of(lambda: open_folder(encrypted.backups, key=tmp_path / "empty.key")) == "wrong_key"
    assert code_of(elsewhere.restore) == "no_key"
    assert list(elsewhere.data.iterdir()) == []


def test_L01_a_flipped_bit_in_an_encrypted_document_is_found(encrypted, key):
    flip(encrypted.copy_of(encrypted.kept[0]), -5)
    folder = open_folder(encrypted.backups, key=key[0])
    assert verify_backup(folder).faults == [(Fault.ALTERED, encrypted.kept[0])]


@pytest.mark.parametrize(
    ("damage", "code"), [(lambda path: flip(path, -5), "altered"), (lambda path: path.unlink(), "cut_short")]
)
def test_L01_a_secret_key_that_is_damaged_or_gone_is_found_without_restoring(encrypted, key, damage, code):
    folder = open_folder(encrypted.backups, key=key[0])
    assert verify_backup(folder).faults == []
    damage(encrypted.backups / folder.runs()[-1] / "secret_key.age")
    assert code_of(lambda: verify_backup(folder)) == code


def test_the_secret_key_of_a_backup_whose_manifest_does_not_name_it_comes_back(encrypted, elsewhere, key, monkeypatch):
    monkeypatch.delenv("SCHAKEL_SECRET_KEY", raising=False)
    folder = open_folder(encrypted.backups, key=key[0])
    [name] = folder.runs()
    (folder.storage.path / name / NAME).write_text(replace(folder.read(name), secret_key_file=None).as_json())
    fresh = replace(elsewhere.place, secret_key="made at the first start")
    assert restore.restore_backup(fresh, folder).is_same_key


def test_another_key_or_none_for_the_same_folder_is_refused(encrypted, here):
    other = str(pyrage.x25519.Identity.generate().to_public())
    assert code_of(lambda: create_folder(encrypted.backups, here.id, other)) == "other_key"
    assert code_of(lambda: create_folder(here.backups.with_name("new"), here.id, "age1nonsense")) == "wrong_key"


@pytest.mark.skipif(not shutil.which("age"), reason="the program age opens it too: apt-get install age")
def test_the_program_age_opens_it(encrypted, key):
    file = encrypted.copy_of(encrypted.kept[0])
    opened = subprocess.run(["age", "--decrypt", "-i", key[0], file], capture_output=True, check=True).stdout
    assert opened == encrypted.file(encrypted.kept[0]).read_bytes()
