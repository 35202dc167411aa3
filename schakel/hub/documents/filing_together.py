"""Filing many documents that came in: the disk is waited for once, and all their rows are one transaction.

All or nothing: what cannot be filed with the others is filed alone (`filing.file`), where it has its own fault.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filing import ReadOnce, row
from schakel.hub.documents.models import Document, Event, Judgement, Way


@dataclass(frozen=True)
class Arrival:
    """Bytes that belong in this connection, whether they can be read or not (B09)."""

    data: bytes
    into: Connection


@dataclass(frozen=True)
class Filing:
    """The row that an arrival gets when its bytes are new there."""

    document: Document
    judgement: Judgement | None

    @classmethod
    def of(cls, arrival: Arrival, digest: str) -> "Filing":
        once = ReadOnce.of(arrival.data)
        report = once.report
        facts = row(arrival.data, once.content, report=report, side=arrival.into.side)
        document = Document(connection=arrival.into, sha256=digest, **facts)
        return cls(
            document, Judgement(document=document, ruleset=report.ruleset, report=report.as_json()) if report else None
        )

    @property
    def place(self) -> tuple[int, str]:
        return self.document.connection_id, self.document.sha256


def file_together(arrivals: Sequence[Arrival], way: Way, *, also: Callable[[list[Document]], None]) -> None:
    """Files each; `also` is done with their documents, in the same order and the same transaction.

    Raises what went wrong, and then nothing was filed.
    """
    digests = store.keep_all([arrival.data for arrival in arrivals])
    filings = [Filing.of(arrival, digest) for arrival, digest in zip(arrivals, digests, strict=True)]
    with transaction.atomic():
        known = known_among(filings)
        new = {filing.place: filing for filing in reversed(filings) if filing.place not in known}
        Document.objects.bulk_create(filing.document for filing in reversed(new.values()))
        Judgement.objects.bulk_create(filing.judgement for filing in new.values() if filing.judgement)
        documents = [known.get(filing.place) or new[filing.place].document for filing in filings]
        Event.objects.bulk_create(
            Event(
                document=document,
                kind=DocumentEvent.RECEIVED if document is filing.document else DocumentEvent.REPEATED,
                way=way,
            )
            for document, filing in zip(documents, filings, strict=True)
        )
        also(documents)


def known_among(filings: Sequence[Filing]) -> dict[tuple[int, str], Document]:
    """The documents that are there already, by connection and hash."""
    connections, digests = zip(*(filing.place for filing in filings), strict=True)
    found = Document.everything.filter(connection__in=set(connections), sha256__in=set(digests))
    return {(document.connection_id, document.sha256): document for document in found}
