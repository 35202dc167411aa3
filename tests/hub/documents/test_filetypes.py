"""C01, C02, C04, C06: a file is what its bytes say, and its name is only a name."""

import io
import zipfile

import pytest

from schakel.hub.documents.filetypes import CSV, JPEG, LONGEST_NAME, ODS, PDF, PNG, UNKNOWN, XLSX, safe_name, type_of


def zipped(*names: str, first: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, first)
    return file.getvalue()


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\x89PNG\r\n\x1a\n\x00", PNG),
        (b"\xff\xd8\xff\xe0", JPEG),
        (b"day;km\n1;20\n", CSV),
        ("\ufeffjour,été\n1,2".encode(), CSV),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        (zipped("mimetype", first=ODS.encode()), ODS),
        (zipped("../../evil.exe"), UNKNOWN),
        (b"<html>;</html>", UNKNOWN),
        (b"a;b\n<svg onload=x>", UNKNOWN),
        (b"a;b\x00c", UNKNOWN),
        (b"MZ\x90", UNKNOWN),
        (b"plain words", UNKNOWN),
        (b" %PDF-1.7", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_type_of(start, kind):
    assert type_of(start) == kind


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("a/b\\c.pdf", "c.pdf"),
        ("..", "otherwise"),
        (" .hidden. ", "hidden"),
        ("NUL.txt", "_NUL.txt"),
        ("com1", "_com1"),
        ("console.txt", "console.txt"),
        ("a\r\nb\tc.pdf", "a b c.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a:b|c?.pdf", "a_b_c_.pdf"),
        ("été 👩‍🌾.pdf", "été 👩🌾.pdf"),
    ],
)
def test_safe_name(name, safe):
    assert safe_name(name, otherwise="otherwise") == safe


@pytest.mark.parametrize("name", ["x" * 5000, "x" * 5000 + ".pdf", "x." + "y" * 5000, "." * 5000 + "a"])
def test_a_name_is_never_long(name):
    assert 0 < len(safe_name(name, otherwise="otherwise")) <= LONGEST_NAME
