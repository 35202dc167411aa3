import pytest

from schakel.peppol import codelists
from schakel.peppol.errors import InvalidIdentifier
from schakel.peppol.identifiers import AS4_V2, WILDCARD_SCHEME, DocumentTypeId, ParticipantId, ProcessId

INVOICE = DocumentTypeId.of(
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "Invoice",
    customization="urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    version="2.1",
)


def pint(customization: str) -> DocumentTypeId:
    return DocumentTypeId.of("urn:x:Invoice-2", "Invoice", customization=customization, version="2.1")


def test_participant_is_written_and_read_on_one_line():
    participant = ParticipantId.parse("iso6523-actorid-upis::0208:0407214017")
    assert participant == ParticipantId("0208:0407214017")
    assert (participant.icd, participant.number) == ("0208", "0407214017")
    assert str(participant) == "iso6523-actorid-upis::0208:0407214017"


def test_participant_compares_without_case_in_value_only():
    assert ParticipantId("9915:TEST") == ParticipantId("9915:test")
    assert len({ParticipantId("9915:TEST"), ParticipantId("9915:test")}) == 1
    assert ParticipantId("9915:test", "ISO6523-actorid-upis") != ParticipantId("9915:test")
    assert ParticipantId("9915:test") != "iso6523-actorid-upis::9915:test"
    assert str(ParticipantId("9915:TEST")).endswith("9915:TEST")


def test_other_identifiers_compare_with_case():
    assert ProcessId("urn:A") != ProcessId("urn:a")
    assert ProcessId("urn:a") != DocumentTypeId("urn:a", ProcessId("urn:a").scheme)


def test_percent_encoding_covers_the_whole_identifier():
    assert ParticipantId("0208:0407214017").encode() == "iso6523-actorid-upis%3A%3A0208%3A0407214017"
    assert "%23%23urn%3Acen.eu%3Aen16931%3A2017%23compliant%23" in INVOICE.encode()
    assert DocumentTypeId.decode(INVOICE.encode()) == INVOICE


def test_document_type_has_four_parts():
    assert INVOICE.namespace == "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    assert INVOICE.root == "Invoice"
    assert INVOICE.customization.startswith("urn:cen.eu:en16931:2017#compliant#")
    assert INVOICE.version == "2.1"
    assert INVOICE.scheme == "busdox-docid-qns"


@pytest.mark.parametrize("value", ["urn:x", "urn:x::##c::1", "urn:x::R##c", "urn:x::R##::1", "##c::1"])
def test_document_type_without_its_parts_is_told_when_asked(value):
    with pytest.raises(InvalidIdentifier):
        assert DocumentTypeId(value).root


def test_content_that_is_not_xml_has_no_root():
    pdf = DocumentTypeId("urn:peppol:doctype:pdf+xml##urn:cen.eu:en16931:2017#conformant#urn:f:1.0::D22B")
    assert (pdf.namespace, pdf.root, pdf.version) == ("urn:peppol:doctype:pdf+xml", "", "D22B")


def test_every_type_on_the_list_has_its_parts():
    assert all(one.namespace and one.customization and one.version for one in codelists.document_types())


@pytest.mark.parametrize(
    ("registered", "wanted", "covered"),
    [
        ("urn:peppol:pint:billing-1@eu-1", "urn:peppol:pint:billing-1@eu-1", True),
        ("urn:peppol:pint:billing-1*", "urn:peppol:pint:billing-1@eu-1", True),
        ("urn:peppol:pint:billing-1*", "urn:peppol:pint:billing-1", True),
        ("urn:peppol:pint:billing-1*", "urn:peppol:pint:billing-10", False),
        ("urn:peppol:pint:billing-1@eu-1", "urn:peppol:pint:billing-1", False),
    ],
)
def test_wildcard_covers_refinements_only(registered, wanted, covered):
    assert pint(registered).covers(pint(wanted)) is covered


def test_star_means_nothing_outside_the_wildcard_scheme():
    plain = DocumentTypeId(pint("urn:peppol:pint:billing-1*").value)
    assert pint("urn:peppol:pint:billing-1*").scheme == WILDCARD_SCHEME
    assert not plain.covers(pint("urn:peppol:pint:billing-1@eu-1"))


@pytest.mark.parametrize("text", ["", "iso6523-actorid-upis", "::0208:1", "iso6523-actorid-upis::", "a::b c", "a::b\n"])
def test_what_is_not_an_identifier_is_refused(text):
    with pytest.raises(InvalidIdentifier) as caught:
        ParticipantId.parse(text)
    assert caught.value.permanent
    assert str(caught.value).startswith("INVALID_IDENTIFIER: ")


def test_too_long_is_refused():
    with pytest.raises(InvalidIdentifier):
        ProcessId("x" * 201)
    with pytest.raises(InvalidIdentifier):
        ParticipantId("0208:" + "1" * 131)


def test_transport_profile_prints_as_its_value():
    assert str(AS4_V2) == "peppol-transport-as4-v2_0"
