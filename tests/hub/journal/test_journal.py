"""The journal: what was promised is on the disk, whole, and what was done to it afterwards is found and named."""

import json
import os
import threading
from dataclasses import fields, replace
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub import journal
from schakel.hub.journal import reader, writer
from schakel.hub.journal.entries import Begin, Entry, NumberTaken, NumberUsed, ReceiptGiven
from schakel.hub.journal.lines import PIECE, START, parse, pieces
from schakel.hub.journal.reader import JournalFault, JournalReader, newest_entries

NUMBER = NumberTaken(
    "2026-11-30T10:00:00+00:00", "1", "0738401117", "BE0738401117", "Bakery", "sales", 1, "invoice", 2026, 1, "2026-0001", "aa",
    b"<Invoice/>",
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A journal of the test's own."""
    monkeypatch.setattr(settings, "JOURNAL", tmp_path / "on" / "another" / "disk")
    yield tmp_path / "on" / "another" / "disk"
    writer.writer.close()


def number(count: int) -> NumberTaken:
    return replace(NUMBER, id=str(count), number=count)


def read(folder: Path) -> tuple[list[Entry], list[tuple[JournalFault, int]]]:
    """What was written, and what is wrong with it."""
    files = JournalReader(folder)
    entries = [entry for entry in files.entries() if isinstance(entry, NumberTaken | NumberUsed | ReceiptGiven)]
    return entries, [(each.fault, each.line) for each in files.found]


def the_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def line_of(entry: Entry, after: str = START) -> bytes:
    from hashlib import sha256

    body = b"".join(pieces(entry))
    return body + b" " + sha256(after.encode() + body).hexdigest().encode()


texts = st.text(max_size=30)


TEXTS = {field.name: texts for field in fields(ReceiptGiven) if field.type is str}
BLOBS = {field.name: st.binary(max_size=200) for field in fields(ReceiptGiven) if field.type is bytes}


@given(entry=st.builds(ReceiptGiven, **TEXTS, **BLOBS))
def test_what_is_read_is_what_was_written_whatever_a_sender_put_in_it(entry):
    line = line_of(entry)
    assert b"\n" not in line
    assert parse(line, after=START) == entry


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 2])
def test_a_large_message_is_encoded_in_pieces_that_fit_together(size, folder):
    journal.write(large := replace(NUMBER, document=os.urandom(size)))
    journal.write(number(2))
    assert read(folder) == ([large, number(2)], [])


def test_a_line_is_json_that_any_program_reads(folder):
    journal.write(NUMBER)
    begin, line = the_file(folder).read_text().rstrip("\0").splitlines()
    assert json.loads(begin.rpartition(" ")[0])["kind"] == "begin"
    assert json.loads(line.rpartition(" ")[0])["text"] == "2026-0001"
    assert the_file(folder).stat().st_mode & 0o777 == 0o600


@given(cut=st.integers(min_value=1, max_value=5000))
def test_L02_a_torn_last_line_costs_that_line_only_and_is_harmless(cut, tmp_path_factory):
    folder = tmp_path_factory.mktemp("torn")
    whole = written(folder, 3)
    file = the_file(folder)
    data = file.read_bytes()
    file.write_bytes(data[: max(0, len(data) - cut)])
    entries, found = read(folder)
    assert entries == whole[: len(entries)]
    assert {fault for fault, _ in found} <= {JournalFault.TORN}


