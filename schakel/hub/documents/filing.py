"""Filing: received bytes become a Document in each connection they belong to, once.

Order matters: read, find the connections, keep the bytes durably, and only then write the rows, in one transaction. One
document is a batch of one; of many the disk is waited for once, and all or nothing is filed.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import NoInvoiceInside
from schakel.einvoice.parse import LIMITS, Limits, TooLarge
from schakel.einvoice.validation import Report, Verdict, in_force, validate, validate_tree
from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.attachments import has_pdf
from schakel.hub.documents.bills.history import HistoryChoice, history_of
from schakel.hub.documents.bills.models import History
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filetypes import PDF
from schakel.hub.documents.formats import Understood, Unforeseen, foreseen, understood_anew
from schakel.hub.documents.index_fields import fields_from
from schakel.hub.documents.models import Document, Event, Judgement, PdfComparison, Way
from schakel.hub.documents.papers import FAULT, Target, paper_fields, paper_type
from schakel.hub.documents.placement import connections_for, fillable_by
from schakel.hub.people.models import User
from schakel.hub.web.language import Sentence


@dataclass(frozen=True)
class ReadOnce:
    """Bytes that were read once: what they say, or why nobody can tell, and the tree for the rules.

    Those of a long document are read before the transaction that files it, which others wait for.
    """

    data: bytes
    content: Understood | EInvoiceError
    tree: etree._Element | None  # of the UBL; None when there is none

    @classmethod
    def of(cls, data: bytes, *, limits: Limits = LIMITS) -> "ReadOnce":
        try:
            return cls(data, *understood_anew(data, limits=limits))
        except EInvoiceError as error:
            return cls(data, error, None)

    @cached_property
    def digest(self) -> str:
        """Of its bytes, once they are in the store. Asked before the transaction that files it, nobody waits for the disk
        in there. Raises as the store."""
        return store.keep(self.data)

    def prepare(self) -> None:
        """What takes long of filing it, before the transaction. Raises as the store."""
        _asked = self.report, self.digest

    @property
    def is_kept(self) -> bool:
        return "digest" in vars(self)

    @cached_property
    def report(self) -> Report | None:
        """By the rules in force today, which is the day it was received, asked once. None: there are none for it, or they
        fell, which is our fault and no verdict. Of a long document it takes longer than reading it."""
        ruleset = in_force(timezone.localdate()).name
        with suppress(Unforeseen):
            if isinstance(content := self.content, EInvoiceError):
                return foreseen(lambda: validate(self.data, ruleset=ruleset))
            if (tree := self.tree) is not None:
                return foreseen(lambda: validate_tree(tree, content.ubl, ruleset=ruleset))
        return None


@dataclass(frozen=True)
class Arrival:
    """Bytes that belong in these connections, whether they can be read or not (B09)."""

    data: bytes | ReadOnce
    connections: Sequence[Connection]
    sender: str = ""  # the participant who sent it over the network, such as 0208:0738401117
    paper: Target | None = None  # it is one, and goes there

    @property
    def bytes(self) -> bytes:
        return self.data.data if isinstance(self.data, ReadOnce) else self.data

    @property
    def digest(self) -> str:
        """Of what is in the store already; else empty."""
        return self.data.digest if isinstance(self.data, ReadOnce) and self.data.is_kept else ""


@dataclass(frozen=True)
class Filed:
    """New here. `known` are the documents of connections that had these bytes already."""

    documents: tuple[Document, ...]
    known: tuple[Document, ...] = ()
    is_new: ClassVar[bool] = True


@dataclass(frozen=True)
class Repeat:
    """Nothing new: every connection it belongs to has these bytes."""

    documents: tuple[Document, ...]
    is_new: ClassVar[bool] = False


@dataclass(frozen=True)
class NotFiled:
    """Not filed, nothing kept. Permanent."""

    code: str
    sentence: Sentence


NOBODY = NotFiled(
    "nobody_here",
    _("Neither the seller nor the buyer on this document is a company you can add documents for."),
)


NO_PLACE_FOR_PAPER = NotFiled(
    FAULT,
    _(
        "There is no electronic invoice in this file. To keep it as a paper, choose the company it belongs to and "
        "upload it again."
    ),
)
TOO_LARGE = NotFiled("too_large", _("This file is too large to upload here."))


def file(
    data: bytes | ReadOnce,
    way: Way,
    *,
    by: User | None = None,
    among: QuerySet[Connection] | None = None,
    into: Connection | None = None,
    sent_elsewhere: bool = False,
    history: HistoryChoice = HistoryChoice.BY_DATE,
    paper: Target | None = None,
    on_filed: Callable[[Document], object] | None = None,
    limits: Limits = LIMITS,
    sender: str = "",
) -> Filed | Repeat | NotFiled:
    """Files a document where it belongs.

    With `by`, only where that person may add documents, and with `among` only there; whether others could is not told.
    With `into`, there and nowhere else, even when it cannot be read (B09): the network has accepted it already.
    `sent_elsewhere` is noted of what the company itself issued, `sender` of what came over the network; `history` is what its
    bringer says of it. `on_filed` is called with each document, in the same transaction. `paper` says where a PDF or picture
    goes without an invoice inside.
    """
    once = data if isinstance(data, ReadOnce) else ReadOnce.of(data, limits=limits)
    is_paper = into is None and is_a_paper(once)
    if into is None and not (is_paper and paper) and isinstance(once.content, EInvoiceError):
        return not_filed_as_paper(once.content, once.data) if is_paper else not_filed(once.content)
    places = [paper.connection] if is_paper and paper else places_of(once)
    connections = [into] if into else allowed_among(places, by=by, among=among)
    if not connections:
        return NOBODY

    def call_on_each(documents: Sequence[Document]) -> None:
        if on_filed:
            for document in documents:
                on_filed(document)

    arrivals = [Arrival(once, connections, sender, paper if is_paper else None)]
    return file_all(arrivals, way, by=by, sent_elsewhere=sent_elsewhere, history=history, on_filed=call_on_each)[0]


def is_a_paper(once: ReadOnce) -> bool:
    """A file without an invoice inside, or a PDF that nobody can look into."""
    fault = once.content
    return isinstance(fault, EInvoiceError) and not isinstance(fault, TooLarge) and bool(paper_type(once.data))


def places_of(once: ReadOnce) -> list[Connection]:
    return [] if isinstance(once.content, EInvoiceError) else connections_for(once.content.invoice)


def allowed_among(
    connections: list[Connection], *, by: User | None, among: QuerySet[Connection] | None
) -> list[Connection]:
    for allowed in (fillable_by(by) if by else None, among):
        if allowed is not None:
            connections = list(allowed.filter(pk__in=[each.pk for each in connections]))
    return connections


def not_filed_as_paper(error: EInvoiceError, data: bytes) -> NotFiled:
    """Nobody said where it goes. Of a PDF that cannot be read, what is wrong with it."""
    is_sound = isinstance(error, NoInvoiceInside) or paper_type(data) != PDF
    return NO_PLACE_FOR_PAPER if is_sound else not_filed(error)


def not_filed(error: EInvoiceError) -> NotFiled:
    return NotFiled(error.code, lazy(lambda: error.said_in(get_language() or "en"), str)())


def file_all(
    arrivals: Sequence[Arrival],
    way: Way,
    *,
    by: User | None = None,
    sent_elsewhere: bool = False,
    history: HistoryChoice = HistoryChoice.BY_DATE,
    on_filed: Callable[[Sequence[Document]], object] | None = None,
) -> list[Filed | Repeat]:
    """Files each, in the order in which they came. `on_filed` is called once with the document of each arrival in each of
    its connections, in the same transaction.

    Raises what went wrong, and then nothing was filed.
    """
    if not arrivals:
        return []
    digests = keep_all(arrivals)
    entries = [entries_of(arrival, digest, sent_elsewhere) for arrival, digest in zip(arrivals, digests, strict=True)]
    flat = [entry for of_arrival in entries for entry in of_arrival]
    for entry in flat:
        entry.mark_history(way, history)
    with transaction.atomic():
        here = insert_new(flat)
        first = DocumentEvent.ISSUED if way == Way.WRITTEN else DocumentEvent.RECEIVED
        Event.objects.bulk_create(
            Event(
                document=here[entry.place],
                kind=first if entry.is_new(here) else DocumentEvent.REPEATED,
                way=way,
                by=by,
                detail=entry.sender[:200],
            )
            for entry in flat
        )
        if on_filed:
            on_filed([here[entry.place] for entry in flat])
    return [outcome_of(of_arrival, here) for of_arrival in entries]


def keep_all(arrivals: Sequence[Arrival]) -> list[str]:
    kept = iter(store.keep_all([arrival.bytes for arrival in arrivals if not arrival.digest]))
    return [arrival.digest or next(kept) for arrival in arrivals]


Place = tuple[int, str]  # a connection's id and a hash: the same bytes are there once


@dataclass
class Entry:
    """An arrival in one of its connections: the rows it gets when its bytes are new there."""

    document: Document
    judgement: Judgement | None
    sender: str
    comparison: PdfComparison | None = None
    history: History | None = None

    @property
    def place(self) -> Place:
        return self.document.connection_id, self.document.sha256

    def mark_history(self, way: Way, choice: HistoryChoice) -> None:
        """What is history was sent before, wherever that was."""
        self.history = history_of(self.document, way, choice)
        self.document.sent_elsewhere |= self.history is not None and self.document.is_own

    def is_new(self, here: Mapping[Place, Document]) -> bool:
        return here[self.place] is self.document


def entries_of(arrival: Arrival, digest: str, sent_elsewhere: bool) -> list[Entry]:
    once = arrival.data if isinstance(arrival.data, ReadOnce) else ReadOnce.of(arrival.data)
    if arrival.paper:
        return [entry_of_paper(once.data, digest, arrival.paper)]
    return [entry_of(once, digest, each, arrival.sender, sent_elsewhere=sent_elsewhere) for each in arrival.connections]


def entry_of_paper(data: bytes, digest: str, paper: Target) -> Entry:
    about = Document(connection=paper.connection, sha256=digest, size=len(data), received_at=timezone.now())
    for name, value in paper_fields(data, paper).items():
        setattr(about, name, value)
    return Entry(about, None, "")


def entry_of(once: ReadOnce, digest: str, connection: Connection, sender: str, *, sent_elsewhere: bool) -> Entry:
    report = once.report
    document = unsaved_document(once.data, once.content, connection=connection, digest=digest, report=report)
    document.sent_elsewhere = sent_elsewhere and document.is_own
    judgement = Judgement(document=document, ruleset=report.ruleset, report=report.as_json()) if report else None
    return Entry(document, judgement, sender, comparison_of(document, once.content))


def comparison_of(document: Document, content: Understood | EInvoiceError) -> PdfComparison | None:
    """Of what somebody else wrote and is to be paid, when there is a PDF inside."""
    is_bought = document.connection.side == Connection.Side.PURCHASE and not document.is_own
    if isinstance(content, EInvoiceError) or not is_bought or not has_pdf(content):
        return None
    return PdfComparison(document=document, due_at=timezone.now())


def unsaved_document(
    data: bytes, content: Understood | EInvoiceError, *, connection: Connection, digest: str, report: Report | None
) -> Document:
    return Document(
        connection=connection,
        sha256=digest,
        size=len(data),
        received_at=timezone.now(),
        verdict=(report.verdict if report else Verdict.NOT_CHECKED).value,
        **index_fields(content, side=connection.side),
    )


def index_fields(content: Understood | EInvoiceError, *, side: str) -> dict[str, Any]:
    """What the lists know of it; of what cannot be read (B12), only why."""
    try:
        if isinstance(content, EInvoiceError):
            raise content
        return foreseen(lambda: fields_from(content.invoice, side=side))
    except EInvoiceError as error:
        return {"fault": error.code}


def insert_new(entries: Sequence[Entry]) -> dict[Place, Document]:
    """The document of each place: the one that was there, or the first of these.

    Another process may file the same bytes at the same moment: then its document is the one.
    """
    known = known_among(entries)
    while True:
        new: dict[Place, Entry] = {}
        for entry in entries:
            if entry.place not in known:
                new.setdefault(entry.place, entry)
        try:
            with transaction.atomic():
                Document.objects.bulk_create(entry.document for entry in new.values())
                break
        except IntegrityError:
            before, known = known, known_among(entries)
            if known.keys() == before.keys():
                raise  # for another reason
            for entry in entries:
                entry.document.pk = None  # given to some, and rolled back
    Judgement.objects.bulk_create(entry.judgement for entry in new.values() if entry.judgement)
    PdfComparison.objects.bulk_create(entry.comparison for entry in new.values() if entry.comparison)
    History.objects.bulk_create(entry.history for entry in new.values() if entry.history)
    return known | {place: entry.document for place, entry in new.items()}


def known_among(entries: Sequence[Entry]) -> dict[Place, Document]:
    """The documents that are there already."""
    connections, digests = zip(*(entry.place for entry in entries), strict=True)
    found = Document.everything.filter(connection__in=set(connections), sha256__in=set(digests))
    return {(document.connection_id, document.sha256): document for document in found}


def outcome_of(entries: Sequence[Entry], here: Mapping[Place, Document]) -> Filed | Repeat:
    new = tuple(entry.document for entry in entries if entry.is_new(here))
    known = tuple(here[entry.place] for entry in entries if not entry.is_new(here))
    return Filed(new, known) if new else Repeat(known)
