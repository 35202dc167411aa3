"""L12: `/ready` writes to the store of documents and reads it back, and answers in time whatever the store does."""

import errno
import subprocess
import threading
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, storages

from schakel.hub.documents import store
from schakel.hub.documents.directory import DurableDirectory
from schakel.hub.web import health

pytestmark = pytest.mark.django_db


class Losing(InMemoryStorage):
    """An object store that says yes and keeps nothing new (D11)."""

    def _save(self, name, content):
        return super()._save(name, ContentFile(b"1.0"))


class Refusing(InMemoryStorage):
    """One that answers with an error of its own library."""

    def _save(self, name, content):
        raise RuntimeError("AccessDenied")


class Hanging(InMemoryStorage):
    ends = threading.Event()

    def _save(self, name, content):
        self.ends.wait(30)
        return name


@pytest.fixture
def ready(client, settings, monkeypatch):
    def ask(documents=None) -> int:
        if documents is not None:
            monkeypatch.setitem(storages._storages, "documents", documents)
        return client.get("/ready", headers={"host": settings.HOST}).status_code

    return ask


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, of 64 KB."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("nobody may mount here")
    yield tmp_path
    subprocess.run(["umount", "-l", tmp_path], check=True)


def test_L12_a_directory_that_works(ready, tmp_path):
    documents = DurableDirectory(location=str(tmp_path / "documents"), allow_overwrite=True)
    assert [ready(documents), ready(documents)] == [200, 200]
    assert [path.name for path in (tmp_path / "documents").iterdir()] == [store.PROBE]


def test_L12_a_full_disk(ready, small_disk):
    documents = DurableDirectory(location=str(small_disk), allow_overwrite=True)
    with pytest.raises(OSError, match="No space"):
        (small_disk / "much").write_bytes(b"x" * 1_000_000)
    assert ready(documents) == 503
    (small_disk / "much").unlink()
    assert ready(documents) == 200


def test_L12_a_disk_that_may_only_be_read(ready, small_disk):
    documents = DurableDirectory(location=str(small_disk), allow_overwrite=True)
    assert ready(documents) == 200
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert ready(documents) == 503


def test_L12_a_folder_that_has_become_a_file(ready, tmp_path):
    (tmp_path / "documents").write_bytes(b"")
    assert ready(DurableDirectory(location=str(tmp_path / "documents"), allow_overwrite=True)) == 503


@pytest.mark.parametrize(("documents", "status"), [(InMemoryStorage(), 200), (Losing(), 503), (Refusing(), 503)])
def test_L12_another_store_behind_djangos_interface(ready, documents, status):
    assert ready(documents) == status


def test_L12_a_store_that_hangs_is_told_in_time_and_comes_back(ready, monkeypatch):
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    began = time.monotonic()
    assert [ready(Hanging()), ready(Hanging())] == [503, 503]
    assert time.monotonic() - began < 5
    Hanging.ends.set()
    monkeypatch.setattr(health, "PATIENCE", 5.0)
    assert ready(InMemoryStorage()) == 200


def test_D05_a_disk_that_fails_is_not_ready(ready, tmp_path, monkeypatch):
    def fail(*_told):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", fail)
    assert ready(DurableDirectory(location=str(tmp_path), allow_overwrite=True)) == 503
