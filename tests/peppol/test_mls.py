import dataclasses
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest

from schakel.peppol import mls, policy, sbdh, xml
from schakel.peppol.errors import InvalidMessage, InvalidXml
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId
from schakel.peppol.mlr import DOCUMENT_TYPE as MLR_DOCUMENT_TYPE
from schakel.peppol.mls import Fate, Issue, MessageStatus, Reason
from schakel.peppol.sbdh import MlsType
from tests.peppol import corpus
from tests.peppol.test_sbdh import HEADER

PASSED_ON = MessageStatus(
    id="MLS-1",
    issued_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    sender=ParticipantId("0242:000306"),
    receiver=ParticipantId("0242:000307"),
    about="a593a0aa-6ff7-48b0-8906-5534fa5212e0",
    fate=Fate.PASSED_ON,
)
REJECTED = dataclasses.replace(
    PASSED_ON,
    fate=Fate.REJECTED,
    description="Not delivered",
    issues=(
        Issue(Reason.RULE_BROKEN, "BR-01 is broken", "/Invoice"),
        Issue(Reason.RULE_WARNING, "BR-02 warns", "/Invoice"),
        Issue(Reason.NOT_DELIVERED, "Nobody is there"),
    ),
)


def cases() -> list[dict]:
    return corpus.lines("mls", "cases.jsonl")


def test_corpus_fires_exactly_the_official_rules():
    for line in cases():
        official = {rule["rule"]: rule["count"] for rules in line["official"].values() for rule in rules}
        if not line["official"]:  # no rule set was chosen for a document without CustomizationID
            official = {line["upstream_expectation"]["invalid"]: 1}
        assert Counter(finding.rule for finding in mls.check(line["xml"].encode())) == official, line["id"]


def test_corpus_verdicts():
    for line in cases():
        assert is_readable(line["xml"].encode()) is ("valid" in line["verdict"].values()), line["id"]


def is_readable(data: bytes) -> bool:
    try:
        mls.read(data)
    except InvalidMessage:
        return False
    return True


@pytest.mark.parametrize("status", [PASSED_ON, REJECTED, dataclasses.replace(PASSED_ON, fate=Fate.CONFIRMED)])
def test_what_is_written_reads_back_and_keeps_the_rules(status):
    data = mls.write(status)
    assert mls.check(data) == ()
    assert mls.read(data) == status


def test_issues_of_one_place_share_a_line():
    root = xml.parse(mls.write(REJECTED))
    assert [len(line.findall("{*}Response")) for line in root.iterfind(".//{*}LineResponse")] == [2, 1]


def test_time_keeps_its_zone():
    status = dataclasses.replace(PASSED_ON, issued_at=datetime(2026, 11, 24, 1, tzinfo=timezone(timedelta(hours=1))))
    assert mls.read(mls.write(status)).issued_at == datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"id": " "}, "SCH-MLS-03"),
        ({"issued_at": datetime(2026, 11, 24)}, "SCH-MLS-06"),  # noqa: DTZ001 - the rule is about a missing zone
        ({"sender": ParticipantId("0208:0407214017")}, "SCH-MLS-09"),
        ({"receiver": ParticipantId("0243:000306")}, "SCH-MLS-16"),
        ({"fate": Fate.REJECTED}, "SCH-MLS-20"),
        ({"fate": Fate.REJECTED, "description": "why"}, "SCH-MLS-23"),
        ({"issues": REJECTED.issues}, "SCH-MLS-25"),
        ({"about": ""}, "SCH-MLS-26"),
    ],
)
def test_what_would_break_a_rule_is_not_written(change, rule):
    with pytest.raises(InvalidMessage) as caught:
        mls.write(dataclasses.replace(PASSED_ON, **change))
    assert caught.value.code == rule


def test_service_provider_ids_compare_without_case_and_may_have_parts():
    status = dataclasses.replace(PASSED_ON, sender=ParticipantId("0242:000306-mls.abc~1-x"))
    assert mls.read(mls.write(status)).sender == ParticipantId("0242:000306-MLS.ABC~1-X")


