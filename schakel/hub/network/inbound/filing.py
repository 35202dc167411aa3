"""What came in, after the receipt: the document is filed where it belongs, the evidence moves from the row to the store.

The row is emptied only when the store has given everything back (D11). A document nobody can read is filed too: the
network has delivered it, and a person must see it (B09).
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate, groupby

from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from schakel.einvoice import responses
from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.filing import Arrival, file, file_all
from schakel.hub.documents.models import Document, Way
from schakel.hub.due import work_each
from schakel.hub.network.evidence import finish, finish_filed, keep_evidence
from schakel.hub.network.mls import receive as mls_in
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Transmission
from schakel.hub.network.responses import receive as responses_in
from schakel.peppol import mls, sbdh
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import DocumentTypeId

LONGEST_WAIT = timedelta(minutes=10)
ALWAYS = 30_000  # tries: what was received is never given up
NO_ROOM = "Nobody here takes this kind of document yet; it is kept."

BATCH, SUSPECTS = 100, 10
SMALL = 500_000  # bytes of message and envelope: above that one is filed alone
TOGETHER = 10_000_000  # bytes of all messages and envelopes that are filed in one go

State = Transmission.State
WAITING = (State.RECEIVED, State.REPEATED)

batch_lock = threading.Lock()

log = logging.getLogger(__name__)


def work_received() -> int:
    """The worker's step: a batch of what came in, or some of what a worker was at when it died."""
    worked = 0
    while worked < SUSPECTS:
        found, was_begun = work_batch()
        worked += found
        if not was_begun:
            break
    return worked


def work_batch() -> tuple[int, bool]:
    """How many, and whether they were begun before. One thread takes a batch at a time, for two would take half a batch each;
    what has to be filed alone does not keep the next batch waiting."""
    if not batch_lock.acquire(blocking=False):
        return 0, False
    try:
        where = Q(direction=Transmission.Direction.IN, state__in=WAITING)
        rows = Transmission.claim(where, batch=BATCH, suspects=SUSPECTS)
        was_begun = any(row.interrupted_attempts > 1 for row in rows)
        done = {row.pk for share in shares(rows) for row in file_in_one_go(share)}
    finally:
        batch_lock.release()
    work_each([row for row in rows if row.pk not in done], work, longest=LONGEST_WAIT, most=ALWAYS)
    return len(rows), was_begun


