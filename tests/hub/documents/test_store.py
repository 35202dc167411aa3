import hashlib
import os
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from schakel.hub.documents import directory, store
from schakel.hub.documents.models import Document


def place(digest: str) -> Path:
    return Path(storages["documents"].path(store.key(digest)))


def test_the_exact_bytes_come_back():
    data = b"\xef\xbb\xbf<a/>\r\n\x00"
    digest = store.keep(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert store.read(digest) == data == place(digest).read_bytes()


def test_many_are_kept_side_by_side_in_their_order():
    several = [b"%d" % (number % 50) for number in range(60)]
    digests = store.keep_all(several)
    assert [store.read(digest) for digest in digests] == several


def test_D16_where_no_thread_is_to_be_had_memory_ran_out(monkeypatch):
    """Python calls it a RuntimeError, which is tried again; the worker has to end."""

    def refuse(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(directory.syncing, "submit", refuse)
    with pytest.raises(MemoryError, match="thread"):
        store.keep_all([b"one", b"two", b"three"])


def test_kept_twice_is_one_file_and_nothing_beside_it():
    assert store.keep(b"x") == store.keep(b"x")
    assert len(list(place(store.keep(b"x")).parent.iterdir())) == 1


def test_only_the_owner_may_read(settings):
    assert place(store.keep(b"x")).stat().st_mode & 0o077 == 0


def test_D17_a_flipped_bit_is_noticed_and_healed_by_the_same_bytes():
    digest = store.keep(b"invoice")
    place(digest).write_bytes(b"invoicf")
    with pytest.raises(store.Damaged, match="changed"):
        store.read(digest)
    store.keep(b"invoice")
    assert store.read(digest) == b"invoice"


def test_D17_missing_bytes_are_damage_too():
    with pytest.raises(store.Damaged, match="missing"):
        store.read("0" * 64)


def test_D11_a_store_that_says_yes_and_loses_it_is_not_believed(monkeypatch):
    monkeypatch.setattr(storages["documents"].__class__, "_save", lambda _self, name, _content: name)
    with pytest.raises(store.NotKept):
        store.keep(b"x")


def test_D05_nothing_stands_under_its_name_when_the_disk_does_not_sync(monkeypatch):
    def broken(_descriptor: int) -> None:
        raise OSError("EIO")

    digest = hashlib.sha256(b"x").hexdigest()
    store.keep(b"other")
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="EIO"):
        store.keep(b"x")
    assert not place(digest).exists()


def test_C04_the_key_is_ours():
    assert store.key("ab" + "c" * 62) == f"ab/ab{'c' * 62}"


def test_what_an_older_store_kept_is_found_and_kept_again_under_the_new_key():
    digest = store.keep(b"invoice")
    former = Path(storages["documents"].path(store.former_key(digest)))
    former.parent.mkdir(parents=True)
    place(digest).rename(former)
    assert store.read(digest) == b"invoice"
    assert store.keep(b"invoice") == digest
    assert place(digest).read_bytes() == b"invoice"


def make_old(digest: str) -> None:
    os.utime(place(digest), (0, 0))


def test_L03_a_file_that_no_row_names_goes(db):
    digest = store.keep(b"nobody's")
    assert store.remove_unnamed([digest]) == {digest}  # it may get its row yet
    make_old(digest)
    assert store.remove_unnamed([digest]) == set()
    assert list(place(digest).parent.iterdir()) == []
    assert store.remove_unnamed([digest]) == set()


def test_L03_a_file_that_a_row_names_is_not_even_set_aside(purchases, monkeypatch):
    digest = store.keep(b"somebody's")
    make_old(digest)
    Document.objects.create(connection=purchases, sha256=digest, size=1, received_at=timezone.now())
    monkeypatch.setattr(directory.DurableDirectory, "set_aside", lambda *_: pytest.fail("it was set aside"))
    assert store.remove_unnamed([digest]) == set()
    assert store.read(digest) == b"somebody's"


def test_L03_a_file_that_gets_its_row_while_it_is_removed_comes_back(purchases, monkeypatch):
    digest = store.keep(b"contested")
    make_old(digest)
    set_aside = directory.DurableDirectory.set_aside

    def race(storage, name: str) -> bool:
        if is_aside := set_aside(storage, name):
            Document.objects.create(connection=purchases, sha256=digest, size=1, received_at=timezone.now())
        return is_aside

    monkeypatch.setattr(directory.DurableDirectory, "set_aside", race)
    assert store.remove_unnamed([digest]) == set()
    assert store.read(digest) == b"contested"


def test_L03_one_that_a_crash_left_aside_goes_or_comes_back_the_next_time(purchases):
    gone, wanted = store.keep(b"gone"), store.keep(b"wanted")
    for digest in (gone, wanted):
        make_old(digest)
        storages["documents"].set_aside(store.key(digest))
    Document.objects.create(connection=purchases, sha256=wanted, size=1, received_at=timezone.now())
    store.remove_unnamed([gone, wanted])
    assert list(place(gone).parent.iterdir()) == []
    assert store.read(wanted) == b"wanted"


def test_L03_no_file_is_deleted_by_its_name():
    digest = store.keep(b"x")
    with pytest.raises(directory.Kept):
        storages["documents"].delete(store.key(digest))
    assert store.read(digest) == b"x"
