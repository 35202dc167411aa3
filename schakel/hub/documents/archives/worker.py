"""The worker's step that looks through the ZIPs that people brought, and after their word takes in what is in them.

A few seconds of each at a time, so that other work waits for none. What was taken in and how far it is are one transaction: a
worker that is killed goes on where it was, and the same ZIP brought again changes nothing.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import is_pdf
from schakel.hub.connections.models import Connection
from schakel.hub.documents import filing, store
from schakel.hub.documents.archives.progress import Progress
from schakel.hub.documents.archives.zip_reader import Piece, UnreadableZip, ZipReader
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.filetypes import safe_name
from schakel.hub.documents.models import Document, PdfComparison, SenderPdf, WaitingFile, Way
from schakel.hub.documents.papers import Target, day_in, paper_type
from schakel.hub.documents.placement import fillable_by
from schakel.hub.due import LeaseLost, work_each

KIND = "archive"  # of a waiting file
BATCH = 25  # pieces in one transaction
BATCH_BYTES = 50_000_000  # of them together, which are in memory at once; one may be larger
SLICE = 5.0  # seconds at a time for one ZIP
LEASE = timedelta(minutes=5)


def work_archives() -> int:
    """The worker's step."""
    return work_each(WaitingFile.claim(Q(kind=KIND), batch=1, lease=LEASE), work_slice)


def work_slice(file: WaitingFile) -> None:
    with translation.override(file.by.language):
        try:
            work = Work.of(file)
        except UnreadableZip as fault:  # it was looked at when it came: the rules have changed since
            progress = Progress(phase="done")
            progress.refuse(file.name, str(fault.sentence))
            file.end_attempt(result=progress.as_json(), data=b"", due_at=None, last_error="")
            return
        until = time.monotonic() + SLICE
        while work.pieces_left() and time.monotonic() < until:
            (work.look if work.progress.phase == "looking" else work.take_in)(work.next_pieces())
        end_slice(file, work)


def end_slice(file: WaitingFile, work: "Work") -> None:
    progress = work.progress
    if work.pieces_left():
        file.end_attempt(result=progress.as_json(), due_at=timezone.now(), attempts=0, last_error="")
        return
    if progress.phase == "looking":
        progress.phase = "ready"
        file.end_attempt(result=progress.as_json(), due_at=None, last_error="")
    else:
        progress.phase = "done"
        file.end_attempt(result=progress.as_json(), data=b"", due_at=None, last_error="")


