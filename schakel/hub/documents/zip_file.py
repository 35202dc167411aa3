"""Many documents in one ZIP, made while it is being downloaded: a batch at a time, so that it costs little memory (K05).

Each batch is asked for anew from what the reader may reach: whoever loses the right gets no further (G04).
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schakel.hub.documents import files, table
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filetypes import safe_name
from schakel.hub.documents.labels.assign import labels_shown
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document, DocumentQuerySet, Event
from schakel.hub.documents.opening import Opened, opened
from schakel.hub.documents.undrawn import drawn
from schakel.hub.people.models import User
from schakel.hub.web import spreadsheet

BATCH = 50
MOST = 25_000  # documents in one file
LONGEST_PART = 60  # characters of a folder or of a part of a file's name


@dataclass(frozen=True)
class ZipContents:
    """`language` is that of the PDFs made here and of the index."""

    what: Literal["both", "original", "pdf"]
    shape: Literal["folders", "flat"]
    language: str


class Pipe(io.RawIOBase):
    """Where the ZIP is written, and from where it is handed on in pieces."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]  # any buffer
        self.waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data, self.waiting = b"".join(self.waiting), []
        return data


def zip_pieces(
    chosen: Callable[[], DocumentQuerySet], wish: ZipContents, *, by: User, note: Callable[[int], bool]
) -> Iterator[bytes]:
    """The ZIP in pieces. `note` is told how many documents are in it, and says whether to go on.

    The index comes last, for it names what was put in.
    """
    pipe, index = Pipe(), io.StringIO(newline="")
    rows = csv.writer(index)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        with translation.override(wish.language):
            rows.writerow([*table.headings(), _("Files")])
        for count, document in enumerate(read_and_note(chosen, by), 1):
            with translation.override(wish.language):
                names = add_files(archive, document, wish)
                cells = [*table.cells(document), "; ".join(names) or why_none(document)]
            rows.writerow([spreadsheet.plain(cell) for cell in cells])
            goes_on = note(count)
            yield pipe.taken()
            if not goes_on:
                return
        archive.writestr("index.csv", index.getvalue().encode("utf-8-sig"))
    yield pipe.taken()


def read_and_note(chosen: Callable[[], DocumentQuerySet], by: User) -> Iterator[Document]:
    """Oldest first; each batch is noted as downloaded."""
    last, given = 0, 0
    while given < MOST:
        rows = (
            chosen()
            .filter(pk__gt=last)
            .select_related("connection__company__retention_rule")
            .defer("text")
            .order_by("pk")
        )
        rows = rows.prefetch_related(labels_shown(Label.objects.reachable_by(by)))
        batch = list(rows[: min(BATCH, MOST - given)])
        if not batch:
            return
        noted = (Event(document=each, kind=DocumentEvent.DOWNLOADED, by=by, detail="ZIP") for each in batch)
        Event.objects.bulk_create(noted)
        yield from batch
        last, given = batch[-1].pk, given + len(batch)


def add_files(archive: zipfile.ZipFile, document: Document, wish: ZipContents) -> list[str]:
    """The names under which its files stand in the archive; none when the store lost it."""
    if document.is_unscanned:
        return []
    names = []
    for ending, file in wanted(document, opened(document), wish):
        name = f"{place(document, wish)}{ending}"
        archive.writestr(name, file.data)
        names.append(name)
    return names


def why_none(document: Document) -> str:
    return _("not scanned for viruses yet, so not included") if document.is_unscanned else _("damaged, so not included")


def wanted(document: Document, here: Opened, wish: ZipContents) -> Iterator[tuple[str, files.DocumentFile]]:
    original = files.original_file(document, here)
    if original and wish.what != "pdf":
        yield f".{original.name.rpartition('.')[2]}", original
    if here.is_paper and original and wish.what == "pdf":
        yield f".{original.name.rpartition('.')[2]}", original
    if here.is_paper or wish.what == "original" or (here.is_pdf and wish.what == "both"):
        return
    if paper := drawn(document, partial(files.any_pdf, document, here), otherwise=lambda: None):
        yield ".pdf", paper


def place(document: Document, wish: ZipContents) -> str:
    """Without an ending. The id at the end keeps two of one number apart."""
    day = document.issue_date or timezone.localdate(document.received_at)
    company = document.connection.company
    side = _("Sales") if document.connection.side == "sales" else _("Purchases")
    own = "_".join([f"{day}", part(document.party), part(document.number), str(document.pk)])
    who = " ".join(filter(None, [part(company.name), company.enterprise_number]))
    if wish.shape == "flat":
        return f"{who}_{part(side)}_{own}"
    return f"{who}/{part(side)}/{day.isoformat()[:7]}/{own}"


def part(text: str) -> str:
    return safe_name(text.replace("/", "-").replace("\\", "-")[:LONGEST_PART], otherwise="-")
