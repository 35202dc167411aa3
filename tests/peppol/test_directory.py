"""The Peppol Directory: what we publish for it, and what is read of its answers."""

import json
from datetime import date

import pytest
from lxml import etree

from schakel.peppol import directory
from schakel.peppol.directory import BusinessCard, Difference
from schakel.peppol.doors import Answer
from schakel.peppol.errors import LookupUnavailable
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId
from tests.peppol.fakes import FakeHttp

WHO = ParticipantId("0208:0407214017")
OTHER = ParticipantId("0208:0203201340")
INVOICE = DocumentTypeId("urn:x::Invoice##urn:y::2.1", "busdox-docid-qns")
CREDIT = DocumentTypeId("urn:x::CreditNote##urn:y::2.1", "busdox-docid-qns")
CARD = BusinessCard(WHO, "Mill & Sons <BV>", "BE", (("VAT", "BE0407214017"),), date(2026, 11, 30))
BASE = "https://directory.example"
URL = f"{BASE}/search/1.0/json?participant=iso6523-actorid-upis%3A%3A0208%3A0407214017"


def match(who: ParticipantId = WHO, **changed) -> dict:
    entity = {"name": [{"name": "MILL & Sons  <BV>"}], "countryCode": "BE"} | changed.pop("entity", {})
    kinds = [{"scheme": INVOICE.scheme, "value": INVOICE.value}]
    return {
        "participantID": {"scheme": who.scheme, "value": who.value},
        "docTypes": kinds,
        "entities": [entity],
    } | changed


def answered(*matches: dict) -> Answer:
    return Answer(200, json.dumps({"version": "1.0", "matches": list(matches)}).encode())


def test_a_card_says_who_where_and_since_when():
    root = etree.fromstring(directory.write_card(CARD))
    assert root.tag == "{http://www.peppol.eu/schema/pd/businesscard/20180621/}BusinessCard"
    participant, entity = root
    assert (participant.text, participant.get("scheme")) == (WHO.value, WHO.scheme)
    assert entity.get("registrationDate") == "2026-11-30"
    assert [(each.tag.rpartition("}")[2], each.text, dict(each.attrib)) for each in entity] == [
        ("Name", "Mill & Sons <BV>", {}),
        ("CountryCode", "BE", {}),
        ("Identifier", "BE0407214017", {"scheme": "VAT"}),
    ]


def test_what_it_says_of_the_participant_is_read():
    http = FakeHttp()
    http.put(URL, answered(match(OTHER), match()).body)
    listing = directory.find_listing(WHO, http=http, directory=f"{BASE}/")
    assert listing.names == ("MILL & Sons  <BV>",)
    assert directory.differences(CARD, [INVOICE], listing) == ()
    assert directory.read_listing(answered(), WHO) is None
    assert directory.read_listing(answered(match(OTHER)), WHO) is None


@pytest.mark.parametrize(
    ("found", "kinds", "expected"),
    [
        ((), [INVOICE], [Difference.MISSING]),
        ((match(entity={"name": [{"name": "Mill"}]}),), [INVOICE], [Difference.NAME]),
        ((match(entity={"countryCode": "NL"}),), [INVOICE], [Difference.COUNTRY]),
        ((match(),), [INVOICE, CREDIT], [Difference.DOCUMENT_TYPES]),
        ((match(docTypes=[], entity={"name": []}),), [INVOICE], [Difference.NAME, Difference.DOCUMENT_TYPES]),
    ],
)
def test_each_difference_is_named(found, kinds, expected):
    assert list(directory.differences(CARD, kinds, directory.read_listing(answered(*found), WHO))) == expected


@pytest.mark.parametrize(
    "answer",
    [
        Answer(429, b""),
        Answer(500, answered().body),
        Answer(200, b"<html/>"),
        Answer(200, b"[]"),
        Answer(200, b'{"matches": 3}'),
        Answer(200, b'{"matches": [{"participantID": null, "entities": []}]}'),
        Answer(200, b'{"matches": [{"participantID": {"scheme": 1, "value": []}, "entities": []}]}'),
        Answer(200, b"[" * 100_000),
        answered(match(entities=None)),
        answered(match(docTypes=[{"scheme": "", "value": ""}])),
    ],
)
def test_what_is_no_answer_is_asked_again_later(answer):
    with pytest.raises(LookupUnavailable):
        directory.read_listing(answer, WHO)


def test_silence_is_temporary_and_the_indexer_has_an_address():
    with pytest.raises(LookupUnavailable):
        directory.find_listing(WHO, http=FakeHttp(), directory=BASE)
    assert directory.index_address(BASE) == f"{BASE}/indexer/1.0/"
    assert directory.index_address(BASE, WHO).endswith("/indexer/1.0/iso6523-actorid-upis%3A%3A0208%3A0407214017")