def shares(rows: Sequence[Transmission]) -> Iterator[list[Transmission]]:
    """Of the new invoices the small ones, with what is stored in them; so many at a time that memory stays bounded."""
    stored = Transmission.objects.filter(pk__in=[row.pk for row in rows if is_new_invoice(row)])
    weighed = stored.annotate(weight=Length("envelope") + Length("raw")).filter(weight__lte=SMALL)
    weights = dict(weighed.values_list("pk", "weight"))
    small = [row for row in rows if row.pk in weights]
    so_far = accumulate(weights[row.pk] for row in small)
    for _, together in groupby(small, lambda _row: next(so_far) // TOGETHER):
        share = list(together)
        content = stored.filter(pk__in=[row.pk for row in share]).values_list("pk", "envelope", "raw")
        data = {pk: (envelope, raw) for pk, envelope, raw in content}
        for row in share:
            row.envelope, row.raw = data[row.pk]
        yield share
        for row in share:
            row.envelope = row.raw = None


def file_in_one_go(rows: list[Transmission]) -> list[Transmission]:
    """Those that were filed in one go. When anything goes wrong each half is tried, in the end each is left to be worked
    alone, where it has its own fault."""
    if len(rows) < 2:
        return []
    try:
        file_invoices(rows)
    except Exception as fault:
        log.info("%s messages are filed in halves: %s", len(rows), fault)
        half = len(rows) // 2
        return [*file_in_one_go(rows[:half]), *file_in_one_go(rows[half:])]
    return rows


def is_new_invoice(row: Transmission) -> bool:
    return row.state == State.RECEIVED and handler_of(row.document_type_id) is file_invoice


def file_invoices(rows: Sequence[Transmission]) -> None:
    envelopes = [sbdh.unwrap(bytes(row.envelope or b""), strict=False) for row in rows]
    keep_evidence(*rows)
    connections = connections_for(rows)

    def finish_all(documents: Sequence[Document]) -> None:
        finish_filed(
            (row, document, answer_due(row, envelope.header, document))
            for row, envelope, document in zip(rows, envelopes, documents, strict=True)
        )

    arrivals = [
        Arrival(envelope.document, [into], envelope.header.sender.value)
        for envelope, into in zip(envelopes, connections, strict=True)
    ]
    file_all(arrivals, Way.PEPPOL, on_filed=finish_all)


def work(row: Transmission) -> None:
    row.refresh_from_db()
    handler = keep_repeat if row.state == State.REPEATED else handler_of(row.document_type_id)
    if handler is None:
        row.retry(NO_ROOM, most=0)
        return
    try:
        handler(row)
    except PeppolError as error:  # the envelope was opened at the door, and now it does not: a person must look
        row.retry(str(error), most=0)
    except (store.NotKept, store.Damaged, OSError) as fault:
        row.retry(f"store: {fault}"[:500], most=ALWAYS, longest=LONGEST_WAIT)


def file_invoice(row: Transmission) -> None:
    envelope = sbdh.unwrap(bytes(row.envelope or b""), strict=False)
    keep_evidence(row)
    (connection,) = connections_for([row])
    finish_it = partial(finish_invoice, row, envelope.header)
    file(envelope.document, Way.PEPPOL, into=connection, on_filed=finish_it, sender=envelope.header.sender.value)


def finish_invoice(row: Transmission, header: sbdh.Header, document: Document) -> None:
    finish(row, State.FILED, document, due_at=answer_due(row, header, document))


def answer_due(row: Transmission, header: sbdh.Header, document: Document) -> datetime | None:
    """Now, where the sender is to hear what became of it."""
    owed = not row.reference and mls_out.is_owed(header, document)  # a provider gives its own statuses
    return timezone.now() if owed else None


def keep_repeat(row: Transmission) -> None:
    """E05: delivered before; the message is evidence all the same."""
    keep_evidence(row)
    finish(row, State.REPEATED, row.repeat_of.document if row.repeat_of else None)


Handler = Callable[[Transmission], None]
INVOICES: dict[str, Handler] = dict.fromkeys(("Invoice", "CreditNote", "CrossIndustryInvoice"), file_invoice)
RESPONSES: dict[str, Handler] = {
    responses.SPECIFICATION: responses_in.receive,
    mls.DOCUMENT_TYPE.customization: mls_in.receive,
}


def handler_of(kind: DocumentTypeId) -> Handler | None:
    """By the root element of the document; what answers another has one root in common, and is told by what it follows."""
    if kind.root != "ApplicationResponse":
        return INVOICES.get(kind.root)
    return next((handler for start, handler in RESPONSES.items() if kind.customization.startswith(start)), None)


def connections_for(rows: Sequence[Transmission]) -> list[Connection]:
    """For each the buyer's purchases; what the buyer self-billed comes to its seller, so to the seller's sales."""
    wanted = [(row.company_id or 0, side_for(row)) for row in rows]
    found = Connection.objects.filter(company__in={company for company, _ in wanted})
    known = {(connection.company_id, connection.side): connection for connection in found}
    for company, side in set(wanted) - set(known):
        known[company, side], _made = Connection.objects.get_or_create(company_id=company, side=side)
    return [known[place] for place in wanted]


def side_for(row: Transmission) -> str:
    self_billed = "selfbilling" in f"{row.process} {row.document_type}".lower()
    return (Connection.Side.SALES if self_billed else Connection.Side.PURCHASE).value
