"""What came in, after the receipt: the document is filed where it belongs, the evidence moves from the row to the store.

The row is emptied only when the store has given everything back (D11). A document nobody can read is filed too: the
network has delivered it, and a person must see it (B09).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db.models import Q
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.due import LeaseLost, each
from schakel.hub.network.models import Transmission
from schakel.peppol import sbdh
from schakel.peppol.errors import PeppolError

LONGEST_WAIT = timedelta(minutes=10)
ALWAYS = 30_000  # tries: what was received is never given up
NO_ROOM = "Nobody here takes this kind of document yet; it is kept."

State = Transmission.State


def work_received() -> int:
    """The worker's step: a batch of what came in."""
    rows = Transmission.claim(Q(direction=Transmission.Direction.IN, state__in=[State.RECEIVED, State.REPEATED]))
    return each(rows, work, longest=LONGEST_WAIT, most=ALWAYS)


def work(row: Transmission) -> None:
    row.refresh_from_db(fields=["envelope", "raw"])
    deed = keep_repeat if row.state == State.REPEATED else TAKERS.get(row.document_type_id.root)
    if deed is None:
        row.retry(NO_ROOM, most=0)
        return
    try:
        deed(row)
    except PeppolError as error:  # the envelope was opened at the door, and now it does not: a person must look
        row.retry(str(error), most=0)
    except (store.NotKept, store.Damaged, OSError) as fault:
        row.retry(f"store: {fault}"[:500], most=ALWAYS, longest=LONGEST_WAIT)


def file_invoice(row: Transmission) -> None:
    document = sbdh.unwrap(bytes(row.envelope or b""), strict=False).document
    keep_evidence(row)
    file(document, Way.PEPPOL, into=connection_for(row), also=partial(finish, row, State.FILED))


def keep_repeat(row: Transmission) -> None:
    """E05: delivered before; the message is evidence all the same."""
    keep_evidence(row)
    finish(row, State.REPEATED, row.repeat_of.document if row.repeat_of else None)


TAKERS: dict[str, Callable[[Transmission], None]] = {
    "Invoice": file_invoice,
    "CreditNote": file_invoice,
    "CrossIndustryInvoice": file_invoice,
}
"""Root element of a kind of document → what is done with it."""


def connection_for(row: Transmission) -> Connection:
    """The buyer's purchases; what the buyer billed himself comes to its seller, so to his sales."""
    assert row.company
    self_billed = "selfbilling" in f"{row.process} {row.document_type}".lower()
    kind = Connection.Kind.SALES if self_billed else Connection.Kind.PURCHASE
    connection, _made = Connection.objects.get_or_create(company=row.company, kind=kind)
    return connection


def keep_evidence(row: Transmission) -> None:
    """Raises store.NotKept (temporary) when the store does not give back what it was given."""
    for data, digest in ((row.envelope, row.envelope_sha256), (row.raw, row.raw_sha256)):
        if data is not None and store.keep(bytes(data)) != digest:
            raise store.Damaged(f"{digest} was changed in the row")


def finish(row: Transmission, state: str, document: Document | None) -> None:
    """Nothing is left to do, and what stands in the store no longer stands in the row. One statement.

    Raises LeaseLost, so that a worker that was too slow writes nothing at all.
    """
    done = {"document": document, "state": state, "state_at": timezone.now(), "envelope": None, "raw": None}
    if not row.end(**done, due_at=None, unended=0, last_error=""):
        raise LeaseLost
