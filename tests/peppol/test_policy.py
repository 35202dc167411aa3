import csv
from pathlib import Path

import pytest

from schakel.peppol import check_digits, codelists
from schakel.peppol.codelists import CodeState
from schakel.peppol.identifiers import AS4_V2, DocumentTypeId, ParticipantId, ProcessId, service_provider
from schakel.peppol.policy import Problem, check_document_type, check_participant, check_process

SPECS = Path(__file__).parents[3] / "shared" / "specs" / "codelists"
BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
INVOICE = DocumentTypeId.of(UBL, "Invoice", customization=BILLING, version="2.1")


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


ALLOWED = """
0208:0407214017 0208:1000000021 9925:BE0407214017 9925:be0848934496 0088:7300010000001 0007:5567321707 0192:991825827
0151:51824753556 0199:529900T8BM49AURSDO55 0002:732829320 0211:IT07643520567 0198:DK13585628 0242:000306 9915:test
9930:anything 0130:anything
"""


@pytest.mark.parametrize("value", ALLOWED.split())
def test_participants_the_policy_allows(value):
    assert not [problem for problem in check_participant(ParticipantId(value)) if problem.fatal]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0208:0407214018", "WRONG_CHECK_DIGITS"),
        ("0208:407214017", "WRONG_FORM"),
        ("0208:BE0407214017", "WRONG_FORM"),
        ("0208:2407214017", "WRONG_FORM"),
        ("0208:\u0660407214017", "WRONG_FORM"),
        ("9925:0407214017", "WRONG_CHECK_DIGITS"),
        ("9925:BE0407214018", "WRONG_CHECK_DIGITS"),
        ("0088:7300010000002", "WRONG_CHECK_DIGITS"),
        ("0007:5567321708", "WRONG_CHECK_DIGITS"),
        ("0192:991825828", "WRONG_CHECK_DIGITS"),
        ("0151:51824753557", "WRONG_CHECK_DIGITS"),
        ("0151:01824753556", "WRONG_CHECK_DIGITS"),
        ("0199:529900T8BM49AURSDO56", "WRONG_CHECK_DIGITS"),
        ("0000:1", "UNKNOWN_NUMBERING"),
        ("0208:", "UNKNOWN_NUMBERING"),
        ("9956:0407214017", "REMOVED"),
    ],
)
def test_participants_the_policy_refuses(value, code):
    assert Problem(code) in check_participant(ParticipantId(value))


def test_warnings_are_not_fatal():
    assert check_participant(ParticipantId("0193:abcd")) == (Problem("DEPRECATED", fatal=False),)
    assert check_participant(ParticipantId("0106:55872255")) == (Problem("WRONG_FORM", fatal=False),)


def test_scheme_names_are_exact():
    assert codes(check_participant(ParticipantId("0208:0407214017", "ISO6523-actorid-upis"))) == ["WRONG_SCHEME"]
    assert codes(check_document_type(DocumentTypeId(INVOICE.value, "bdx-docid-qns"))) == ["WRONG_SCHEME"]
    assert codes(check_process(ProcessId("urn:x", "other"))) == ["WRONG_SCHEME"]


def pint(customization: str, **given) -> DocumentTypeId:
    return DocumentTypeId.of(UBL, "Invoice", customization=customization, version="2.1", **given)


def test_document_types():
    assert check_document_type(INVOICE) == ()
    assert check_document_type(pint("urn:peppol:pint:billing-1@eu-1")) == ()
    assert codes(check_document_type(pint("urn:other"))) == ["UNKNOWN_DOCUMENT_TYPE"]
    removed = next(
        one for one in codelists.document_types().values() if one.state is CodeState.REMOVED and not one.id.is_wildcard
    )
    assert Problem("REMOVED") in check_document_type(removed.id)


def test_wildcards_only_at_the_end_and_only_for_pint():
    assert codes(check_document_type(pint("urn:peppol:pint:billing-1*"))) == ["UNKNOWN_DOCUMENT_TYPE"]
    assert codes(check_document_type(pint("urn:peppol:pint:*billing-1"))) == ["WRONG_WILDCARD"]
    assert codes(check_document_type(pint("urn:other*"))) == ["WRONG_WILDCARD"]
    assert codes(check_document_type(pint("urn:other", scheme="peppol-doctype-wildcard"))) == ["WRONG_SCHEME"]
    assert codes(check_document_type(pint("urn:peppol:pint:billing-1", scheme="busdox-docid-qns"))) == ["WRONG_SCHEME"]


def test_everything_active_on_the_list_is_allowed():
    for entry in codelists.document_types().values():
        if entry.state is CodeState.ACTIVE:
            assert check_document_type(entry.id) == (), entry
            for process in entry.processes:
                assert not any(one.fatal for one in check_process(ProcessId(process), document_type=entry.id)), entry


def test_a_document_type_without_its_parts():
    assert check_document_type(DocumentTypeId("urn:x")) == (Problem("WRONG_FORM"),)


def test_processes():
    billing = ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
    assert check_process(billing) == check_process(billing, document_type=INVOICE) == ()
    mls = ProcessId("urn:peppol:edec:mls")
    assert check_process(mls, document_type=INVOICE) == (Problem("WRONG_PROCESS"),)
    assert codes(check_process(ProcessId("urn:unknown"))) == ["UNKNOWN_PROCESS"]
    assert codes(check_process(ProcessId("none"))) == ["DEPRECATED"]


def test_lists_are_complete():
    assert len(codelists.document_types()) == 321
    assert len(codelists.participant_schemes()) == 105
    assert len(codelists.processes()) == 109
    assert [one for one, state in codelists.transport_profiles().items() if state is CodeState.ACTIVE] == [AS4_V2]
    assert codelists.service_provider_uses() == {"MLS": CodeState.ACTIVE}


@pytest.mark.skipif(not SPECS.exists(), reason="the specifications are not beside the project")
@pytest.mark.parametrize("name", ["document-types", "participant-schemes", "processes", "transport-profiles"])
def test_lists_are_those_of_the_version_they_claim(name):
    published = (SPECS / f"peppol-{name}-{codelists.VERSION}.csv").read_text("utf-8")
    ours = Path(codelists.__file__).with_name(f"{name}.csv").read_text("utf-8")
    assert list(csv.reader(ours.splitlines())) == list(csv.reader(published.splitlines()))


def test_the_id_of_a_service_provider():
    assert service_provider("POP000306") == ParticipantId("0242:000306")


def test_check_digits_are_not_asked_where_none_are_known():
    assert check_digits.holds("0130", "anything")
