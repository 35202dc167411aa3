"""What is missing, altered or left over is named; what was only just written is not."""

import os

import pytest

from schakel.hub.records.verify import OWN, Fault, require_not_older, verify_backup, verify_store
from tests.hub.records.test_backup import code_of
from tests.hub.records.test_restore import flip

pytestmark = pytest.mark.django_db  # for its tables


def age(path) -> None:
    os.utime(path, (0, 0))


def test_all_is_well(here):
    done = verify_store(here.place)
    assert (done.files, done.read, done.faults) == (3, 3, [])
    assert done.bytes == sum(here.file(digest).stat().st_size for digest in here.kept)


def test_D17_a_flipped_bit_a_lost_file_and_one_that_nobody_names_are_found(here):
    flip(here.file(here.kept[0]), 0)
    here.file(here.kept[1]).unlink()
    strange = here.store(b"no row names it")
    age(here.file(strange))
    assert sorted(verify_store(here.place).faults) == sorted(
        [
            (Fault.ALTERED, here.kept[0]),
            (Fault.MISSING, here.kept[1]),
            (Fault.LEFT_OVER, str(here.file(strange))),
        ]
    )


def test_what_was_stored_a_moment_ago_may_still_get_its_row(here):
    here.store(b"its row is being written")
    assert verify_store(here.place).faults == []


def test_the_doctors_own_sample_is_not_left_over(here):
    age(here.file(here.store(b"Schakel's doctor was here.\n")))
    assert here.file(OWN).exists()
    assert verify_store(here.place).faults == []


def test_a_file_that_is_named_otherwise_is_left_over(here):
    (here.place.documents / "readme.txt").touch()
    age(here.place.documents / "readme.txt")
    assert [fault for fault, _ in verify_store(here.place).faults] == [Fault.LEFT_OVER]


def test_bytes_that_still_lie_in_the_row_are_not_missing(here):
    here.receive(envelope_sha256="a" * 64, envelope=b"1", raw_sha256="b" * 64, raw=b"2")
    assert verify_store(here.place).faults == []
    here.execute("UPDATE network_transmission SET envelope = NULL")
    assert verify_store(here.place).faults == [(Fault.MISSING, "a" * 64)]


def test_a_sample_reads_some_and_still_misses_nothing(here):
    for n in range(60):
        here.keep(f"more {n}".encode())
    lost = here.kept[1]
    here.file(lost).unlink()
    done = verify_store(here.place, sample=20)
    assert 0 < done.read < 60
    assert done.faults == [(Fault.MISSING, lost)]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [(lambda path: flip(path, 0), Fault.ALTERED), (lambda path: path.unlink(), Fault.MISSING)],
)
def test_L01_a_backup_is_read_through(here, damage, fault):
    here.back_up()
    assert verify_backup(here.folder()).faults == []
    damage(here.copy_of(here.kept[1]))
    assert verify_backup(here.folder()).faults == [(fault, here.kept[1])]


def test_L01_of_a_backup_the_database_and_the_list_are_read_too(here):
    name = here.back_up().manifest.name
    flip(here.backups / name / "schakel.sqlite3")
    assert code_of(lambda: verify_backup(here.folder())) == "altered"


def test_a_database_that_is_older_than_its_backup_is_found(here):
    here.receive(state="filed")
    here.back_up()
    require_not_older(here.place, here.folder())
    here.execute("DROP TRIGGER network_transmission_kept_delete")
    here.execute("DELETE FROM network_transmission")
    assert code_of(lambda: require_not_older(here.place, here.folder())) == "older"