@given(data=st.data())
def test_L02_one_changed_byte_is_found_in_its_line_and_the_other_lines_are_read(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("changed")
    whole = written(folder, 3)
    file = the_file(folder)
    text = file.read_bytes()
    at = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(st.integers(0, 255).filter(lambda value: value not in (text[at], 10)))
    file.write_bytes(text[:at] + bytes([other]) + text[at + 1 :])
    entries, found = read(folder)
    where = text[:at].count(b"\n") + 1
    if text[at] != 10:
        assert found[0] == (JournalFault.CHANGED, where)
    assert found
    assert [entry for entry in entries if entry not in whole] == []
    assert len(entries) >= len(whole) - 2


@pytest.mark.parametrize("change", ["taken out", "moved", "doubled"])
def test_L02_lines_that_were_taken_out_moved_or_doubled_are_found(change, folder):
    for count in range(4):
        journal.write(number(count))
    file = the_file(folder)
    begin, one, two, three, four = file.read_bytes().rstrip(b"\0").splitlines(keepends=True)
    lines = {
        "taken out": [begin, one, three, four],
        "moved": [begin, one, three, two, four],
        "doubled": [begin, one, one, two, three, four],
    }[change]
    file.write_bytes(b"".join(lines))
    assert read(folder)[1][0] == (JournalFault.CHANGED, 3)


def test_L02_lines_that_a_power_cut_left_half_are_harmless_and_zeros_before_a_good_line_are_not(folder):
    """The disk may write the parts of lines that were not synced in any order, over the zeros that were there before."""
    for count in range(4):
        journal.write(number(count))
    file = the_file(folder)
    data = file.read_bytes()
    lines = data.rstrip(b"\0").splitlines(keepends=True)
    holes = lines[:3] + [bytes(50) + line[50:] for line in lines[3:]]
    file.write_bytes(b"".join(holes) + bytes(100))
    assert read(folder) == ([number(0), number(1)], [(JournalFault.TORN, 4), (JournalFault.TORN, 5)])
    file.write_bytes(b"".join(holes[:4] + lines[4:]) + bytes(100))
    assert read(folder)[1] == [(JournalFault.CHANGED, 4)]
    file.write_bytes(b"".join(holes))  # closed: it was synced
    assert read(folder)[1] == [(JournalFault.CHANGED, 4), (JournalFault.CHANGED, 5)]


def test_L02_the_newest_entries_are_found_before_the_zeros_of_a_process_that_was_killed(folder, monkeypatch):
    monkeypatch.setattr(writer, "AHEAD", reader.AHEAD)
    monkeypatch.setattr(reader, "TAIL", 2000)
    for count in range(9):
        journal.write(number(count))
    assert the_file(folder).read_bytes().endswith(bytes(writer.AHEAD // 2))
    numbers = [entry.number for entry in newest_entries(folder) if isinstance(entry, NumberTaken)]
    assert 1 < len(numbers) < 9
    assert numbers == list(range(9 - len(numbers), 9))


def test_D04_a_disk_without_room_for_zeros_still_takes_lines(folder, monkeypatch):
    real = os.pwrite

    def small(descriptor, data, at):
        if len(data) == writer.AHEAD:
            raise OSError(28, "No space left on device")
        return real(descriptor, data, at)

    monkeypatch.setattr(os, "pwrite", small)
    journal.write(number(0))
    journal.write(number(1))
    assert read(folder) == ([number(0), number(1)], [])


def test_L02_a_full_file_is_followed_by_another_and_one_that_is_gone_or_cut_is_named(folder, monkeypatch):
    monkeypatch.setattr(writer, "FULL", 1000)
    for count in range(9):
        journal.write(number(count))
    files = sorted(folder.iterdir())
    assert len(files) >= 3
    entries, found = read(folder)
    assert (sorted(entry.number for entry in entries), found) == (list(range(9)), [])
    named = {begin_of(file).follows for file in files} - {""}
    lost = folder / sorted(named)[0]
    data = lost.read_bytes().splitlines(keepends=True)
    lost.write_bytes(b"".join(data[:-1]))
    assert faults_of(folder) == [(JournalFault.CUT, lost.name)]
    lost.unlink()
    assert faults_of(folder) == [(JournalFault.MISSING, lost.name)]


def faults_of(folder: Path) -> list[tuple[JournalFault, str]]:
    files = JournalReader(folder)
    list(files.entries())
    return [(each.fault, each.file) for each in files.found]


def begin_of(file: Path) -> Begin:
    entry = parse(file.read_bytes().splitlines()[0], after=START)
    assert isinstance(entry, Begin)
    return entry


def test_many_threads_share_the_waits_for_the_disk_and_each_line_is_there_once(folder, monkeypatch):
    syncs, real = [], os.fdatasync

    def slow(descriptor):
        syncs.append(descriptor)
        threading.Event().wait(0.002)
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", slow)
    threads = [threading.Thread(target=journal.write, args=(number(count),)) for count in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    entries, found = read(folder)
    assert (sorted(entry.number for entry in entries), found) == (list(range(40)), [])
    assert len(syncs) < 30


def test_several_processes_write_each_their_own_file_and_one_that_was_forked_too(folder):
    journal.write(number(0))
    children = []
    for count in range(1, 4):
        child = os.fork()
        if not child:
            try:
                for part in range(5):
                    journal.write(number(10 * count + part))
            finally:
                os._exit(0)
        children.append(child)
    journal.write(number(1))
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    entries, found = read(folder)
    assert sorted(entry.number for entry in entries) == [0, 1, *(10 * n + part for n in (1, 2, 3) for part in range(5))]
    assert (found, len(list(folder.iterdir()))) == ([], 4)


@pytest.mark.parametrize("where", ["open", "pwrite", "fdatasync", "fsync"])
def test_D04_what_cannot_be_written_is_no_line_and_the_next_is_written(where, folder, monkeypatch):
    if where not in {"open", "fsync"}:
        journal.write(number(0))
    real = getattr(os, where)

    def full(*told):
        if where == "pwrite":
            real(told[0], bytes(told[1])[:10], told[2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, where, full)
        with pytest.raises(journal.JournalNotWritten, match="No space left"):
            journal.write(number(1))
    journal.write(number(2))
    entries, found = read(folder)
    assert [entry.number for entry in entries if entry.number != 1] == [0, 2][where in {"open", "fsync"} :]
    assert found == []


def test_D05_a_disk_that_failed_ends_the_service(folder, monkeypatch, failing_disk):
    def lost(_descriptor):
        raise OSError(5, "Input/output error")

    journal.write(number(0))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", lost)
        with pytest.raises(journal.JournalNotWritten):
            journal.write(number(1))
    with pytest.raises(Exception, match="the disk failed"):
        journal.write(number(2))


def written(folder: Path, count: int) -> list[Entry]:
    settings.JOURNAL = folder
    whole = [number(each) for each in range(count)]
    for each in whole:
        journal.write(each)
    writer.writer.close()
    return whole
