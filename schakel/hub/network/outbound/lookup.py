"""Reaching: at which of its addresses a company takes this kind of document. Asked while one types, and before sending.

A Belgian company has one number and may be registered under any form of it: 0208 as a rule, 9925 (its VAT number) by choice.
Whoever writes to one form means the company, so every look-up goes through here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from schakel.hub.documents import store
from schakel.hub.documents.placement import BELGIAN, belgian
from schakel.hub.network.access_points.own import the_network
from schakel.hub.network.models import Transmission
from schakel.hub.network.registration.document_types import (
    CREDIT_NOTE,
    INVOICE,
    PROCESSES,
    SELF_BILLED,
    SELF_BILLED_CREDIT,
)
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.drafts.customer import candidates
from schakel.peppol import sbdh, smp
from schakel.peppol.errors import NotRegistered, NotSupported, PeppolError
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.network import Network
from schakel.peppol.smp import Destination
from schakel.peppol.smp_metadata import ServiceGroup

T = TypeVar("T")


class Reachability(StrEnum):
    FOUND = "found"
    OTHER_KINDS = "other_kinds"  # on the network, but not for this kind of document
    NOWHERE = "nowhere"
    UNKNOWN = "unknown"  # the network gives no definite answer now; or there is nobody to ask about


@dataclass(frozen=True)
class CustomerAddress:
    how: Reachability
    address: str = ""  # `0208:0738401154`, where found


def numbers_of(participant: ParticipantId) -> list[ParticipantId]:
    """All addresses of this company, best first: of a Belgian one 0208, 9925, and what was given; of another what was given."""
    forms = belgian(participant.number) if participant.icd in BELGIAN else ()
    named = [ParticipantId(f"{scheme}:{value}", participant.scheme) for scheme, value in forms]
    return list(dict.fromkeys([*named, participant]))


def look_up(
    addresses: Iterable[ParticipantId], kind: DocumentTypeId, process: ProcessId, *, network: Network
) -> tuple[ParticipantId, Destination]:
    """The first of these addresses that takes it, and where. Raises as `first_of`."""
    return first_answer(addresses, lambda address: smp.lookup(address, kind, process, network=network))


def capabilities(participant: ParticipantId, *, network: Network) -> tuple[ParticipantId, ServiceGroup]:
    """The first of this company's addresses that is on the network, the given one before others, and what it takes.

    Raises as `first_of`.
    """
    addresses = dict.fromkeys([participant, *numbers_of(participant)])
    return first_answer(addresses, lambda address: smp.capabilities(address, network=network))


def first_answer(addresses: Iterable[ParticipantId], ask: Callable[[ParticipantId], T]) -> tuple[ParticipantId, T]:
    """The first of these addresses of which the network tells it, and what. At least one.

    Raises PeppolError: at once what is temporary, else what says most of what all of them said.
    """
    errors: list[PeppolError] = []
    for address in addresses:
        try:
            return address, ask(address)
        except PeppolError as error:
            if not error.permanent:
                raise
            errors.append(error)
    raise next((each for each in errors if not isinstance(each, NotRegistered)), errors[0])


def destination(row: Transmission, *, network: Network) -> Destination:
    """Where the receiver takes this, under whichever of its numbers. Raises as `look_up`, and as the store.

    The row is addressed anew when that is another number; not any more once somebody may have it (E08).
    """
    known = [row.receiver_id, *numbers_of(row.receiver_id)]
    if row.tries.exclude(peer="").exists():
        known = known[:1]
    to, found = look_up(dict.fromkeys(known), row.document_type_id, row.process_id, network=network)
    if to != row.receiver_id:
        readdress(row, to)
    return found


def readdress(row: Transmission, to: ParticipantId) -> None:
    opened = sbdh.unwrap(store.read(row.envelope_sha256))
    envelope = sbdh.wrap(replace(opened.header, receiver=to), opened.document)
    row.receiver, row.envelope_sha256 = str(to), store.keep(envelope)
    row.save(update_fields=["receiver", "envelope_sha256"])


def find_customer(content: Content, *, self_billed: bool) -> CustomerAddress:
    """Each of the customer's addresses in turn until one accepts it (a few seconds at worst)."""
    kind, network = document_type(content, self_billed=self_billed), the_network()
    try:
        written = {ParticipantId(f"{each.scheme}:{each.value}".lower()): each for each in candidates(content)}
        if network is None or not written:
            return CustomerAddress(Reachability.UNKNOWN)
        found, _ = look_up(written, kind, PROCESSES[kind], network=network)
    except (NotRegistered, NotSupported) as error:
        return CustomerAddress(Reachability.NOWHERE if isinstance(error, NotRegistered) else Reachability.OTHER_KINDS)
    except PeppolError:
        return CustomerAddress(Reachability.UNKNOWN)
    return CustomerAddress(Reachability.FOUND, f"{written[found].scheme}:{written[found].value}")


def document_type(content: Content, *, self_billed: bool) -> DocumentTypeId:
    is_credit = content.get("kind") == "credit_note"
    if self_billed:
        return SELF_BILLED_CREDIT if is_credit else SELF_BILLED
    return CREDIT_NOTE if is_credit else INVOICE
