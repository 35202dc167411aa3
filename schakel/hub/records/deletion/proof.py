"""The proof of a deletion: what was on the list, its hashes, who confirmed it, and what was kept after all."""

import hashlib
import io
import zipfile
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.records.deletion.models import DeletionLine, DeletionList
from schakel.hub.records.deletion.reasons import Reason
from schakel.hub.web.spreadsheet import Cell, as_csv

CHUNK = 1000


def digest(deletion_list: DeletionList) -> str:
    """sha256 in hex of `id sha256` and a line feed for each of its lines, in order of the documents' ids."""
    made = hashlib.sha256()
    rows = deletion_list.lines.order_by("document").values_list("document", "sha256")
    for document, sha256 in rows.iterator(chunk_size=CHUNK):
        made.update(f"{document} {sha256}\n".encode())
    return made.hexdigest()


def headings() -> list[str]:
    return [
        _("Document"), _("Company"), _("Enterprise number"), _("Purchases or sales"), _("Type"), _("Number"),
        _("From or to"), _("Who gave the number"), _("Date"), _("Received"), _("Kept until"), _("Bytes"), "SHA-256",
        _("Deleted"), _("Kept because"),
    ]  # fmt: skip


def rows(deletion_list: DeletionList) -> Iterator[list[Cell]]:
    lines = deletion_list.lines.select_related("connection__company").order_by("document")
    for line in lines.iterator(chunk_size=CHUNK):
        yield cells(line)


def cells(line: DeletionLine) -> list[Cell]:
    company = line.connection.company
    return [
        str(line.document), company.name, company.number, line.connection.short_name, line.kind, line.number, line.party,
        line.issuer, line.issue_date, timezone.localdate(line.received_at), line.kept_until, str(line.size), line.sha256,
        line.deleted_at.isoformat() if line.deleted_at else "", str(Reason(line.why_kept).label) if line.why_kept else "",
    ]  # fmt: skip


def sheet(deletion_list: DeletionList) -> bytes:
    """CSV of every line."""
    return as_csv(headings(), rows(deletion_list))


def archive(deletion_list: DeletionList) -> bytes:
    """A ZIP: the sheet, a list of the deleted files that `sha256sum` reads, and who did it."""
    deleted = deletion_list.lines.exclude(deleted_at=None).order_by("document").values_list("document", "files")
    sums = "".join(f"{name}  {document}\n" for document, files in deleted.iterator(CHUNK) for name in files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("documents.csv", sheet(deletion_list))
        file.writestr("SHA256SUMS", sums)
        file.writestr("list.txt", summary(deletion_list))
    return made.getvalue()


def summary(deletion_list: DeletionList) -> str:
    """Name and value, a line each."""
    change = {
        _("Company"): deletion_list.company,
        _("Year"): deletion_list.year,
        _("List"): deletion_list.pk,
        _("Documents"): deletion_list.count,
        _("Bytes"): deletion_list.bytes,
        _("SHA-256 of the list"): deletion_list.digest,
        _("Made by"): deletion_list.made_by or "",
        _("Confirmed by"): deletion_list.confirmed_by or "",
        _("Confirmed at"): deletion_list.confirmed_at.isoformat() if deletion_list.confirmed_at else "",
        _("Ended at"): deletion_list.ended_at.isoformat() if deletion_list.ended_at else "",
    }
    return "".join(f"{word}: {value}\n" for word, value in change.items())
