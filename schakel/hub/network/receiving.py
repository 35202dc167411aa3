"""Receiving: a verified message becomes a Transmission, once, together with the receipt that will be given for it."""

import hashlib
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import BinaryField, DateTimeField, Field
from django.utils import timezone

from schakel.hub.network.access_point import AccessPoint, new_message_id
from schakel.hub.network.models import Transmission
from schakel.hub.network.serving import Served, served
from schakel.peppol import as4
from schakel.peppol.sbdh import Header

LONGEST_ID = 300  # characters
SEEN = """
    SELECT envelope_sha256, receipt FROM network_transmission WHERE direction = 'in' AND peer = %s AND message_id = %s
"""
SAME_ENVELOPE = """
    SELECT id, envelope_sha256 FROM network_transmission WHERE instance_id = %s AND sender = %s AND direction = 'in'
    ORDER BY id DESC
"""


def take(received: as4.Received, *, ours: AccessPoint) -> bytes:
    """The receipt for this message: the stored one when we have it already, else a new one, stored with it.

    What takes long stands before the transaction, so that writers wait for the disk only.

    Raises:
        As4Error        permanent: nobody here takes this (NOT_SERVICED); the same id with other contents (E03)
        DatabaseError   temporary: it is not stored, no receipt may leave
    """
    given = as4.receipt(received, message_id=new_message_id(), key=ours.keys.newest(), at=ours.clock.now())
    if received.header is None:  # a connection test
        return given
    digest = hashlib.sha256(received.envelope).hexdigest()
    to = served(received.header, ours=ours)
    if to is None:
        if again := stored(received, digest):
            return again
        raise as4.not_serviced(received)
    try:
        with transaction.atomic(durable=True):
            return kept(received, received.header, given, digest=digest, to=to)
    except (IntegrityError, OperationalError):
        # it came before (E01), perhaps just now (E02), or was committed before the connection was lost (D09); looking
        # first would cost every new message a query
        connection.close_if_unusable_or_obsolete()
        if again := stored(received, digest):
            return again
        raise


def stored(received: as4.Received, digest: str) -> bytes | None:
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


def kept(received: as4.Received, header: Header, given: bytes, *, digest: str, to: Served) -> bytes:
    now, instance_id = timezone.now(), header.instance_id[:LONGEST_ID]
    with connection.cursor() as cursor:
        cursor.execute(SAME_ENVELOPE, [instance_id, str(header.sender)])
        before = {sha256: pk for pk, sha256 in cursor.fetchall()}
    insert(
        direction=Transmission.Direction.IN.value,
        state=(Transmission.State.REPEATED if digest in before else Transmission.State.RECEIVED).value,
        state_at=now,
        created_at=now,
        turn=to.office,
        peer=received.sender,
        message_id=received.message_id,
        instance_id=instance_id,
        sender=str(header.sender),
        receiver=str(header.receiver),
        document_type=str(header.document_type),
        process=str(header.process),
        country_c1=header.country_c1[:2],
        envelope_sha256=digest,
        envelope=received.envelope,
        raw_sha256=received.raw_sha256.hex(),
        raw=received.raw,
        receipt=given,
        company_id=to.company,
        repeat_of_id=before.get(digest),  # E05
        conflict=bool(before) and digest not in before,  # E06
        due_at=now,
    )
    return given


def insert(**values: object) -> None:
    """A Transmission, its other columns as they are when nothing is said of them."""
    statement, columns = empty_row()
    told = [prepared(values.get(name, usual)) for name, prepared, usual in columns]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)


@cache
def empty_row() -> tuple[str, list[tuple[str, Callable[[Any], Any], Any]]]:
    """INSERT, and for each column its attribute, how the database wants it, and its default. Found once: the model's
    own way through each field takes longer than the insert."""
    fields = [field for field in Transmission._meta.concrete_fields if not field.primary_key]
    names, places = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    empty = Transmission()
    columns = [(field.attname, preparation(field), getattr(empty, field.attname)) for field in fields]
    return f"INSERT INTO network_transmission ({names}) VALUES ({places})", columns  # noqa: S608 -- our names


def preparation(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, BinaryField):
        return partial(field.get_db_prep_value, connection=connection)
    return as_it_is


def as_it_is(value: Any) -> Any:
    return value
