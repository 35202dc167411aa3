"""The Peppol Directory: the business cards at our SMP, asking it to read them, and each night what it says (ADR 0273).

Only with SCHAKEL_DIRECTORY. Nothing waits for the Directory: what it does not answer is asked again the next night.
"""

import logging

from schakel.hub.intervals import Interval
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import Publisher
from schakel.hub.network.countries import country_of_vat_number
from schakel.hub.network.models import Registration
from schakel.peppol import directory
from schakel.peppol.directory import BusinessCard
from schakel.peppol.errors import InvalidIdentifier, PeppolError
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId

BETWEEN_QUESTIONS = Interval(0.6)  # seconds: it answers two a second
CARD = "businesscard/"

log = logging.getLogger(__name__)


def publisher_with_directory() -> Publisher | None:
    ours = access_point.current()
    return ours.publisher if ours and ours.publisher and ours.publisher.directory else None


def find_card(asked: str) -> bytes | None:
    """The business card of a participant registered here; None where there is none. `asked` follows /smp/, decoded."""
    if publisher_with_directory() is None:
        return None
    try:
        participant = ParticipantId.parse(asked.removeprefix(CARD))
    except InvalidIdentifier:
        return None
    row = Registration.objects.find_registered(participant)
    return directory.write_card(card_of(row)) if row else None


def card_of(row: Registration) -> BusinessCard:
    company = row.company
    numbers = (("VAT", company.vat_number),) if company.vat_number else ()
    country = country_of_vat_number(company.vat_number)
    return BusinessCard(row.participant, company.name, country, numbers, row.state_at.date())


def ask_to_index(row: Registration, method: str = "PUT") -> None:
    """The Directory reads the card again, or forgets it (DELETE). What goes wrong is one line in the log."""
    publisher = publisher_with_directory()
    if publisher is None or publisher.indexer is None or row.access_point != "as4":
        return
    named = None if method == "PUT" else row.participant
    body = str(row.participant).encode() if method == "PUT" else b""
    try:
        answer = publisher.indexer.request(
            method,
            directory.index_address(publisher.directory, named),
            headers={"content-type": "text/plain; charset=utf-8"},
            limit=directory.LARGEST_ANSWER,
            timeout=directory.TIMEOUT,
            body=body,
        )
    except PeppolError as error:
        log.warning("the Directory was not told of %s: %s", row, error)
    else:
        if answer.status >= 300:
            log.warning("the Directory was not told of %s: it answers %s", row, answer.status)


def compare(row: Registration) -> None:
    """Sets `row.directory`; where they differ the Directory is asked to read the card again. Not saved here."""
    ours, publisher = access_point.current(), publisher_with_directory()
    if ours is None or publisher is None or row.access_point != "as4":
        row.directory = None
        return
    if not BETWEEN_QUESTIONS.begin():
        return
    try:
        listing = directory.find_listing(row.participant, http=ours.http, directory=publisher.directory)
    except PeppolError as error:
        log.info("the Directory says nothing of %s: %s", row, error)
        return
    kinds = [DocumentTypeId.parse(kind) for kind in row.document_types]
    row.directory = [each.value for each in directory.differences(card_of(row), kinds, listing)]
    if row.directory:
        ask_to_index(row)
