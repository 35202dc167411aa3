"""Evidence: what proves a transmission. It moves to the store, and can be taken out as one file."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection
from django.utils import timezone

from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.due import LeaseLost
from schakel.hub.network.models import Transmission


def keep_evidence(*rows: Transmission) -> None:
    """Raises store.NotKept (temporary) when the store does not give back what it was given."""
    pieces = [
        (digest, bytes(data))
        for row in rows
        for data, digest in ((row.envelope, row.envelope_sha256), (row.raw, row.raw_sha256))
        if data is not None
    ]
    kept = store.keep_all([data for _, data in pieces])
    for (digest, _), found in zip(pieces, kept, strict=True):
        if found != digest:
            raise store.Damaged(f"{digest} was changed in the row")


def finish(
    row: Transmission,
    state: str,
    document: Document | None = None,
    *,
    due_at: datetime | None = None,
    about: Transmission | None = None,
    why: str = "",
) -> None:
    """What stands in the store no longer stands in the row, and nothing is left to do before `due_at`. One statement.

    Raises LeaseLost, so that a worker that was too slow writes nothing at all.
    """
    done = {"document": document, "about": about, "state": state, "state_at": timezone.now()}
    if not row.end_attempt(**done, envelope=None, raw=None, due_at=due_at, attempts=0, last_error=why):
        raise LeaseLost


FILED = """
    UPDATE network_transmission
    SET document_id = %s, due_at = %s, state = %s, state_at = %s,
        envelope = NULL, raw = NULL, about_id = NULL, attempts = 0, interrupted_attempts = 0, last_error = ''
    WHERE id = %s AND due_at = %s
"""


def finish_filed(ends: Iterable[tuple[Transmission, Document, datetime | None]]) -> None:
    """As `finish`, for a batch: each with its document, and when it is due again. Raises LeaseLost when one was lost."""
    moment = connection.ops.adapt_datetimefield_value
    state, now = Transmission.State.FILED.value, moment(timezone.now())
    ends_as_values = [
        (document.pk, moment(due_at), state, now, row.pk, moment(row.leased_until)) for row, document, due_at in ends
    ]
    with connection.cursor() as cursor:
        cursor.executemany(FILED, ends_as_values)
        if cursor.rowcount != len(ends_as_values):
            raise LeaseLost


def proof(row: Transmission, more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """One ZIP with all there is: the facts as text, the envelope, the message as it came, the receipt; and `more`."""
    return pack([*parts(row), *more])


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files:
            file.writestr(name, data)
    return packed.getvalue()


def parts(row: Transmission) -> Iterator[tuple[str, bytes]]:
    """Raises store.Damaged when the store lost one of them."""
    yield "proof.txt", "".join(f"{line}\n" for line in facts(row)).encode()
    yield "envelope.xml", bytes(row.envelope) if row.envelope else store.read(row.envelope_sha256)
    if row.raw_sha256:
        yield "message.eml", bytes(row.raw) if row.raw else store.read(row.raw_sha256)
    if row.receipt:
        yield "receipt.xml", bytes(row.receipt)
    for each in row.tries.exclude(signed=""):
        yield "certificate-addressed.pem", each.addressed.encode()
        yield "certificate-of-receipt.pem", each.signed.encode()


def facts(row: Transmission) -> Iterator[str]:
    """In English, for whoever has to check it; times in UTC."""
    yield f"{row.direction}: {row.state} at {row.state_at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"created: {row.created_at:%Y-%m-%d %H:%M:%S} UTC"
    for name in ("sender", "receiver", "document_type", "process", "peer", "message_id", "instance_id"):
        yield f"{name}: {getattr(row, name)}"
    yield f"sha256 of the envelope: {row.envelope_sha256}"
    yield f"sha256 of the message: {row.raw_sha256 or 'made anew at each try'}"
    yield f"receipt: {'verified and kept' if row.receipt else 'none'}"
    for each in row.tries.order_by("at", "pk"):
        yield f"try: {each.at:%Y-%m-%d %H:%M:%S} UTC, {each.peer} {each.url}: {each.code or 'receipt verified'}"
