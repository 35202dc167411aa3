"""Backups in a bucket: as whole as those in a directory, also when the store is not what it says."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from schakel.hub.records.folder import create_folder, open_folder
from schakel.hub.records.storage import bucket, storage_at
from schakel.hub.records.storage.bucket import BucketStorage
from schakel.hub.records.verify import Fault, verify_backup
from tests.hub.records.storage.conftest import ADDRESS
from tests.hub.records.storage.object_store import real, small_store
from tests.hub.records.test_backup import code_of

pytestmark = pytest.mark.django_db  # for its tables


def key_of(digest: str) -> str:
    return f"office/one/documents/{digest[:2]}/{digest}"


def make_older(store, office) -> str:
    """The newest backup is as if made before this second."""
    newest, older = office.folder().runs()[-1], "2026-01-01T000000Z"
    for key in [key for key in store.objects if newest in key]:
        store.objects[key.replace(newest, older)] = store.objects.pop(key)
    return older


def test_L01_a_backup_in_a_bucket_comes_back_whole(office, store, elsewhere):
    made = office.back_up()
    assert (made.new.files, made.manifest.file_count) == (3, 3)
    assert verify_backup(office.folder()).faults == []
    done = elsewhere.restore()
    assert (done.files, done.damaged, done.is_same_key) == (3, [], True)
    assert elsewhere.names() == set(office.kept)
    assert elsewhere.ask("SELECT id FROM records_installation") == [(office.id,)]


def test_the_next_backup_sends_what_is_new_and_the_manifest_last(office, store):
    office.back_up()
    make_older(store, office)
    new = office.keep(b"a fourth")
    store.put()
    assert office.back_up().manifest.file_count == 4
    document, *parts, manifest = store.put()
    assert (document, len(parts)) == (key_of(new), 2)
    assert manifest.endswith("/manifest.json")


def test_many_documents_are_listed_side_by_side_page_by_page(office, store, elsewhere, monkeypatch):
    monkeypatch.setattr(bucket, "FEW", 2)
    store.page = 2
    office.kept += [office.keep(f"one of many {n}".encode()) for n in range(60)]
    office.back_up()
    make_older(store, office)
    assert office.back_up().new.files == 0
    assert elsewhere.restore().files == 63
    assert elsewhere.names() == set(office.kept)


def test_what_is_kept_is_as_in_a_directory_so_that_any_program_for_s3_brings_it_back(office, store, tmp_path):
    office.back_up()
    for key, data in store.objects.items():
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).write_bytes(data)
    assert verify_backup(open_folder(tmp_path / "office" / "one")).faults == []


def test_backups_that_are_kept_are_the_newest(office, store):
    office.back_up()
    older = make_older(store, office)
    newest = office.back_up(keep=1).manifest.name
    assert office.folder().runs() == [newest]
    assert [key for key in store.objects if older in key] == []


def test_L06_an_encrypted_backup_in_a_bucket_shows_the_store_nothing(office, store, elsewhere, tmp_path):
    pyrage = pytest.importorskip("pyrage")
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"{key}\n")
    create_folder(ADDRESS, office.id, str(key.to_public()))
    office.back_up()
    assert [data for data in store.objects.values() if b"document 1" in data or data.startswith(b"SQLite")] == []
    from schakel.hub.records.restore import restore_backup

    assert code_of(elsewhere.restore) == "no_key"
    done = restore_backup(elsewhere.place, open_folder(ADDRESS, key=tmp_path / "key"))
    assert (done.files, elsewhere.names()) == (3, set(office.kept))


def test_L01_a_store_that_says_it_took_what_it_lost_has_no_backup(office, store):
    keep = store.keep
    store.keep = lambda key, data: None if key == key_of(office.kept[1]) else keep(key, data)
    assert code_of(office.back_up) == "store_lost"
    assert office.folder().runs() == []
    store.keep = keep
    assert office.back_up().new.files == 1  # it is sent again
    assert verify_backup(office.folder()).faults == []


LOST = {"a database": "schakel.sqlite3", "a list": "files.sha256.gz", "a manifest": "manifest.json"}


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize("change", [lambda _data: None, lambda data: data[:-9]], ids=["lost", "cut"])
def test_L01_a_part_that_the_store_does_not_give_back_makes_no_backup(office, store, elsewhere, name, change):
    def keep(key: str, data: bytes) -> None:
        kept = change(data) if key.endswith(LOST[name]) else data
        if kept is not None:
            store.objects[key] = kept

    store.keep = keep
    assert code_of(office.back_up) == "store_lost"
    assert code_of(elsewhere.restore) == "no_backup"
    assert list(elsewhere.data.iterdir()) == []


def test_L01_a_document_that_the_store_altered_or_lost_later_is_named(office, store, elsewhere):
    office.back_up()
    store.objects[key_of(office.kept[0])] = b"document 1"
    del store.objects[key_of(office.kept[2])]
    assert sorted(verify_backup(office.folder()).faults) == [
        (Fault.ALTERED, office.kept[0]),
        (Fault.MISSING, office.kept[2]),
    ]
    assert code_of(elsewhere.restore) == "damaged"
    assert list(elsewhere.data.iterdir()) == []
    assert sorted(elsewhere.restore(without_damaged=True).damaged) == sorted([office.kept[0], office.kept[2]])


def test_L01_an_upload_that_was_cut_off_is_no_backup(office, store, elsewhere):
    """And nothing could be removed afterwards: the line was cut."""
    sent = []

    def cut(method: str, key: str) -> str:
        sent.append(key.endswith("manifest.json") and method == "PUT")
        return "500 InternalError" if any(sent) else ""

    store.answer = cut
    assert code_of(office.back_up) == "store_fault"
    store.answer = lambda *_told: ""
    assert code_of(elsewhere.restore) == "cut_short"
    assert office.folder().runs() == []
    assert len(office.folder().storage.partial_runs()) == 1


def test_what_was_cut_off_is_removed_after_a_day_for_it_may_be_another_machines(office, store):
    office.back_up()
    make_older(store, office)
    fresh = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H%M%SZ}"
    store.objects |= {f"office/one/{run}/schakel.sqlite3": b"half" for run in ("2025-01-01T000000Z", fresh)}
    office.back_up()
    assert office.folder().storage.partial_runs() == [fresh]


ANSWERS = {
    "503 SlowDown": "store_fault",
    "500 InternalError": "store_fault",
    "403 AccessDenied": "store_refuses",
    "403 SignatureDoesNotMatch": "store_refuses",
    "403 RequestTimeTooSkewed": "store_refuses",
    "404 NoSuchBucket": "no_bucket",
    "400 AuthorizationHeaderMalformed": "wrong_region",
    "403 QuotaExceeded": "no_room",
    "507 InsufficientStorage": "no_room",
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("when", ["at once", "amid the documents"])
def test_L01_what_the_store_answers_is_one_sentence_and_there_is_no_backup(office, store, answer, when):
    office.back_up()
    make_older(store, office)
    office.keep(b"a fourth")
    store.answer = lambda method, _key: answer if when == "at once" or method == "PUT" else ""
    with pytest.raises(Exception, match=f"^{ADDRESS} cannot be used: [^\n]*$") as told:
        office.back_up()
    assert told.value.code == ANSWERS[answer]
    store.answer = lambda *_told: ""
    assert office.folder().runs() == ["2026-01-01T000000Z"]


def test_a_store_that_does_not_answer_or_has_no_key_is_named(office, store, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert code_of(office.back_up) == "store_refuses"
    with small_store() as gone:
        port = gone.server_port
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{port}")
    assert code_of(office.back_up) == "store_unreachable"
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "no address")
    assert code_of(office.back_up) == "store_fault"


def test_a_bucket_with_other_things_or_another_installations_is_refused(office, store, monkeypatch):
    store.objects["office/one/holiday.jpg"] = b"..."
    assert code_of(office.back_up) == "not_empty"
    store.objects.clear()
    create_folder(ADDRESS, "0" * 32)
    assert code_of(office.back_up) == "other_installation"
    assert code_of(lambda: open_folder("s3://backups/nothing")) == "no_backup"
    assert code_of(lambda: open_folder("s3://")) == "no_bucket"
    monkeypatch.setattr("schakel.hub.records.storage.find_spec", lambda _name: None)
    assert code_of(lambda: open_folder(ADDRESS)) == "no_library"


def test_two_at_once_on_this_machine_are_one(office, store):
    office.back_up()
    with office.folder().storage.lock():
        assert code_of(office.back_up) == "busy"


@real
@pytest.mark.processes
def test_L01_there_and_back_through_a_real_store_and_what_it_refuses(real_store, here, elsewhere, monkeypatch):
    here.backups = elsewhere.backups = ADDRESS
    kept = [*here.kept, *(here.keep(f"one of many {n}".encode()) for n in range(40))]
    here.back_up()
    assert verify_backup(here.folder()).faults == []
    assert elsewhere.restore().files == 43
    assert elsewhere.names() == set(kept)
    stored = real_store / "backups" / key_of(kept[0])
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == kept[0]
    stored.write_bytes(b"another")
    assert verify_backup(here.folder()).faults == [(Fault.ALTERED, kept[0])]
    assert code_of(lambda: open_folder("s3://elsewhere/office")) == "no_bucket"
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    assert here.folder().runs()  # it says which is right, and boto3 asks again
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    assert code_of(here.folder) == "store_refuses"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    assert code_of(here.folder) == "store_refuses"


def test_an_address_is_a_bucket_and_where_in_it():
    assert storage_at("s3://backups").address == "s3://backups"
    assert storage_at("s3://backups/office/one/").address == ADDRESS
    assert isinstance(storage_at("s3://backups"), BucketStorage)
