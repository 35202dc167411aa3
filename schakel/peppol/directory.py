"""The Peppol Directory: a business card published at our SMP, and what the Directory says of a participant.

The Directory is a search aid. It reads the card from `{SMP}/businesscard/{participant}` when it is asked to; a hit does not
prove that the participant can be reached, nor a miss that it cannot. Source: the schema of Peppol Directory business cards of
2018-06-21, and the Directory's published REST interface, search 1.0 and indexer 1.0; it answers two questions a second.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from urllib.parse import quote

from lxml import etree

from schakel.base.blanks import without
from schakel.peppol.doors import Answer, Http
from schakel.peppol.errors import InvalidIdentifier, LookupUnavailable, Unreachable
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId

CARDS = "http://www.peppol.eu/schema/pd/businesscard/20180621/"
PRODUCTION, TEST = "https://directory.peppol.eu", "https://test-directory.peppol.eu"
LARGEST_ANSWER = 1_000_000  # bytes
TIMEOUT = 10.0  # seconds


@dataclass(frozen=True)
class BusinessCard:
    """Who a participant is: the name, the country (ISO 3166, two letters), other numbers by what they are, and since when."""

    participant: ParticipantId
    name: str
    country: str
    numbers: tuple[tuple[str, str], ...] = ()  # such as ("VAT", "BE0407214017")
    registered_on: date | None = None


@dataclass(frozen=True)
class Listing:
    """What the Directory says of one participant."""

    names: tuple[str, ...]
    countries: tuple[str, ...]
    document_types: frozenset[DocumentTypeId]


class Difference(Enum):
    """Where the Directory says otherwise than we do."""

    MISSING = "missing"
    NAME = "name"
    COUNTRY = "country"
    DOCUMENT_TYPES = "document_types"


def write_card(card: BusinessCard) -> bytes:
    """The card as the Directory reads it, XML in UTF-8."""
    root = etree.Element(f"{{{CARDS}}}BusinessCard", nsmap={"pd": CARDS})
    _add(root, "ParticipantIdentifier", card.participant.value).set("scheme", card.participant.scheme)
    entity = _add(root, "BusinessEntity")
    if card.registered_on:
        entity.set("registrationDate", card.registered_on.isoformat())
    _add(entity, "Name", card.name)
    _add(entity, "CountryCode", card.country)
    for scheme, value in card.numbers:
        _add(entity, "Identifier", value).set("scheme", scheme)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def find_listing(participant: ParticipantId, *, http: Http, directory: str) -> Listing | None:
    """What the Directory at this address says; None when it does not have the participant.

    Raises LookupUnavailable (temporary) when it does not answer, or not with a result.
    """
    url = f"{directory.rstrip('/')}/search/1.0/json?participant={quote(str(participant), safe='')}"
    try:
        answer = http.get(url, limit=LARGEST_ANSWER, timeout=TIMEOUT)
    except Unreachable as error:
        raise LookupUnavailable(f"no answer from {url}") from error
    return read_listing(answer, participant)


def read_listing(answer: Answer, participant: ParticipantId) -> Listing | None:
    """Raises LookupUnavailable (temporary) when this is no answer of a search."""
    if answer.status != 200:
        raise LookupUnavailable(f"the Directory answers {answer.status}")
    try:
        matches = [
            each for each in json.loads(answer.body)["matches"] if _identifier(each["participantID"]) == participant
        ]
        entities = [entity for match in matches for entity in match["entities"]]
        names = tuple(name["name"] for entity in entities for name in entity.get("name", ()))
        countries = tuple(entity["countryCode"] for entity in entities)
        kinds = frozenset(_document_types(each for match in matches for each in match.get("docTypes", ())))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidIdentifier) as error:
        raise LookupUnavailable(f"no answer of a search: {type(error).__name__}") from error
    return Listing(names, countries, kinds) if matches else None


def differences(
    card: BusinessCard, document_types: Iterable[DocumentTypeId], listing: Listing | None
) -> tuple[Difference, ...]:
    """Where the Directory and we differ; names are compared without blanks and case."""
    if listing is None:
        return (Difference.MISSING,)
    same = {
        Difference.NAME: _plain(card.name) in map(_plain, listing.names),
        Difference.COUNTRY: card.country in listing.countries,
        Difference.DOCUMENT_TYPES: frozenset(document_types) == listing.document_types,
    }
    return tuple(difference for difference, is_same in same.items() if not is_same)


def index_address(directory: str, participant: ParticipantId | None = None) -> str:
    """Where the Directory is asked, under the SMP's certificate: PUT a participant to read it again, DELETE the one named here."""
    named = participant.encode() if participant else ""
    return f"{directory.rstrip('/')}/indexer/1.0/{named}"


def _plain(text: object) -> str:
    return without(str(text)).casefold()


def _identifier(given: dict[str, str]) -> ParticipantId:
    return ParticipantId(given["value"], given["scheme"])


def _document_types(given: Iterable[dict[str, str]]) -> Iterable[DocumentTypeId]:
    return (DocumentTypeId(each["value"], each["scheme"]) for each in given)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{CARDS}}}{name}")
    child.text = text
    return child
