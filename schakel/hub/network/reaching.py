"""Reaching: at which of its addresses a customer takes this kind of document. Asked while one types, and before sending."""

from dataclasses import dataclass
from enum import StrEnum

from schakel.einvoice.model import Identifier
from schakel.hub.network.access_point import the_network
from schakel.hub.network.document_types import CREDIT_NOTE, INVOICE, PROCESSES, SELF_BILLED, SELF_BILLED_CREDIT
from schakel.hub.sales.content import Content
from schakel.hub.sales.customers import candidates
from schakel.peppol import smp
from schakel.peppol.errors import NotRegistered, NotSupported, PeppolError
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId


class Reach(StrEnum):
    FOUND = "found"
    OTHER_KINDS = "other_kinds"  # he is on the network, but not for this kind of document
    NOWHERE = "nowhere"
    UNKNOWN = "unknown"  # the network gives no definite answer now; or there is nobody to ask about


@dataclass(frozen=True)
class Reached:
    how: Reach
    address: str = ""  # `0208:0738401154`, where found


def reach(content: Content, *, self_billed: bool) -> Reached:
    """Each of his addresses in turn until one takes it (a few seconds at worst)."""
    kind, worst = document_type(content, self_billed=self_billed), Reach.UNKNOWN
    for address in candidates(content):
        how = ask(address, kind)
        if how is Reach.FOUND:
            return Reached(how, f"{address.scheme}:{address.value}")
        worst = how if Reach.OTHER_KINDS not in (worst, how) else Reach.OTHER_KINDS
    return Reached(worst)


def ask(address: Identifier, kind: DocumentTypeId) -> Reach:
    network = the_network()
    if network is None:
        return Reach.UNKNOWN
    try:
        participant = ParticipantId(f"{address.scheme}:{address.value}".lower())
        smp.lookup(participant, kind, PROCESSES[kind], network=network)
    except NotRegistered:
        return Reach.NOWHERE
    except NotSupported:
        return Reach.OTHER_KINDS
    except PeppolError:
        return Reach.UNKNOWN
    return Reach.FOUND


def document_type(content: Content, *, self_billed: bool) -> DocumentTypeId:
    is_credit = content.get("kind") == "credit_note"
    if self_billed:
        return SELF_BILLED_CREDIT if is_credit else SELF_BILLED
    return CREDIT_NOTE if is_credit else INVOICE
