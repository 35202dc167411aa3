"""Serving: which of our companies takes this envelope, or whether it is for ourselves."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from schakel.hub.connections.models.company import REOPENED_WITHIN
from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.models import Registration
from schakel.peppol import mls
from schakel.peppol.identifiers import service_provider
from schakel.peppol.sbdh import Header

State = Registration.State

REGISTERED = """
    SELECT registration.company_id, company.office_id, registration.document_types
    FROM network_registration registration JOIN connections_company company ON company.id = registration.company_id
    WHERE registration.scheme = %s AND registration.value = %s AND (
        registration.state = %s
        OR registration.state IN (%s, %s) AND company.closes_on <= %s AND company.closes_on >= %s
    )
    ORDER BY CASE WHEN registration.state = %s THEN 0 ELSE 1 END, registration.id DESC
"""
"""Who is registered; else who closed lately: some of those who send still have its address. By hand, as all that the door asks:
the query builder would take longer than the decryption (ADR 0051)."""


@dataclass(frozen=True)
class Recipient:
    """Who takes it: a company, and its office's turn; or this access point itself."""

    company: int | None = None
    office: int = 0


def find_recipient(header: Header, *, ours: AccessPoint) -> Recipient | None:
    """None when nobody here takes this."""
    return find_company(header) or (Recipient() if is_our_status(header, ours=ours) else None)


def find_company(header: Header) -> Recipient | None:
    """The company registered here under the receiver's participant for this very document type; or which was, and closed less
    than 30 days ago."""
    return find_company_at(header.receiver.value, str(header.document_type))


def find_company_at(receiver: str, document_type: str) -> Recipient | None:
    """As `find_company`; the receiver is `0208:0738401117`."""
    with connection.cursor() as cursor:
        cursor.execute(REGISTERED, values(receiver))
        found = cursor.fetchone()
    if found is None or document_type not in json.loads(found[2]):
        return None
    return Recipient(found[0], found[1])


def values(receiver: str) -> list[Any]:
    """What `REGISTERED` asks for, of a receiver as `0208:0738401117`."""
    scheme, _, value = receiver.lower().partition(":")
    today, here = timezone.localdate(), State.REGISTERED.value
    days = [connection.ops.adapt_datefield_value(day) for day in (today, today - REOPENED_WITHIN)]
    return [scheme, value, here, State.LEAVING.value, State.UNREGISTERED.value, *days, here]


def is_our_status(header: Header, *, ours: AccessPoint) -> bool:
    """A status (MLS) about something we sent, addressed to this access point itself."""
    return header.document_type == mls.DOCUMENT_TYPE and header.receiver == service_provider(ours.seat_id)