def test_two_descriptions_stop_the_official_rules():
    rejected = mls.write(REJECTED)
    twice = rejected.replace(b"<cbc:Description>", b"<cbc:Description>y</cbc:Description><cbc:Description>")
    assert {finding.rule for finding in mls.check(twice)} == {"STOP"}


def test_two_reasons_of_one_issue_stop_the_official_rules_but_not_behind_a_broken_rule():
    status = b"<cac:Status><cbc:StatusReasonCode>%s</cbc:StatusReasonCode></cac:Status>"
    rejected = mls.write(REJECTED)
    first = next(each for each in (b"BV", b"FD", b"SV") if status % each in rejected)
    twice = rejected.replace(status % first, status % b"SV" + status % b"BW", 1)
    assert {finding.rule for finding in mls.check(twice)} == {"STOP"}
    head, issue, tail = rejected.partition(b"<cac:Response><cbc:Description>")
    one = issue + b"y</cbc:Description>" + status % b"BV" + b"</cac:Response>"
    assert issue
    assert not mls.check(head + one + issue + tail.replace(status % first, status % b"SV" * 2, 1))


def test_what_the_schema_refuses_is_no_status():
    unknown = mls.write(PASSED_ON).replace(b"<cbc:ID>", b"<cbc:Nonsense/><cbc:ID>")
    assert "XSD" in {finding.rule for finding in mls.check(unknown)}
    with pytest.raises(InvalidMessage) as caught:
        mls.read(unknown)
    assert caught.value.code == "XSD"


def test_what_is_no_status_is_refused():
    with pytest.raises(InvalidMessage):
        mls.check(b"<Invoice/>")
    with pytest.raises(InvalidXml):
        mls.check(b"status")
    impossible = mls.write(PASSED_ON).replace(b"2026-11-24", b"2026-13-24")
    assert {finding.rule for finding in mls.check(impossible)} == {"XSD"}
    with pytest.raises(InvalidMessage):
        mls.read(impossible)


def test_B01_doctype_in_a_status():
    written = mls.write(PASSED_ON)
    with pytest.raises(InvalidXml) as caught:
        mls.read(written.replace(b"?>", b"?><!DOCTYPE x>", 1))
    assert caught.value.code == "DOCTYPE_REFUSED"


def test_E12_statuses_are_never_answered():
    assert mls.is_answerable(HEADER.document_type)
    assert not mls.is_answerable(mls.DOCUMENT_TYPE)
    assert not mls.is_answerable(MLR_DOCUMENT_TYPE)
    assert mls.is_answerable(DocumentTypeId("urn:x::Invoice##urn:y::2.1"))


def test_failures_are_always_told_the_rest_on_request():
    assert mls.is_wanted(Fate.REJECTED, MlsType.FAILURE_ONLY)
    assert not mls.is_wanted(Fate.CONFIRMED, MlsType.FAILURE_ONLY)
    assert mls.is_wanted(Fate.PASSED_ON, MlsType.ALWAYS_SEND)


def test_destination_is_the_scope_or_the_sending_access_point():
    assert mls.destination(HEADER, sending_access_point="POP000306") == ParticipantId("0242:000306")
    elsewhere = dataclasses.replace(HEADER, mls_to=ParticipantId("0242:000999-MLS"))
    assert mls.destination(elsewhere, sending_access_point="POP000306") == ParticipantId("0242:000999-MLS")


def test_the_envelope_of_a_status():
    header = mls.envelope(REJECTED, country="BE", instance_id="x")
    envelope = sbdh.unwrap(sbdh.wrap(header, mls.write(REJECTED)))
    assert (envelope.header.sender, envelope.header.receiver) == (REJECTED.sender, REJECTED.receiver)
    assert mls.read(envelope.document) == REJECTED
    assert policy.check_document_type(mls.DOCUMENT_TYPE) == ()
    assert policy.check_process(mls.PROCESS, document_type=mls.DOCUMENT_TYPE) == ()


def test_the_end_of_a_day_is_a_time_of_the_schema_that_no_clock_shows():
    midnight = mls.write(PASSED_ON).replace(b"12:00:00+00:00", b"24:00:00Z")
    assert mls.check(midnight) == ()
    with pytest.raises(InvalidMessage) as caught:
        mls.read(midnight)
    assert caught.value.code == "SCH-MLS-06"
