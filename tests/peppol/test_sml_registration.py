import re

import pytest

from schakel.peppol import sml_registration as sml
from schakel.peppol import xml
from schakel.peppol.doors import Answer
from schakel.peppol.errors import RegistrationRefused, RegistrationUnavailable
from schakel.peppol.identifiers import ParticipantId
from tests.peppol.fakes import FakeHttp

US = "SCHAKEL-SMP"
WHO = ParticipantId("0208:0407214017")
OTHER = ParticipantId("0208:0203201340")
SML = "https://sml.example.org/edelivery-sml"
KEY = "x" * 24


def content(request: sml.Request) -> list[tuple[str, str]]:
    """The names and texts in the SOAP body, without namespaces."""
    body = xml.parse(request.body)[0]
    assert body.tag == f"{{{sml.SOAP}}}Body"
    return [(one.tag.rpartition("}")[2], one.text or "") for one in body.iterdescendants()]


PARTICIPANT = [("ServiceMetadataPublisherID", US), ("ParticipantIdentifier", WHO.value)]


def test_the_smp_registers_itself():
    request = sml.create_publisher(US, address="https://smp.example.org")
    assert (request.path, request.action) == ("manageservicemetadata", f"{sml.PUBLISHERS}:createIn")
    assert content(request) == [
        ("CreateServiceMetadataPublisherService", ""),
        ("PublisherEndpoint", ""),
        ("LogicalAddress", "https://smp.example.org"),
        ("PhysicalAddress", "0.0.0.0"),
        ("ServiceMetadataPublisherID", US),
    ]
    assert content(sml.update_publisher(US, address="https://x"))[0][0] == "UpdateServiceMetadataPublisherService"
    assert content(sml.delete_publisher(US)) == [("ServiceMetadataPublisherID", US)]


@pytest.mark.parametrize(
    ("request_", "operation", "expected"),
    [
        (sml.create(US, WHO), "createIn", [("CreateParticipantIdentifier", ""), *PARTICIPANT]),
        (sml.delete(US, WHO), "deleteIn", [("DeleteParticipantIdentifier", ""), *PARTICIPANT]),
        (sml.create_list(US, [WHO]), "createListIn", [("CreateList", ""), *reversed(PARTICIPANT)]),
        (sml.delete_list(US, [WHO]), "deleteListIn", [("DeleteList", ""), *reversed(PARTICIPANT)]),
        (sml.list_page(US), "listIn", [("PageRequest", ""), PARTICIPANT[0]]),
        (sml.list_page(US, page="2"), "listIn", [("PageRequest", ""), PARTICIPANT[0], ("NextPageIdentifier", "2")]),
        (
            sml.prepare_migration(US, WHO, key=KEY),
            "prepareMigrateIn",
            [("PrepareMigrationRecord", ""), *PARTICIPANT, ("MigrationKey", KEY)],
        ),
        (
            sml.complete_migration(US, WHO, key=KEY),
            "migrateIn",
            [("CompleteMigrationRecord", ""), *PARTICIPANT, ("MigrationKey", KEY)],
        ),
    ],
)
def test_participants(request_, operation, expected):
    assert request_.path == "manageparticipantidentifier"
    assert request_.action == f"{sml.PARTICIPANTS}:{operation}"
    assert content(request_) == expected


def test_scheme_travels_as_an_attribute():
    element = xml.parse(sml.create(US, WHO).body).find(".//{*}ParticipantIdentifier")
    assert element.get("scheme") == "iso6523-actorid-upis"


def test_migration_keys():
    for _ in range(50):
        key = sml.new_migration_key()
        assert len(key) == 24
        for kind in ("[A-Z]", "[a-z]", "[0-9]", "[^A-Za-z0-9]"):
            assert len(re.findall(kind, key)) >= 2
    for key in ("", "x" * 25):
        with pytest.raises(RegistrationRefused):
            sml.complete_migration(US, WHO, key=key)


def called(status: int, body: bytes) -> Answer:
    http = FakeHttp()
    http.put(f"{SML}/manageparticipantidentifier", body, status=status)
    request = sml.create(US, WHO)
    answer = sml.call(request, http=http, management=f"{SML}/")
    assert http.posted == [request.body]
    return answer


def fault(name: str) -> bytes:
    detail = f'<l:{name} xmlns:l="{sml.LOCATOR}"><l:FaultMessage>m</l:FaultMessage></l:{name}>'
    fault = f"<s:Fault><faultcode>s:Server</faultcode><faultstring>why</faultstring><detail>{detail}</detail></s:Fault>"
    return f'<s:Envelope xmlns:s="{sml.SOAP}"><s:Body>{fault}</s:Body></s:Envelope>'.encode()


def test_a_good_answer_says_nothing():
    assert called(200, b"").status == 200


@pytest.mark.parametrize("name", ["BadRequestFault", "NotFoundFault", "UnauthorizedFault"])
def test_refusals_are_permanent(name):
    with pytest.raises(RegistrationRefused) as caught:
        called(500, fault(name))
    assert (caught.value.code, caught.value.detail, caught.value.permanent) == (name, "why", True)


@pytest.mark.parametrize("body", [fault("InternalErrorFault"), b"", b"<html/>", b"<!DOCTYPE x><x/>"])
def test_everything_else_may_be_tried_again(body):
    with pytest.raises(RegistrationUnavailable) as caught:
        called(503, body)
    assert not caught.value.permanent
    with pytest.raises(RegistrationUnavailable):
        sml.call(sml.create(US, WHO), http=FakeHttp(), management=SML)


def test_pages():
    page = xml.parse(sml.create_list(US, [WHO, OTHER]).body)
    answer = Answer(200, xml.etree.tostring(page))
    assert sml.read_page(answer) == ([WHO, OTHER], "")
    assert sml.read_page(Answer(200, sml.list_page(US, page="2").body)) == ([], "2")
    with pytest.raises(RegistrationUnavailable):
        sml.read_page(Answer(200, xml.etree.tostring(page).replace(b"0208:0407214017", b" ")))
