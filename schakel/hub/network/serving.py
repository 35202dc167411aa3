"""Serving: which of our companies takes this envelope, or whether it is for ourselves."""

from schakel.hub.connections.models import Company
from schakel.hub.network.access_point import AccessPoint
from schakel.hub.network.models import Registration
from schakel.peppol import mls
from schakel.peppol.identifiers import service_provider
from schakel.peppol.sbdh import Header


def served(header: Header) -> Company | None:
    """The company registered here under the receiver's participant for this very document type; None when nobody is."""
    scheme, _, value = header.receiver.value.lower().partition(":")
    registration = (
        Registration.objects.filter(scheme=scheme, value=value, state=Registration.State.REGISTERED)
        .select_related("company")
        .first()
    )
    if registration is None or str(header.document_type) not in registration.document_types:
        return None
    return registration.company


def is_for_us(header: Header, *, ours: AccessPoint) -> bool:
    """A status (MLS) about something we sent, addressed to this access point itself."""
    return header.document_type == mls.DOCUMENT_TYPE and header.receiver == service_provider(ours.seat_id)