@dataclass
class Work:
    """One slice of one ZIP."""

    file: WaitingFile
    reader: ZipReader
    pieces: list[Piece]
    progress: Progress
    papers_to: Connection | None

    @classmethod
    def of(cls, file: WaitingFile) -> "Work":
        """Raises UnreadableZip."""
        reader, progress = ZipReader(bytes(file.data)), Progress.from_json(file.result)
        pieces = reader.pieces()
        progress.of = len(pieces)
        mine = fillable_by(file.by).select_related("company")
        papers_to = mine.filter(pk=progress.connection).first() if progress.connection else None
        return cls(file, reader, pieces, progress, papers_to)

    def pieces_left(self) -> bool:
        return self.progress.at < self.progress.of

    def next_pieces(self) -> Sequence[Piece]:
        several = self.pieces[self.progress.at : self.progress.at + BATCH]
        sums = accumulate(self.reader.entries[piece.place].file_size for piece in several)
        return [piece for piece, size in zip(several, sums, strict=True) if size <= BATCH_BYTES] or several[:1]

    def look(self, pieces: Sequence[Piece]) -> None:
        """Says what each is; nothing is filed. Into PDFs nobody looks yet, for that takes long."""
        for piece in pieces:
            data = self.reader.read(piece.place)
            if data and paper_type(data):
                self.progress.count("pdf" if is_pdf(data) else "paper")
                self.note_day_of_name(piece)
            elif arrival := self.arrival_of(piece, data):
                self.count(arrival, piece)
        self.progress.at += len(pieces)

    def note_day_of_name(self, piece: Piece) -> None:
        if day := day_in(piece.name):
            self.progress.note_day(day.isoformat())

    def take_in(self, pieces: Sequence[Piece]) -> None:
        """What is new of these, its PDFs and how far this is, in one transaction."""
        arrivals: list[filing.Arrival] = []
        beside: list[tuple[str, str] | None] = []  # of each document of these
        for piece in pieces:
            arrival = self.arrival_of(piece, self.reader.read(piece.place))
            if arrival is None:
                continue
            known = self.count(arrival, piece)
            pdf = self.pdf_beside(piece.pdf)
            if len(known) < len(arrival.connections):
                arrivals.append(arrival)
                beside += [pdf] * len(arrival.connections)
            elif pdf:
                keep_pdfs(known, [pdf] * len(known))
        self.progress.at += len(pieces)

        def on_filed(documents: Sequence[Document]) -> None:
            keep_pdfs(documents, beside)
            self.save()

        if arrivals:
            history = HistoryChoice(self.progress.history)
            filing.file_all(
                arrivals, Way.ARCHIVE, by=self.file.by, sent_elsewhere=True, history=history, on_filed=on_filed
            )
        else:
            self.save()

    def arrival_of(self, piece: Piece, data: bytes | None) -> filing.Arrival | None:
        """None: it cannot be filed, and the progress says why."""
        if not data:
            self.progress.refuse(piece.name, _("This file is damaged or empty, so we cannot read it."))
            return None
        once = filing.ReadOnce.of(data)
        if filing.is_a_paper(once):
            if self.papers_to is None:
                self.progress.refuse(piece.name, _("It is a paper, and no company was chosen for papers."))
                return None
            target = Target(self.papers_to, piece.name)
            return filing.Arrival(once, [self.papers_to], paper=target)
        if isinstance(once.content, EInvoiceError):
            self.progress.refuse(piece.name, str(filing.not_filed(once.content).sentence))
            return None
        connections = filing.allowed_among(filing.places_of(once), by=self.file.by, among=None)
        if not connections:
            self.progress.refuse(piece.name, str(filing.NOBODY.sentence))
            return None
        return filing.Arrival(once, connections)

    def count(self, arrival: filing.Arrival, piece: Piece) -> list[Document]:
        """The documents of it that are here already."""
        digest = hashlib.sha256(arrival.bytes).hexdigest()
        known = list(Document.everything.filter(connection__in=arrival.connections, sha256=digest).defer("text"))
        if len(known) == len(arrival.connections):
            self.progress.count("known")
            return known
        content = arrival.data.content if isinstance(arrival.data, filing.ReadOnce) else None
        if arrival.paper or content is None or isinstance(content, EInvoiceError):
            self.progress.count("paper")
            self.note_day_of_name(piece)
        else:
            self.progress.count(content.invoice.kind.value)
            if content.invoice.issue_date:
                self.progress.note_day(content.invoice.issue_date.isoformat())
        if piece.pdf is not None:
            self.progress.count("with_pdf")
        for connection in arrival.connections:
            name = str(connection)
            self.progress.places[name] = self.progress.places.get(name, 0) + 1
        return known

    def pdf_beside(self, place: int | None) -> tuple[str, str] | None:
        """Its name and hash, kept. None: there is none, or it is no PDF."""
        data = self.reader.read(place) if place is not None else None
        if place is None or not data or not is_pdf(data):
            return None
        return safe_name(self.reader.entries[place].filename, otherwise="invoice.pdf"), store.keep(data)

    def save(self) -> None:
        """Raises LeaseLost: another worker is at it, and nothing of this is written."""
        mine = WaitingFile.objects.filter(pk=self.file.pk, due_at=self.file.leased_until)
        if not mine.update(result=self.progress.as_json(), interrupted_attempts=1):
            raise LeaseLost


def keep_pdfs(documents: Sequence[Document], beside: Sequence[tuple[str, str] | None]) -> None:
    """The name and hash of the PDF beside each; what has one keeps it."""
    of_each = zip(documents, beside, strict=True)
    rows = [SenderPdf(document=document, name=pdf[0], sha256=pdf[1]) for document, pdf in of_each if pdf]
    SenderPdf.objects.bulk_create(rows, ignore_conflicts=True)
    bought = (row.document for row in rows if row.document.connection.side == Connection.Side.PURCHASE)
    compared = [PdfComparison(document=each, due_at=timezone.now()) for each in bought if not each.is_own]
    PdfComparison.objects.bulk_create(compared, ignore_conflicts=True)
