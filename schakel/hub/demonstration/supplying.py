"""A supplier sends an invoice, as any supplier does: looked up, signed, encrypted, over HTTP, acknowledged."""

import random
import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from schakel.hub.connections.models import Company, Connection
from schakel.hub.demonstration import wires
from schakel.hub.demonstration.deals import Deal, document
from schakel.hub.demonstration.story import story
from schakel.hub.documents.models import Document
from schakel.hub.network.access_points.own import new_message_id
from schakel.hub.network.models import Transmission
from schakel.hub.network.registration.document_types import INVOICE, PROCESSES
from schakel.peppol import as4, sbdh, smp
from schakel.peppol.identifiers import ParticipantId

PATIENCE = 4.0  # seconds until it stands in the connection, as a rule half a second
ANYBODY = (
    "energy 0",
    "telecom 0",
    "packaging 0",
    "cards 0 paid",
    "print 0",
)  # suppliers of a company outside the story
ODD = {"credit", "wrong", "selfbilled", "eu"}
HIGHEST = 140_000  # numbers of deals, so that the invoice number keeps its ten digits
TIMEOUT = 30.0  # seconds


@dataclass(frozen=True)
class Supplied:
    supplier: str  # its name
    message_id: str


def supply(company: Company) -> Supplied:
    """One invoice to this company, and the receipt for it.

    Raises PeppolError: the company cannot be found on the network, or did not take it.
    """
    deal = new_deal(company, now=timezone.now())
    header, others = envelope_of(deal), wires.others()
    to = smp.lookup(header.receiver, header.document_type, header.process, network=others.network)
    message = as4.build(
        sbdh.wrap(header, document(deal)),
        header,
        message_id=new_message_id(),
        receiver=to.certificate,
        key=others.keys.newest(),
        at=others.clock.now(),
    )
    as4.send(message, url=to.address, http=others.http, timeout=TIMEOUT)
    return Supplied(deal.seller["name"], message.message_id)


def new_deal(company: Company, *, now: datetime) -> Deal:
    """Today's, of one of its suppliers."""
    card = next((card for card in story()["companies"] if card["number"] == company.enterprise_number), None)
    fitting = [line.split() for line in (card["bought"] if card else ANYBODY)]
    fitting = [words for words in fitting if story()["others"][words[0]]["number"] and ODD.isdisjoint(words)]
    name, _days, *particulars = random.choice(fitting or [ANYBODY[0].split()])  # noqa: S311 -- any will do
    seller = story()["others"][name]
    return Deal(
        seller=seller,
        buyer=card or card_of(company),
        goods=seller["goods"],
        number=1000 + secrets.randbelow(HIGHEST),
        days_ago=0,
        particulars=frozenset(particulars),
        today=timezone.localdate(now),
    )


def card_of(company: Company) -> dict[str, Any]:
    """A company that a visitor added, as the story would describe it."""
    return {
        "name": company.name,
        "number": company.enterprise_number,
        "street": "Voorbeeldstraat 1",
        "place": "1000 Brussel",
        "iban": "BE95539100000158",
    }


def envelope_of(deal: Deal) -> sbdh.Header:
    return sbdh.Header(
        sender=ParticipantId(f"0208:{deal.seller['number']}"),
        receiver=ParticipantId(f"0208:{deal.buyer['number']}"),
        document_type=INVOICE,
        process=PROCESSES[INVOICE],
        country_c1="BE",
        instance_id=str(uuid.uuid4()),
        created_at=timezone.now().replace(microsecond=0),
    )


def arrived(supplied: Supplied, connection: Connection, *, patience: float = PATIENCE) -> Document | None:
    """The document in the connection, once the worker has filed it."""
    until = time.monotonic() + patience
    while True:
        rows = Transmission.objects.incoming().filter(message_id=supplied.message_id, document__connection=connection)
        if row := rows.select_related("document").first():
            return row.document
        if time.monotonic() > until:
            return None
        time.sleep(0.1)
