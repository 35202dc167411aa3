"""Writing one part of an export: its documents with all that is about them, and in the first part what is the company's own."""

import csv
import io
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents import store, table
from schakel.hub.documents.labels.assign import labels_of, labels_shown
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document, DocumentQuerySet
from schakel.hub.documents.retention.period import kept_until
from schakel.hub.documents.zip_file import ZipContents, add_files, why_none
from schakel.hub.records.company_export.archive import Archive, new_archive
from schakel.hub.records.company_export.models import CompanyExport, ExportPart, place_of
from schakel.hub.records.company_export.sections import OF_COMPANY, OF_DOCUMENTS, Reader, Section
from schakel.hub.records.files import hash_file
from schakel.hub.web import spreadsheet

FORMAT, VERSION = "schakel-company-export", 1
DOCUMENTS = 2000  # in one part
BATCH = 50
CHUNK = 500  # rows read at once
COLUMNS = (
    "id", "side", "sha256", "size", "received_at", "fault", "kind", "self_billed", "number", "party", "issue_date", "due_date",
    "currency", "payable", "money_back", "verdict", "sent_elsewhere",
)  # fmt: skip


def documents_of(export: CompanyExport) -> DocumentQuerySet:
    """Those that its maker may read now, without what came since it was asked for."""
    connections = list(export.connections().filter(pk__in=export.sides).values_list("pk", flat=True))
    return Document.objects.filter(connection__in=connections, pk__lte=export.highest)


def write_part(export: CompanyExport, *, number: int, after: int, note: Callable[[int], None]) -> ExportPart:
    """Not saved yet. `note` is told after each batch how many documents are in it, and raises what stops it.

    Raises:
        OSError   temporary: the disk is full, or fails
    """
    keys = list(documents_of(export).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:DOCUMENTS])
    place = place_of(export.pk, number)
    with new_archive(place) as archive, translation.override(export.by.language):
        readers = readers_of(export)
        if number == 1:
            write_company(archive, export, readers)
        index = io.StringIO(newline="")
        rows = csv.writer(index)
        rows.writerow([*table.headings(), _("Files")])
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            rows.writerows(write_documents(archive, export, batch))
            write_sections(archive, OF_DOCUMENTS, batch, readers)
            note(start + len(batch))
        archive.finish(manifest_of(export, archive, number), index.getvalue().encode("utf-8-sig"))
    return ExportPart(
        export=export,
        number=number,
        last=keys[-1] if keys else after,
        documents=len(keys),
        size=place.stat().st_size,
        sha256=hash_file(place),
    )


def readers_of(export: CompanyExport) -> set[Reader]:
    """What its maker sees beside documents."""
    if export.is_staff:
        return set(Reader)
    sides = set(Connection.objects.filter(pk__in=export.full_sides).values_list("side", flat=True))
    by_side = {Connection.Side.SALES: Reader.SALES, Connection.Side.PURCHASE: Reader.PURCHASES}
    return {Reader.ALL} | {reader for side, reader in by_side.items() if side in sides}


def write_company(archive: Archive, export: CompanyExport, readers: set[Reader]) -> None:
    company = export.company
    names = ["name", "enterprise_number", "vat_number", "language", "created_at", "closes_on"]
    names += ["email", "phone", "note", "mandate_given_on"] if export.is_staff else []
    values = {"id": company.pk, "office": company.office.name, **{name: getattr(company, name) for name in names}}
    archive.add_line("company", values)
    write_sections(archive, OF_COMPANY, [company.pk], readers)


def write_documents(archive: Archive, export: CompanyExport, keys: Collection[int]) -> Iterator[list[Any]]:
    """Their files and lines; gives the rows of the index."""
    wish = ZipContents(what="both", shape="folders", language=export.by.language)
    labels = Label.objects.reachable_by(export.by)
    found = documents_of(export).filter(pk__in=keys).select_related("connection__company__retention_rule").defer("text")
    for document in found.prefetch_related(labels_shown(labels)).order_by("pk"):
        files = add_files(archive, document, wish)  # type: ignore[arg-type]  # it writes as a ZipFile does
        values = {name: getattr(document, name) for name in COLUMNS if name != "side"}
        values |= {"side": document.connection.side, "kept_until": kept_until(document), "files": files}
        if export.is_staff:
            values["labels"] = [label.name for label in labels_of(document)]
        archive.add_line("documents", values)
        cells = [*table.cells(document), "; ".join(files) or why_none(document)]
        yield [spreadsheet.plain(cell) for cell in cells]


def write_sections(
    archive: Archive, sections: Collection[Section], keys: Collection[int], readers: set[Reader]
) -> None:
    for section in sections:
        if section.reader not in readers:
            continue
        for row in section.rows(keys).select_related(*section.related()).iterator(chunk_size=CHUNK):
            values = section.values(row)
            if section.files:
                values["files"] = write_files(archive, section, row)
            archive.add_line(section.name, values)


def write_files(archive: Archive, section: Section, row: Any) -> list[str]:
    """None, when the store lost one of them: what is left is no proof."""
    assert section.files
    try:
        files = list(section.files(row))
    except store.Damaged:
        return []
    names = [f"{section.name}/{row.pk}/{name}" for name in unique(name for name, _data in files)]
    for name, (_name, data) in zip(names, files, strict=True):
        archive.write(name, data)
    return names


def unique(names: Iterator[str]) -> Iterator[str]:
    """A message that was tried several times has its certificates several times."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        stem, dot, ending = name.rpartition(".")
        yield name if seen[name] == 1 else f"{stem}-{seen[name]}{dot}{ending}"


def manifest_of(export: CompanyExport, archive: Archive, number: int) -> dict[str, Any]:
    company: Company = export.company
    return {
        "format": FORMAT,
        "version": VERSION,
        "company": company.name,
        "enterprise_number": company.enterprise_number,
        "made_at": timezone.now(),
        "made_by": export.by.name,
        "is_office": export.is_staff,
        "part": number,
        "documents_in_all_parts": export.expected,
        "lines": dict(archive.counts),
    }
