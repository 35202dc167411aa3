"""A table that somebody made in a spreadsheet program → rows of cells. The file is a stranger's: CSV or XLSX, bounded.

Macros, formulas and links are not looked at: of a formula the last value counts that the program wrote beside it.
"""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _
from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.parse import parse
from schakel.hub.web.language import Sentence
from schakel.hub.web.spreadsheet import Cell, restored

LARGEST = 5_000_000  # bytes of the file
LARGEST_UNPACKED = 50_000_000
MOST_PARTS = 500
MOST_MARKS = 1_000_000  # `<` in all parts of a workbook together
MOST_ELEMENTS = {
    "worksheet": 200_000,
    "sst": 150_000,
}  # in all parts with such a root; `sst` are the texts of the cells
MOST_ELEMENTS_ELSEWHERE = 20_000  # in all parts with another root: styles, names, relations
MOST_ROWS = 2_000  # below the headings
MOST_COLUMNS = 60
MOST_CELLS = 60_000
LONGEST_CELL = 5_000  # characters
ENTRY = b"PK\x01\x02"  # how each entry of a ZIP's directory begins
_AS_XML = re.compile(rb"[\0 \t\r\n\xef\xbb\xbf\xfe\xff]*(<|\x4c\x6f\xa7\x94)")  # in UTF-8, -16 or -32, or in EBCDIC
SEPARATORS = ";\t,"
ENCODINGS = ("utf-8-sig", "cp1252")  # what Excel writes for Europe

Row = list[Cell]


class UnreadableSheet(Exception):
    """Permanent: the same file fares no better."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence  # text in the reader's language, made when shown


NO_SHEET = _("This is not a CSV or XLSX file, or it is damaged.")
TOO_LARGE = _("This file is too large: at most 2,000 rows and 5 MB.")


def read(data: bytes) -> list[Row]:
    """Every row, the headings first; empty cells are None.

    Raises:
        UnreadableSheet   permanent
    """
    if len(data) > LARGEST:
        raise UnreadableSheet(TOO_LARGE)
    rows: list[Row] = []
    for row in of_xlsx(data) if data.startswith(b"PK\x03\x04") else of_csv(data):
        if len(rows) > MOST_ROWS:
            raise UnreadableSheet(TOO_LARGE)
        rows.append(row)
    return rows


def of_csv(data: bytes) -> Iterator[Row]:
    text = decoded(data)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [restored(cell[:LONGEST_CELL]).strip() or None for cell in cells[:MOST_COLUMNS]]
    except csv.Error:
        raise UnreadableSheet(NO_SHEET) from None


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableSheet(NO_SHEET)


def of_xlsx(data: bytes) -> Iterator[Row]:
    sizes = look_through(data)
    from openpyxl import load_workbook  # only where there is a workbook: it takes as long to load as Django

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        require_small(sizes.get(sheet._worksheet_path))
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        for cells in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True):
            yield [cell_of(value) for value in cells]
    except UnreadableSheet:
        raise
    except Exception as fault:  # openpyxl lets errors of many kinds through for a damaged file
        raise UnreadableSheet(NO_SHEET) from fault


@dataclass(frozen=True)
class Size:
    """Of a sheet, counted before it is read."""

    rows: int
    cells: int


def require_small(size: Size | None) -> None:
    if size is None:
        raise UnreadableSheet(NO_SHEET)
    if size.rows > MOST_ROWS + 1 or size.cells > MOST_CELLS:
        raise UnreadableSheet(TOO_LARGE)


def look_through(data: bytes) -> dict[str, Size]:
    """The sheets by the names of their parts. All of it is counted, and each XML in it passes our own parser (B01, C06).

    What a part is, its bytes tell: neither its name nor the type that the workbook says it has is believed, for a sheet is
    found by what points to it. What cannot begin an XML document is none to any parser.
    """
    if data.count(ENTRY) > MOST_PARTS:
        raise UnreadableSheet(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
                raise UnreadableSheet(TOO_LARGE)
            return sizes_of({info.filename: parts.read(info) for info in infos})
    except (
        zipfile.BadZipFile,
        EInvoiceError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        zlib.error,
    ) as fault:
        raise UnreadableSheet(NO_SHEET) from fault


def sizes_of(parts: dict[str, bytes]) -> dict[str, Size]:
    xml = {name: part for name, part in parts.items() if _AS_XML.match(part)}
    if sum(part.count(b"<") for part in xml.values()) > MOST_MARKS:
        raise UnreadableSheet(TOO_LARGE)
    sizes, elements = {}, Counter[str]()
    for name, part in xml.items():
        root = parse(part)
        kind = etree.QName(root).localname
        most = MOST_ELEMENTS.get(kind, MOST_ELEMENTS_ELSEWHERE)
        tags = Counter(each.tag.rpartition("}")[2] for each in islice(root.iter(), most + 1))
        elements[kind] += tags.total()
        if elements[kind] > most:
            raise UnreadableSheet(TOO_LARGE)
        if kind == "worksheet":
            sizes[name] = Size(tags["row"], tags["c"])
    return sizes


def cell_of(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return {True: "1", False: "0"}.get(value) if value is not None else None
    if isinstance(value, int | float):
        return Decimal(str(value)) if abs(value) < 1e15 else None
    if isinstance(value, datetime | date):
        return value.date() if isinstance(value, datetime) else value
    return str(value)[:LONGEST_CELL].strip() or None
