"""Receiving: a verified message becomes a Transmission, once, together with the receipt that will be given for it."""

import hashlib

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.network.access_point import AccessPoint, new_message_id
from schakel.hub.network.models import Transmission
from schakel.hub.network.serving import is_for_us, served
from schakel.peppol import as4
from schakel.peppol.sbdh import Header

LONGEST_ID = 300  # characters


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
    company = served(received.header)
    served_here = company is not None or is_for_us(received.header, ours=ours)
    try:
        with transaction.atomic(durable=True):
            if again := stored(received, digest):
                return again
            if not served_here:
                raise as4.not_serviced(received)
            return kept(received, received.header, given, digest=digest, company=company)
    except (IntegrityError, OperationalError):
        # a copy was committed meanwhile (E02), or this one was before the connection was lost (D09)
        connection.close_if_unusable_or_obsolete()
        if again := stored(received, digest):
            return again
        raise


def stored(received: as4.Received, digest: str) -> bytes | None:
    """The receipt that was given for this message before (E01).

    Raises:
        As4Error   permanent: the message came before with other contents (E03)
    """
    same = Transmission.objects.incoming().filter(peer=received.sender, message_id=received.message_id)
    seen = same.values_list("envelope_sha256", "receipt").first()
    if seen is None:
        return None
    if seen[0] != digest:
        error = as4.As4Error(as4.Code.VALUE_INCONSISTENT, "this message id came before with other contents")
        error.message_id = received.message_id
        raise error
    return bytes(seen[1] or b"")


def kept(received: as4.Received, header: Header, given: bytes, *, digest: str, company: Company | None) -> bytes:
    instance_id = header.instance_id[:LONGEST_ID]
    same_envelope = Transmission.objects.incoming().filter(instance_id=instance_id, sender=str(header.sender))
    before = {sha256: pk for pk, sha256 in same_envelope.order_by("-pk").values_list("pk", "envelope_sha256")}
    Transmission.objects.create(
        direction=Transmission.Direction.IN,
        state=Transmission.State.REPEATED if digest in before else Transmission.State.RECEIVED,
        turn=company.office_id if company else 0,
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
        company=company,
        repeat_of_id=before.get(digest),  # E05
        conflict=bool(before) and digest not in before,  # E06
        due_at=timezone.now(),
    )
    return given
