"""Each night a piece of the store is read; what is damaged is written down, and no longer once it is whole again."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from schakel.hub.doctor import records as doctor
from schakel.hub.doctor.verdict import Verdict
from schakel.hub.documents import store
from schakel.hub.documents.store import key
from schakel.hub.records import nightly
from schakel.hub.records.models import Backup, DamagedFile, StoreCheck
from schakel.hub.sales.models import Upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploads(sales) -> list[str]:
    """250 files with a row each."""
    digests = store.keep_all([f"upload {n}".encode() for n in range(250)])
    Upload.objects.bulk_create(Upload(connection=sales, name="invoice.xml", sha256=digest) for digest in digests)
    nightly.create_checks()
    return digests


def path(digest: str) -> Path:

    return Path(storages["documents"].path(key(digest)))


def due() -> StoreCheck:
    check = StoreCheck.objects.get(reference="sales.Upload.sha256")
    StoreCheck.objects.filter(pk=check.pk).update(due_at=timezone.now())
    return StoreCheck.claim(batch=1)[0]


def test_a_night_reads_its_share_and_ends(uploads, monkeypatch):
    monkeypatch.setattr(nightly, "NIGHTS", 2)
    nightly.check_piece(due())
    check = StoreCheck.objects.get(reference="sales.Upload.sha256")
    assert (check.left, check.round_ended_at) == (25, None)
    assert check.due_at < timezone.now() + timedelta(minutes=1)
    nightly.check_piece(due())
    check.refresh_from_db()
    assert (check.left, check.due_at) == (0, nightly.next_night())


def test_D17_in_a_quarter_every_file_is_read_once_and_all_damage_is_found(uploads, monkeypatch):
    lost, altered = uploads[3], uploads[240]
    path(lost).unlink()
    with path(altered).open("ab") as file:
        file.write(b"!")
    read: list[str] = []
    monkeypatch.setattr(store, "read", lambda digest, real=store.read: (read.append(digest), real(digest))[1])
    nights = 0
    while StoreCheck.objects.get(reference="sales.Upload.sha256").round_ended_at is None:
        nightly.check_piece(due())
        nights += 1
    assert sorted(read) == sorted(uploads)
    assert nights <= nightly.NIGHTS
    assert dict(DamagedFile.objects.values_list("sha256", "fault")) == {lost: "missing", altered: "altered"}


def test_the_worker_finds_what_is_due_and_begins_with_the_coming_night(uploads):
    assert nightly.check_store() == 0
    StoreCheck.objects.update(due_at=timezone.now())
    assert nightly.check_store() == 1


def test_the_doctor_says_what_is_damaged_and_no_longer_when_it_is_put_back(uploads):
    DamagedFile.objects.create(sha256=uploads[0], fault="altered")
    path(uploads[1]).unlink()
    assert not nightly.check_file(uploads[1])
    (found,) = doctor.damaged_files()
    assert (found.verdict, uploads[1] in found.text) == (Verdict.BAD, True)
    store.keep(b"upload 1")
    (found,) = doctor.damaged_files()
    assert found.verdict == Verdict.GOOD


def test_the_doctor_says_that_a_quarter_went_by(uploads):
    StoreCheck.objects.update(began_at=timezone.now() - timedelta(days=100))
    (found,) = doctor.damaged_files()
    assert found.verdict == Verdict.LOOK


@pytest.mark.parametrize(
    ("days", "damaged", "verdicts"),
    [
        (None, 0, [Verdict.LOOK]),
        (0, 0, [Verdict.GOOD]),
        (3, 0, [Verdict.LOOK]),
        (0, 2, [Verdict.GOOD, Verdict.BAD]),
    ],
)
def test_the_doctor_says_how_old_the_last_backup_is(settings, days, damaged, verdicts):
    settings.DEMO = False
    if days is not None:
        at = timezone.now() - timedelta(days=days)
        Backup.objects.create(
            name="x",
            place="/backup",
            begun_at=at,
            finished_at=at,
            files=1,
            new_files=1,
            damaged_files=damaged,
            new_bytes=1,
        )
    assert [each.verdict for each in doctor.backups()] == verdicts
