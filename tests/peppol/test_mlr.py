import re

import pytest

from schakel.peppol import mlr
from schakel.peppol.errors import InvalidMessage
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.mls import Fate, Reason
from tests.peppol import corpus

DOCUMENT = """<ApplicationResponse xmlns="urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:mlr:3</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:mlr:3</cbc:ProfileID>
<cbc:ID>R-1</cbc:ID><cbc:IssueDate>2026-11-24</cbc:IssueDate><cbc:IssueTime>12:00:00</cbc:IssueTime>
<cac:SenderParty><cbc:EndpointID schemeID="0208">0407214017</cbc:EndpointID></cac:SenderParty>
<cac:ReceiverParty><cbc:EndpointID schemeID="0088">7300010000001</cbc:EndpointID></cac:ReceiverParty>
<cac:DocumentResponse>
<cac:Response><cbc:ResponseCode>RE</cbc:ResponseCode><cbc:Description>no</cbc:Description></cac:Response>
<cac:DocumentReference><cbc:ID>E-1</cbc:ID><cbc:DocumentTypeCode>380</cbc:DocumentTypeCode></cac:DocumentReference>
<cac:LineResponse><cac:LineReference><cbc:LineID>NA</cbc:LineID></cac:LineReference>
<cac:Response><cbc:Description>why</cbc:Description>
<cac:Status><cbc:StatusReasonCode>BV</cbc:StatusReasonCode></cac:Status></cac:Response></cac:LineResponse>
</cac:DocumentResponse></ApplicationResponse>"""


def rules(pattern: str, replacement: str) -> set[str]:
    text, count = re.subn(pattern, replacement, DOCUMENT, count=1, flags=re.DOTALL)
    assert count == 1
    return {finding.rule.removeprefix("PEPPOL-") for finding in mlr.check(text.encode())}


def test_corpus_is_valid():
    for line in corpus.lines("mlr"):
        data = corpus.document("mlr", line)
        assert mlr.check(data) == ()
        assert mlr.read(data).id == line["number"]


def test_read():
    found = mlr.read(DOCUMENT.encode())
    assert (found.id, found.about, found.fate, found.description) == ("R-1", "E-1", Fate.REJECTED, "no")
    assert (found.sender, found.receiver) == (ParticipantId("0208:0407214017"), ParticipantId("0088:7300010000001"))
    assert [(issue.reason, issue.place) for issue in found.issues] == [(Reason.RULE_BROKEN, "NA")]


@pytest.mark.parametrize(
    ("pattern", "replacement", "rule"),
    [
        ("mlr:3<", "mlr:2<", "T71-R001"),
        ("bis:mlr:3", "bis:mlr:2", "T71-B00301"),
        ("<cbc:ID>R-1</cbc:ID>", "", "T71-B00103"),
        ("<cbc:IssueDate>.*?</cbc:IssueDate>", "", "T71-B00104"),
        ("<cac:SenderParty>.*?</cac:SenderParty>", "", "T71-B00105"),
        ("<cbc:ID>R-1", "<cbc:Note>x</cbc:Note><cbc:ID>R-1", "T71-B00109"),
        ("<cac:SenderParty>", "<cac:SenderParty><cbc:X>x</cbc:X>", "T71-B00702"),
        (' schemeID="0208"', "", "T71-B00801"),
        ('schemeID="0088"', 'schemeID="9999"', "T71-B01102"),
        ("<cac:DocumentReference>.*?</cac:DocumentReference>", "", "T71-B01302"),
        ("<cac:DocumentResponse>", "<cac:DocumentResponse><cac:X>x</cac:X>", "T71-B01303"),
        ("<cbc:ResponseCode>RE</cbc:ResponseCode>", "", "T71-B01401"),
        (">RE<", ">UQ<", "T71-B01501"),
        ("<cbc:ID>E-1</cbc:ID>", "", "T71-B01701"),
        (">380<", ">invoice<", "T71-B01901"),
        ("<cac:LineReference>.*?</cac:LineReference>", "", "T71-B02101"),
        ("<cbc:LineID>NA</cbc:LineID>", "", "T71-B02201"),
        ("<cbc:Description>why</cbc:Description>", "", "T71-B02401"),
        ("<cac:Status>.*?</cac:Status>", "", "T71-B02402"),
        (">BV<", ">FD<", "T71-B02801"),
        (">why<", "><", "COMMON-R001"),
        ("2026-11-24", "2026-11-24Z", "COMMON-R030"),
        ("7300010000001", "7300010000002", "COMMON-R040"),
        ("0407214017", "0407214018", "COMMON-R043"),
    ],
)
def test_rules(pattern, replacement, rule):
    assert rule in rules(pattern, replacement)


def test_a_valid_document_stays_silent():
    assert mlr.check(DOCUMENT.encode()) == ()


def test_warnings_do_not_make_it_invalid():
    warned = DOCUMENT.replace('"0208">0407214017', '"0106">123')
    assert [(one.rule, one.fatal) for one in mlr.check(warned.encode())] == [("PEPPOL-COMMON-R054", False)]
    assert mlr.read(warned.encode())


def test_schema_location_is_forbidden():
    located = DOCUMENT.replace(
        "<ApplicationResponse ",
        '<ApplicationResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" ',
    )
    assert {one.rule for one in mlr.check(located.encode())} == {"PEPPOL-COMMON-R003", "PEPPOL-T71-B00108"}


def test_a_broken_rule_is_named_when_reading():
    with pytest.raises(InvalidMessage) as caught:
        mlr.read(DOCUMENT.replace(">BV<", ">XX<").encode())
    assert caught.value.code == "PEPPOL-T71-B02801"


def test_a_comment_in_a_code_stops_the_official_rules():
    assert rules(">RE<", ">R<!--x-->E<") == {"STOP"}
    assert rules(">RE<", "><!--x-->RE<") == set()
    assert rules("bis:mlr", "bis:<!--x-->mlr") == {"STOP"}
    assert "COMMON-R001" in rules(">R-1<", "><!--x--><")
