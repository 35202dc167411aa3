"""Receiving: a verified message becomes a Transmission, once, together with the receipt that will be given for it."""

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from django.db import OperationalError, connection
from django.utils import timezone

from schakel.hub import journal, request_id
from schakel.hub.journal.entries import ReceiptGiven
from schakel.hub.network.access_points.own import AccessPoint, new_message_id
from schakel.hub.network.inbound.recipient import Recipient, find_recipient
from schakel.hub.network.models import Transmission
from schakel.peppol import as4
from schakel.peppol.doors import Key
from schakel.peppol.sbdh import Header

LONGEST_ID = 300  # characters
SEEN = """
    SELECT envelope_sha256, receipt FROM network_transmission WHERE direction = 'in' AND peer = %s AND message_id = %s
"""
SAME_INSTANCE = """
    FROM network_transmission WHERE instance_id = %(instance_id)s AND sender = %(sender)s AND direction <> 'out'
"""  # = 'in' would send SQLite, which keeps no statistics, through every row that came in
SAME_ENVELOPE = f"(SELECT min(id) {SAME_INSTANCE} AND envelope_sha256 = %(envelope_sha256)s)"
WRITE = """INSERT INTO network_transmission ({columns}) VALUES ({values})
    ON CONFLICT (peer, message_id) WHERE direction = 'in' DO NOTHING
"""
"""The write looks itself whether the envelope came before, and whether the message did: one statement is one transaction
and, with PostgreSQL, one way there and back."""
FOUND = {
    "state": f"CASE WHEN {SAME_ENVELOPE} IS NULL THEN 'received' ELSE 'repeated' END",
    "repeat_of_id": SAME_ENVELOPE,  # E05
    "conflict": f"{SAME_ENVELOPE} IS NULL AND EXISTS (SELECT 1 {SAME_INSTANCE})",  # E06
}


TAKEN_OVER = (
    *("peer", "message_id", "instance_id", "sender", "receiver", "document_type", "process", "country_c1", "reference"),
    *("envelope_sha256", "envelope", "raw_sha256", "raw"),
)  # columns that hold what the journal says


def store_message(received: as4.Received, *, ours: AccessPoint) -> bytes:
    """The receipt for this message: the stored one when we have it already, else a new one, stored with it.

    It stands in the journal too before it leaves, also when it is given again: it may have failed there the first time.

    Raises:
        As4Error        permanent: nobody here takes this (NOT_SERVICED); the same id with other contents (E03)
        DatabaseError   temporary: it is not stored, or not in the journal; no receipt may leave
    """
    if received.header is None:  # a connection test
        return new_receipt(received, ours=ours)
    entry = entry_of(received, received.header, new_receipt(received, ours=ours))
    receipt = store_once(received, received.header, entry, ours=ours)
    journal.write(replace(entry, receipt=receipt))
    return receipt


def store_once(received: as4.Received, header: Header, entry: ReceiptGiven, *, ours: AccessPoint) -> bytes:
    """What takes long stands before the transaction, so that writers wait for the disk only."""
    digest, to = entry.envelope_sha256, find_recipient(header, ours=ours)
    if to is None:
        if again := find_receipt(received, digest):
            return again
        raise as4.not_serviced(received)
    try:
        if insert_message(entry, to=to):
            return entry.receipt
    except OperationalError:  # perhaps it was committed before the connection was lost (D09)
        connection.close_if_unusable_or_obsolete()
        if again := find_receipt(received, digest):
            return again
        raise
    if again := find_receipt(received, digest):  # it came before (E01), perhaps just now (E02)
        return again
    raise OperationalError("neither written nor there")


def new_receipt(received: as4.Received, *, ours: AccessPoint) -> bytes:
    key, at = receipt_key(received, ours=ours), ours.clock.now()
    return as4.receipt(received, message_id=new_message_id(), key=key, at=at)


def entry_of(received: as4.Received, header: Header, receipt: bytes) -> ReceiptGiven:
    return ReceiptGiven(
        at=timezone.now().isoformat(),
        peer=received.sender,
        message_id=received.message_id,
        instance_id=header.instance_id[:LONGEST_ID],
        sender=str(header.sender),
        receiver=str(header.receiver),
        document_type=str(header.document_type),
        process=str(header.process),
        country_c1=header.country_c1[:2],
        sent_at=received.sent_at.isoformat(),
        reference="",
        envelope_sha256=hashlib.sha256(received.envelope).hexdigest(),
        raw_sha256=received.raw_sha256.hex(),
        receipt=receipt,
        envelope=received.envelope,
        raw=received.raw,
    )


def receipt_key(received: as4.Received, *, ours: AccessPoint) -> Key:
    """That for which the message was encrypted, as long as it holds: while our certificate is renewed, senders that looked us
    up before expect the old one, and some believe no other (ADR 0271)."""
    meant, now = received.key, ours.clock.now()
    if meant and meant.certificate.not_valid_before_utc <= now < meant.certificate.not_valid_after_utc:
        return meant
    return ours.keys.newest()


def find_receipt(received: as4.Received, digest: str) -> bytes | None:
    """The receipt that was given for this message before (E01).

    Raises:
        As4Error   permanent: the message came before with other contents (E03)
    """
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [received.sender, received.message_id])
        seen = cursor.fetchone()
    if seen is None:
        return None
    if seen[0] != digest:
        error = as4.As4Error(as4.Code.VALUE_INCONSISTENT, "this message id came before with other contents")
        error.message_id = received.message_id
        raise error
    return bytes(seen[1])


def insert_message(entry: ReceiptGiven, *, to: Recipient) -> bool:
    """A message as the journal has it, due now. Whether it was written; else it came before."""
    moment = connection.ops.adapt_datetimefield_value
    sent_at = datetime.fromisoformat(entry.sent_at) if entry.sent_at else None
    at = moment(datetime.fromisoformat(entry.at))
    statement, usual = empty_row()
    values: dict[str, Any] = {
        "state_at": at,
        "created_at": at,
        "initiated_at": moment(sent_at),
        "fair_key": to.office,
        "company_id": to.company,
        "due_at": moment(timezone.now()),
        "receipt": entry.receipt or None,
        "request_id": request_id.current() or None,
        **{name: getattr(entry, name) for name in TAKEN_OVER},
    }
    return bool(connection.write(statement, usual | values))  # type: ignore[attr-defined]  # both our engines have it


@cache
def empty_row() -> tuple[str, dict[str, Any]]:
    """The write, and what its columns hold when nothing is said of them. Made once: the model's own way through each
    field takes longer than the insert."""
    columns = [str(field.column) for field in Transmission._meta.concrete_fields if not field.primary_key]
    empty = Transmission(direction=Transmission.Direction.IN)
    usual = {column: getattr(empty, column) for column in columns if column not in FOUND}
    values = ", ".join(FOUND.get(column, f"%({column})s") for column in columns)
    return WRITE.format(columns=", ".join(columns), values=values), usual
