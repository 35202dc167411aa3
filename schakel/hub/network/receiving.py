"""Receiving: a verified message becomes a Transmission, once, together with the receipt that will be given for it."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone

from schakel.hub.network.access_point import AccessPoint
from schakel.hub.network.models import Transmission
from schakel.hub.network.serving import served
from schakel.peppol import as4


def take(received: as4.Received, *, ours: AccessPoint) -> bytes:
    """The receipt for this message: the stored one when we have it already, else a new one, stored with it.

    The signature is made before the transaction begins, so that writers wait for the disk only.

    Raises:
        As4Error   permanent: nobody here takes this (NOT_SERVICED); the same id with other contents (E03)
    """
    given = as4.receipt(received, message_id=ours.new_message_id(), key=ours.keys.newest(), at=ours.clock.now())
    if received.is_test:
        return given
    digest = hashlib.sha256(received.envelope).hexdigest()
    try:
        with transaction.atomic():
            return stored(received, digest) or keep(received, digest, given)
    except IntegrityError:  # on PostgreSQL a copy of this message was committed meanwhile (E02)
        if again := stored(received, digest):
            return again
        raise


def stored(received: as4.Received, digest: str) -> bytes | None:
    """The receipt that was given for this message before (E01)."""
    seen = Transmission.objects.incoming().filter(peer=received.sender, message_id=received.message_id).first()
    if seen is None:
        return None
    if seen.envelope_sha256 != digest:
        raise as4.As4Error(
            as4.Code.VALUE_INCONSISTENT, f"message {received.message_id} came before with other contents"
        )
    return bytes(seen.receipt or b"")


def keep(received: as4.Received, digest: str, given: bytes) -> bytes:
    header = received.header
    assert header is not None
    same_envelope = Transmission.objects.incoming().filter(instance_id=header.instance_id, sender=str(header.sender))
    repeat_of = same_envelope.filter(envelope_sha256=digest).order_by("pk").first()
    company = served(header)
    if company is None:
        raise as4.not_serviced(received)
    Transmission.objects.create(
        direction=Transmission.Direction.IN,
        state=Transmission.State.REPEATED if repeat_of else Transmission.State.RECEIVED,
        peer=received.sender,
        message_id=received.message_id,
        instance_id=header.instance_id,
        sender=str(header.sender),
        receiver=str(header.receiver),
        document_type=str(header.document_type),
        process=str(header.process),
        country_c1=header.country_c1,
        envelope_sha256=digest,
        envelope=received.envelope,
        raw_sha256=received.raw_sha256.hex(),
        raw=received.raw,
        receipt=given,
        company=company,
        repeat_of=repeat_of,
        conflict=repeat_of is None and same_envelope.exists(),
        due_at=timezone.now(),
    )
    return given
