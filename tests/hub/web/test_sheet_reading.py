"""Spreadsheets of strangers: bounded by what is counted, and every part judged by what it is (B01, C06)."""

import io
import zipfile
from collections.abc import Callable

import pytest

from schakel.hub.web import sheet_reading, spreadsheet
from schakel.hub.web.sheet_reading import NO_SHEET, TOO_LARGE, UnreadableSheet, read

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
DOCTYPE = b'<!DOCTYPE a [<!ENTITY e "expanded">]>'  # harmless: one short word
Edit = Callable[[bytes], bytes]


def workbook(*rows: list[str]) -> bytes:
    return spreadsheet.written("xlsx", "List", ["name"], rows or [["Ann"]])


def edited(data: bytes, edits: dict[str, Edit], *, rename: tuple[str, str] = ("", ""), **more: bytes) -> bytes:
    """The same with parts edited, then a name changed wherever it is said, and other parts added."""
    before, after = rename
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = edits.get(info.filename, bytes)(old.read(info))
            new.writestr(info.filename.replace(before, after), part.replace(before.encode(), after.encode()))
        for name, part in more.items():
            new.writestr(name, part)
    return made.getvalue()


def first_column(data: bytes) -> list[object]:
    return [row[0] for row in read(data)]


def with_entity(part: bytes) -> bytes:
    return part.replace(b"<worksheet", DOCTYPE + b"<worksheet", 1).replace(b"<t>Ann</t>", b"<t>&e;</t>")


def refusal(data: bytes) -> object:
    with pytest.raises(UnreadableSheet) as refused:
        read(data)
    return refused.value.sentence


def test_a_workbook_is_read_as_before():
    assert first_column(workbook(["Ann"], ["Bob"])) == ["name", "Ann", "Bob"]


def test_of_several_sheets_the_first_is_read_and_the_others_may_be_longer():
    from openpyxl import Workbook

    book, made = Workbook(), io.BytesIO()
    book.active.append(["name"])
    other = book.create_sheet("Other")
    for number in range(sheet_reading.MOST_ROWS + 10):
        other.append([number])
    book.save(made)
    assert first_column(made.getvalue()) == ["name"]


@pytest.mark.parametrize("name", ["sheet1.xml", "sheet1.bin", "sheet1", "sheet1.png", "sheet1.XML "])
def test_B01_a_sheet_is_judged_by_what_it_is_and_not_by_its_name(name):
    called = ("sheet1.xml", name)
    assert first_column(edited(workbook(), {}, rename=called)) == ["name", "Ann"]
    assert refusal(edited(workbook(), {SHEET: with_entity}, rename=called)) is NO_SHEET


def declared_as_picture(part: bytes) -> bytes:
    return part.replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", b"image/png")


def test_B01_what_the_workbook_says_of_a_part_is_not_believed():
    assert refusal(edited(workbook(), {SHEET: with_entity, "[Content_Types].xml": declared_as_picture})) is NO_SHEET


@pytest.mark.parametrize(
    "written",
    [
        lambda part: b" \r\n" * 1000 + part,
        lambda part: part.decode().encode("utf-16"),
        lambda part: part.decode().encode("utf-16-le"),
        lambda part: part.decode().encode("utf-32"),
    ],
)
def test_B01_a_doctype_is_found_however_the_part_is_written(written):
    assert refusal(edited(workbook(), {SHEET: lambda part: written(with_entity(part))})) is NO_SHEET


def test_a_part_that_is_no_xml_is_left_alone():
    picture = b"\x89PNG\r\n\x1a\n" + b"<" * 100
    assert first_column(edited(workbook(), {}, **{"xl/media/logo.png": picture})) == ["name", "Ann"]


@pytest.mark.parametrize(
    ("part", "end", "more"),
    [
        (SHEET, b"</sheetData>", b"<row/>" * 2_001),
        (SHEET, b"</sheetData>", b"<row>" + b"<c/>" * 60_001 + b"</row>"),
        (SHEET, b"</sheetData>", b"<row/>" * 200_001),
        (SHEET, b"</worksheet>", b"<x/>" * 200_001),
        (STYLES, b"</styleSheet>", b"<x/>" * 20_001),
        ("[Content_Types].xml", b"</Types>", b'<Override PartName="/a" ContentType="b"/>' * 20_001),
    ],
)
def test_C06_rows_cells_and_elements_are_counted_before_they_are_read(part, end, more, monkeypatch):
    monkeypatch.setattr("openpyxl.worksheet._read_only.ReadOnlyWorksheet._cells_by_row", never)
    assert refusal(edited(workbook(), {part: lambda data: data.replace(end, more + end)})) is TOO_LARGE


def never(*_told: object, **_named: object) -> None:
    raise AssertionError("it was read")


def test_C06_many_small_parts_count_together():
    more = {f"xl/x{at}.xml": b"<a>" + b"<x/>" * 2_000 + b"</a>" for at in range(11)}
    assert refusal(edited(workbook(), {}, **more)) is TOO_LARGE


def test_C06_parts_are_counted_before_the_directory_is_read(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", never)
    assert refusal(b"PK\x03\x04" + sheet_reading.ENTRY * 501) is TOO_LARGE


def test_C06_what_it_unpacks_to_is_bounded_by_what_the_directory_says():
    assert refusal(edited(workbook(), {}, **{"xl/big.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})) is TOO_LARGE
