"""Messages that were acknowledged and are not in the database: found, and put back where the worker files them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from schakel.hub.journal.entries import ReceiptGiven
from schakel.hub.network.inbound.recipient import Recipient, find_company
from schakel.hub.network.inbound.store import insert_message
from schakel.hub.network.models import Transmission
from schakel.hub.records.missing import Kind, Missing, Outcome
from schakel.peppol import mls, sbdh
from schakel.peppol.errors import PeppolError

BATCH = 200  # messages that are looked up at once
MUCH = 20_000_000  # bytes of messages that are held at once


@dataclass
class MissingMessages:
    """Takes the receipts of a journal one by one. `refile` says whether what is missing is put back."""

    refile: bool
    missing: list[Missing] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)  # of all that the journal has, a hash
    waiting: dict[tuple[str, str], ReceiptGiven] = field(default_factory=dict)
    weight: int = 0

    def add(self, entry: ReceiptGiven) -> None:
        self.known.add(key_of(entry.peer, entry.message_id))
        self.waiting.setdefault((entry.peer, entry.message_id), entry)
        self.weight += len(entry.raw) + len(entry.envelope)
        if len(self.waiting) >= BATCH or self.weight > MUCH:
            self.settle()

    def settle(self) -> None:
        for entry in find_missing(self.waiting.values()):
            found = Missing(Kind.MESSAGE, entry.at, entry.message_id, entry.sender)
            self.missing.append(replace(found, outcome=put_back(entry)) if self.refile else found)
        self.waiting, self.weight = {}, 0

    def unrecorded(self, since: str) -> Iterator[str]:
        """Ids of messages in the database that the journal should have: it was cut, a file of it is gone, or no receipt was
        given for them."""
        rows = Transmission.objects.incoming().filter(created_at__gt=since).order_by("pk")
        for peer, message_id in rows.values_list("peer", "message_id").iterator(chunk_size=5000):
            if key_of(peer, message_id) not in self.known:
                yield message_id


def key_of(peer: str, message_id: str) -> bytes:
    return sha256(f"{peer} {message_id}".encode()).digest()[:12]


def find_missing(entries: Iterable[ReceiptGiven]) -> list[ReceiptGiven]:
    """Those that the database has no row of."""
    wanted = list(entries)
    rows = Transmission.objects.incoming().filter(message_id__in=[each.message_id for each in wanted])
    here = set(rows.values_list("peer", "message_id"))
    return [each for each in wanted if (each.peer, each.message_id) not in here]


def put_back(entry: ReceiptGiven) -> Outcome:
    """As it came in, with the receipt that was given for it, so that its sender gets the same again; due now."""
    try:
        header = sbdh.unwrap(entry.envelope, strict=False).header
    except PeppolError:
        return Outcome.UNREADABLE
    to = find_company(header)
    if to is None and header.document_type == mls.DOCUMENT_TYPE:
        to = Recipient()
    if to is None:
        return Outcome.NO_COMPANY
    insert_message(entry, to=to)
    return Outcome.FILED
