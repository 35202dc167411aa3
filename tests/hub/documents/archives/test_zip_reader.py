"""A ZIP of a stranger: refused whole, at once and with a sentence, or read within what it says of itself."""

import io
import struct
import warnings
import zipfile

import pytest

from schakel.hub.documents.archives import zip_reader
from schakel.hub.documents.archives.bring import is_archive
from schakel.hub.documents.archives.zip_reader import MOST_FILES, SENTENCES, UnreadableZip, ZipReader


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there twice
        for name, data in files:
            archive.writestr(name, data)
    return whole.getvalue()


def locked() -> bytes:
    """The bit that says so, in the head of the file and in the list."""
    data = bytearray(packed(("a.xml", b"<a/>")))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def swollen() -> bytes:
    """It says that it unpacks to three gigabytes."""
    data = bytearray(packed(("a.xml", b"<a/>")))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 3 * 1024**3)
    return bytes(data)


def crowded() -> bytes:
    """A million entries in the list, of which the first alone is real."""
    data = packed(("a.xml", b"<a/>"))
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    return data[:start] + data[start:end] * 1_000_000 + data[end:]


BAD = {
    "damaged_zip": [b"PK\x03\x04 cut short", packed(("a.xml", b"<a/>" * 99))[:-30]],
    "empty_zip": [packed(), packed(("__MACOSX/._a.xml", b"x"), ("folder/", b""))],
    "locked_zip": [locked()],
    "crowded_zip": [crowded()],
    "climbing_zip": [
        packed((name, b"x")) for name in ("../a.xml", "a/../../b.xml", "/etc/a.xml", "C:\\a.xml", "..\\a.xml")
    ],
    "swollen_zip": [swollen()],
    "nested_zip": [packed(("more/2024.ZIP", b"x")), packed(("a.tar.gz", b"x"))],
}


@pytest.mark.parametrize(("code", "at"), [(code, at) for code, several in BAD.items() for at in range(len(several))])
def test_C06_a_bad_zip_is_refused_whole_before_anything_is_unpacked(monkeypatch, code, at):
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_a, **_k: pytest.fail("it was unpacked"))
    with pytest.raises(UnreadableZip) as refusal:
        ZipReader(BAD[code][at])
    assert refusal.value.code == code
    assert refusal.value.sentence


def test_C06_a_million_entries_are_counted_before_they_are_read(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_a, **_k: pytest.fail("its list was read"))
    with pytest.raises(UnreadableZip, match="crowded_zip"):
        ZipReader(BAD["crowded_zip"][0])


def test_every_refusal_is_tried():
    assert set(BAD) == set(SENTENCES)


def test_more_files_than_we_take_are_too_many():
    assert len(ZipReader(packed(*((f"{n}.xml", b"") for n in range(20)))).entries) == 20
    with pytest.raises(UnreadableZip, match="crowded_zip"):
        ZipReader(packed(*((f"{n}", b"") for n in range(MOST_FILES + 1)), method=zipfile.ZIP_STORED))


def test_C06_no_more_is_read_than_a_file_says_it_holds(monkeypatch):
    data = bytearray(packed(("a.xml", b"a" * 1_000_000)))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    assert ZipReader(bytes(data)).read(0) in (None, b"a" * 10)
    monkeypatch.setattr(zip_reader, "LARGEST", 5)
    assert ZipReader(packed(("a.xml", b"123456"))).read(0) is None


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_C06_what_may_unpack_to_any_number_is_not_unpacked(method):
    assert ZipReader(packed(("a.xml", b"<a/>" * 100), method=method)).read(0) is None


def test_a_damaged_file_costs_itself_only():
    data = bytearray(packed(("a.xml", b"first first"), ("b.xml", b"second"), method=zipfile.ZIP_STORED))
    data[data.index(b"first")] = 0
    reader = ZipReader(bytes(data))
    assert (reader.read(0), reader.read(1)) == (None, b"second")


def test_a_pdf_goes_with_the_xml_of_its_name():
    names = [
        "in/1.xml",
        "in/1.PDF",
        "xml/2.xml",
        "pdf/2.pdf",
        "2023/3.xml",
        "2024/3.xml",
        "scans/3.pdf",
        "4.pdf",
        "win\\5.xml",
        "win\\5.pdf",
    ]
    reader = ZipReader(packed(*((name, b"x") for name in names)))
    pairs = {piece.name: None if piece.pdf is None else names[piece.pdf] for piece in reader.pieces()}
    assert pairs == {
        "4.pdf": None,
        "2023/3.xml": None,
        "2024/3.xml": None,
        "scans/3.pdf": None,
        "in/1.xml": "in/1.PDF",
        "win/5.xml": "win\\5.pdf",
        "xml/2.xml": "pdf/2.pdf",
    }


@pytest.mark.parametrize("name", [".", "./.", ".\\", "...", ".xml", "a/.", "-", " ", "a\nb.xml"])
def test_C06_a_name_that_is_hardly_one_costs_nothing(name):
    pieces = ZipReader(packed((name, b"x"), ("a.xml", b"x"), ("a.pdf", b"x"))).pieces()
    assert {(piece.place, piece.pdf) for piece in pieces} == {(0, None), (1, 2)}


def test_a_workbook_is_no_archive():
    assert is_archive(packed(("a.xml", b"<a/>")))
    assert is_archive(packed())
    assert not is_archive(packed(("[Content_Types].xml", b"<a/>")))
    assert not is_archive(b"<a/>")
