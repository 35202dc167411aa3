"""What hostile files cost before they are refused: CPU of our own process, beside that of the library without a budget.

Every file is made here and harmless: many rows, many empty objects, many elements. Target: under 1 s each, on any machine
of this decade; the rival is the same library asked directly.
"""

import io
import os
import resource
import time
import zipfile
from collections.abc import Callable

import django
import pypdf
from django.db import connection
from openpyxl import load_workbook

from schakel.einvoice import parse
from schakel.einvoice.hybrid import find
from schakel.einvoice.render.picture import picture
from schakel.hub.outside import pdf
from schakel.hub.web import bounces, sheet_reading, spreadsheet
from schakel.sepa import statements

TARGET = 1.0  # seconds of CPU
CAMT = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>%b</BkToCstmrStmt></Document>'


def cpu(deed: Callable[[], object]) -> tuple[float, str]:
    start = time.process_time()
    try:
        deed()
        became = "read"
    except Exception as refusal:
        became = type(refusal).__name__
    return time.process_time() - start, became


def measure(
    name: str, data: bytes, ours: Callable[[bytes], object], rival: Callable[[bytes], object] | None = None
) -> None:
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    mine, became = cpu(lambda: ours(data))
    other = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - children
    beside = f", without a budget {cpu(lambda: rival(data))[0]:.2f} s" if rival else ""
    apart = f", {other:.2f} s in a process of its own" if other > 0.01 else ""
    mark = "" if mine < TARGET else "  TOO SLOW"
    print(f"{name}: {len(data):,} bytes, {mine:.2f} s, {became}{apart}{beside}{mark}")


def workbook(part: str, end: bytes, more: bytes) -> bytes:
    made = io.BytesIO()
    whole = spreadsheet.written("xlsx", "List", ["name"], [["Ann"]])
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, data.replace(end, more + end) if info.filename == part else data)
    return made.getvalue()


def crowded_pdf(objects: int) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n")
    for number in range(3, objects):
        places.append(out.tell())
        out.write(b"%d 0 obj<<>>endobj\n" % number)
    table = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in (9, 52, *places))
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (objects, rows))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (objects, table))
    return out.getvalue()


def rows_of(data: bytes) -> None:
    for _row in load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True):
        pass


def page(data: bytes) -> object:
    return find(data, limits=parse.INTERACTIVE, read_files=pdf.attached)


def statement(data: bytes) -> object:
    return statements.read(data, most=1_000)


def rows_taken() -> None:
    """Customers from a sheet: as many as a web process judges, and a whole sheet as the worker does. All are known already
    and changed, which costs most."""
    from schakel.hub.connections.models import Company, Office  # only once Django is set up
    from schakel.hub.sales.books import sheet_import
    from schakel.hub.sales.books.book import CONTACTS
    from schakel.hub.web import sheet_rows
    from schakel.hub.web.sheet_columns import RowValues

    def rows(data: bytes) -> list[tuple[int, RowValues]]:
        return sheet_import.read_rows(CONTACTS, sheet_reading.read(data))

    def judged(data: bytes) -> object:
        return sheet_import.checked_rows(CONTACTS, company, rows(data))

    def taken(data: bytes) -> object:
        return sheet_import.take_in(CONTACTS, company, rows(data))

    def sheet(count: int) -> bytes:
        return spreadsheet.written(
            "xlsx", "Customers", ["Name", "City"], [[f"Customer {at}", "Bruges"] for at in range(count)]
        )

    connection.creation.create_test_db(verbosity=0)
    company = Company.objects.create(name="Bakery", office=Office.objects.create(name="Office"))
    whole, few = sheet(sheet_reading.MOST_ROWS), sheet(sheet_rows.AT_ONCE)
    taken(whole)
    company.contacts.update(city="Ghent")
    measure("customers, few, looked at in a page", few, judged)
    measure("customers, few, taken in by a page", few, taken)
    measure("customers, many, kept by a page for the worker", whole, rows, judged)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    part = "xl/worksheets/sheet1.xml"
    several = {"rows": b"<row/>" * 380_000, "cells": b"<row>" + b"<c/>" * 380_000 + b"</row>"}
    for name, more in several.items():
        measure(f"XLSX, many {name}", workbook(part, b"</sheetData>", more), sheet_reading.read, rows_of)
    styles = workbook("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 300_000)
    measure("XLSX, many styles", styles, sheet_reading.read, rows_of)
    measure("ZIP, many parts", b"PK\x03\x04" + sheet_reading.ENTRY * 100_000, sheet_reading.read)
    measure("CSV, many rows", b"name;city\n" * 480_000, sheet_reading.read)
    measure("CSV, one row", b"name" + b";" * 4_900_000, sheet_reading.read)
    measure("PDF, many objects", crowded_pdf(450_000), page, lambda data: pypdf.PdfReader(io.BytesIO(data)).attachments)
    measure("PDF, just few enough objects", crowded_pdf(99_000), page)
    measure("PDF, 40 MB of nothing", b"%PDF-1.7\n" + bytes(range(256)) * 160_000, page)
    measure("XML, many elements", b"<a>" + b"<b/>" * 1_900_000 + b"</a>", page, parse.parse)
    measure("XML, many attributes", b"<a>" + b'<b c="1" d="2"/>' * 900_000 + b"</a>", page, parse.parse)
    measure("XML, one long text", b"<a>" + b"x" * 99_000_000 + b"</a>", page)
    for name, inner in {
        "statements": b"<Stmt/>" * 1_900_000,
        "movements": b"<Stmt>" + b"<Ntry/>" * 1_900_000 + b"</Stmt>",
    }.items():
        measure(f"CAMT, many {name}", CAMT % inner, statement)
    measure("CODA, many records", b"0" + b" " * 127 + (b"\n21" + b" " * 126) * 150_000, statement)
    measure("PNG, many chunks", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IDAT\0\0\0\0" * 41_000, picture)
    measure("JPEG, many segments", b"\xff\xd8" + b"\xff\xe0\0\2" * 124_000, picture)
    measure("mail, many parts", b"Content-Type: multipart/mixed; boundary=b\n\n" * 20_000, bounces.bounce)
    measure("mail, many lines", b"a: b\n" * 9_000_000, bounces.bounce)
    rows_taken()


if __name__ == "__main__":
    main()
