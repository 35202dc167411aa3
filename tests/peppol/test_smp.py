import dataclasses
import datetime as dt

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from schakel.peppol import smp, smp_publishing, smp_reader, xml
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import RevocationStatus
from schakel.peppol.errors import (
    InvalidMessage,
    LookupUnavailable,
    NotRegistered,
    NotSupported,
    PeppolError,
    RevocationUnknown,
    Untrusted,
)
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId, TransportProfile
from schakel.peppol.pki import Role
from schakel.peppol.smp_metadata import Redirect
from tests.peppol import corpus
from tests.peppol.fakes import NOW, SaidRevocation
from tests.peppol.smp_world import BASE, BILLING, INVOICE, RECEIVER, World

DAY = dt.timedelta(days=1)
OTHER = ParticipantId("0208:0203201340")
CREDIT_NOTE = DocumentTypeId("urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2::CreditNote##urn:x#y::2.1")


@pytest.fixture
def world(pki, smp_key, bob) -> World:
    return World(pki, smp_key, bob)


def look_up(world: World, document_type: DocumentTypeId = INVOICE) -> smp.Destination:
    return smp.lookup(RECEIVER, document_type, BILLING, network=world.network)


def assert_refused(world: World, kind: type[PeppolError], code: str) -> None:
    with pytest.raises(kind) as caught:
        look_up(world)
    assert type(caught.value) is kind
    assert caught.value.code == code


def test_the_way_to_a_receiver(world, bob):
    found = look_up(world)
    assert found == smp.Destination("https://ap.example.org/as4", bob.certificate, "POP999002", INVOICE, BILLING)
    assert world.http.asked == [world.address]


def test_capabilities(world):
    world.put_group(INVOICE, CREDIT_NOTE)
    assert smp.capabilities(RECEIVER, network=world.network).document_types == (INVOICE, CREDIT_NOTE)


def test_known_but_not_for_this_document(world):
    with pytest.raises(NotSupported):
        look_up(world, CREDIT_NOTE)
    del world.http.answers[world.address]
    world.http.put(world.address, b"", status=404)
    assert_refused(world, NotSupported, "NOT_SUPPORTED")


@pytest.fixture(autouse=True)
def unknown_pages_are_404(world):
    for document_type in (CREDIT_NOTE,):
        url = smp_publishing.metadata_address(RECEIVER, document_type, base=BASE)
        world.http.put(url, b"not found", status=404)


def test_dns_knows_but_smp_does_not(world):
    world.http.put(world.address, b"", status=404)
    world.http.put(f"{BASE}/{RECEIVER.encode()}", b"", status=404)
    assert_refused(world, NotRegistered, "REGISTRATION_BROKEN")


def test_not_in_this_process_or_transport(world):
    world.put(world.metadata(world.endpoint(process=ProcessId("urn:other"))))
    assert_refused(world, NotSupported, "PROCESS_NOT_SUPPORTED")
    world.put(world.metadata(world.endpoint(transport_profile=TransportProfile("busdox-transport-as2-ver2p0"))))
    assert_refused(world, NotSupported, "TRANSPORT_NOT_SUPPORTED")


@pytest.mark.parametrize("window", [(NOW + DAY, None), (None, NOW), (NOW - 2 * DAY, NOW - DAY)])
def test_F06_outside_the_activation_window(world, window):
    world.put(world.metadata(world.endpoint(active_from=window[0], active_until=window[1])))
    assert_refused(world, NotSupported, "ENDPOINT_NOT_ACTIVE")


def test_the_first_active_endpoint_is_taken(world):
    past = world.endpoint(active_until=NOW - DAY, address="https://old.example.org/as4")
    world.put(world.metadata(past, world.endpoint(active_from=NOW - DAY, active_until=NOW + DAY)))
    assert look_up(world).address == "https://ap.example.org/as4"


@pytest.mark.parametrize(
    "address", ["http://ap.example.org/as4", "https://10.0.0.1/as4", "https://ap.example.org/../x", ""]
)
def test_F06_endpoint_addresses(world, address):
    world.put(world.metadata(world.endpoint(address=address)))
    assert_refused(world, Untrusted, "ADDRESS_REFUSED")


def test_F06_unsigned_or_changed(world):
    signed = world.http.answers[world.address].body
    start, end = signed.index(b"<ds:Signature"), signed.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    world.http.put(world.address, signed[:start] + signed[end:])
    assert_refused(world, Untrusted, "SIGNATURE_MISSING")
    world.http.put(world.address, signed.replace(b"ap.example.org", b"xp.example.org"))
    assert_refused(world, Untrusted, "SIGNATURE_WRONG")


def test_F06_signed_by_something_that_is_no_smp(world, alice):
    world.put(world.metadata(), key=alice)
    assert_refused(world, Untrusted, "CERTIFICATE_WRONG_ROLE")
    impostor = DemoPki.make(now=NOW).issue("POP999003", role=Role.SMP, valid_from=NOW - DAY, private=alice.private)
    world.put(world.metadata(), key=impostor)
    assert_refused(world, Untrusted, "CERTIFICATE_WRONG_ISSUER")


def test_F06_for_another_participant_or_document(world):
    world.put(world.metadata(participant=OTHER))
    assert_refused(world, Untrusted, "SMP_ANSWER_MISMATCH")
    world.put(world.metadata(document_type=CREDIT_NOTE))
    assert_refused(world, Untrusted, "SMP_ANSWER_MISMATCH")
    world.put_group(INVOICE, participant=OTHER)
    with pytest.raises(Untrusted):
        smp.capabilities(RECEIVER, network=world.network)


def test_F06_an_answer_of_100_mb_is_not_read(world):
    world.http.put(world.address, b"x" * (smp.LARGEST_ANSWER + 1))
    assert_refused(world, LookupUnavailable, "LOOKUP_UNAVAILABLE")


def test_F06_the_certificate_of_the_access_point_is_checked(world, pki, smp_key):
    world.put(world.metadata(world.endpoint(certificate=smp_key.certificate)))
    assert_refused(world, Untrusted, "CERTIFICATE_WRONG_ROLE")
    body = world.http.answers[world.address].body
    element = xml.parse(body).find(".//{*}Certificate").text.encode()
    assert smp_reader.certificate(element.decode()) == smp_key.certificate
    root = xml.parse(body)
    root.find(".//{*}Certificate").text = "blacert"
    root.remove(root.find("{*}Signature"))
    smp_publishing.xml_signature.sign(root, smp_key)
    world.http.put(world.address, smp_publishing._to_bytes(root))
    assert_refused(world, Untrusted, "CERTIFICATE_UNREADABLE")


def test_F06_withdrawn_or_unknown(world):
    for status, kind in ((RevocationStatus.REVOKED, Untrusted), (RevocationStatus.UNKNOWN, RevocationUnknown)):
        network = dataclasses.replace(world.network, revocation=SaidRevocation(status))
        with pytest.raises(kind):
            smp.lookup(RECEIVER, INVOICE, BILLING, network=network)


@pytest.mark.parametrize("status", [301, 302, 400, 500, 503])
def test_F06_redirects_of_http_are_not_followed(world, status):
    world.http.put(world.address, b"", status=status)
    assert_refused(world, LookupUnavailable, "LOOKUP_UNAVAILABLE")


def test_B01_doctype_in_an_smp_answer(world):
    signed = world.http.answers[world.address].body
    world.http.put(world.address, signed.replace(b"?>", b"?><!DOCTYPE x>", 1))
    assert_refused(world, Untrusted, "DOCTYPE_REFUSED")


def test_B06_an_smp_answer_with_too_many_elements(world):
    world.http.put(world.address, b"<r>" + b"<a/>" * 60_000 + b"</r>")
    assert_refused(world, Untrusted, "XML_TOO_LARGE")


def test_what_is_no_smp_answer_may_be_one_later(world):
    world.http.put(world.address, b"Down for maintenance")
    assert_refused(world, LookupUnavailable, "INVALID_XML")
    world.http.put(world.address, b"", status=404)
    world.http.put(f"{BASE}/{RECEIVER.encode()}", b"<html/>")
    assert_refused(world, LookupUnavailable, "INVALID_SMP_ANSWER")
    world.http.answers.clear()
    assert_refused(world, LookupUnavailable, "LOOKUP_UNAVAILABLE")


SECOND = "https://second.example.org/x"
NAMED = "CN=POP999003,OU=PEPPOL DEMONSTRATION SMP,O=Demonstration,C=BE"


@pytest.mark.parametrize(
    "uid",
    [
        "CN=POP999004,OU=PEPPOL DEMONSTRATION SMP,O=Demonstration,C=BE",
        "CN=POP999004, OU=PEPPOL DEMONSTRATION SMP, O=Demonstration, C=BE",
        "c = BE, o = Demonstration, ou = PEPPOL DEMONSTRATION SMP, cn = POP999004",
    ],
)
def test_one_redirect_is_followed(world, pki, alice, uid):
    second = pki.issue("POP999004", role=Role.SMP, valid_from=NOW - DAY, private=alice.private)
    world.put(Redirect(SECOND, uid))
    world.put(world.metadata(), address=SECOND, key=second)
    assert look_up(world).seat_id == "POP999002"
    assert world.http.asked == [world.address, SECOND]


def test_F06_redirects_that_do_not_hold(world):
    world.put(Redirect(SECOND, NAMED))
    world.put(Redirect(SECOND, NAMED), address=SECOND)
    assert_refused(world, Untrusted, "SMP_REDIRECT_CHAIN")
    world.http.put(SECOND, b"", status=404)
    assert_refused(world, LookupUnavailable, "REDIRECT_BROKEN")
    world.put(world.metadata(), address=SECOND)
    for uid in (NAMED.replace("3,", "9,"), "POP999003", f"{NAMED}:0a1b", ""):
        world.put(Redirect(SECOND, uid))
        assert_refused(world, Untrusted, "SMP_REDIRECT_CERTIFICATE")
    world.put(Redirect("http://second.example.org", "POP999003"))
    assert_refused(world, Untrusted, "ADDRESS_REFUSED")


def pint(customization: str) -> DocumentTypeId:
    return DocumentTypeId.of(INVOICE.namespace, "Invoice", customization=customization, version="2.1")


def test_wildcard_types_are_matched_to_what_is_registered(world):
    wide, narrow = pint("urn:peppol:pint:billing-1*"), pint("urn:peppol:pint:billing-1@be-1*")
    wanted = pint("urn:peppol:pint:billing-1@be-1@x")
    for offered, best in (((wide,), wide), ((wide, narrow), narrow), ((wide, wanted, narrow), wanted)):
        world.put_group(INVOICE, *offered)
        address = smp_publishing.metadata_address(RECEIVER, best, base=BASE)
        world.put(world.metadata(document_type=best), address=address)
        assert look_up(world, wanted).document_type == best
    world.put_group(INVOICE)
    with pytest.raises(NotSupported):
        look_up(world, wanted)


def test_what_we_publish_reads_back(world, smp_key):
    metadata = world.metadata(
        world.endpoint(active_from=NOW, active_until=NOW + DAY, description="d", contact="https://x.example.org"),
        world.endpoint(process=ProcessId("urn:other")),
        world.endpoint(address="https://b.example.org/as4"),
    )
    body = smp_publishing.signed_service_metadata(metadata, key=smp_key)
    again = smp_reader.service_metadata(xml.parse(body))
    assert again == dataclasses.replace(
        metadata, endpoints=(metadata.endpoints[0], metadata.endpoints[2], metadata.endpoints[1])
    )


def test_an_endpoint_without_certificate_is_not_published(world, smp_key):
    with pytest.raises(InvalidMessage):
        smp_publishing.signed_service_metadata(world.metadata(world.endpoint(certificate=None)), key=smp_key)


def test_certificates_with_armour_and_line_breaks_are_read(bob):
    pem = bob.certificate.public_bytes(Encoding.PEM).decode()
    assert (
        smp_reader.certificate(pem)
        == smp_reader.certificate("\n ".join(pem.split("-----")[2].split()))
        == bob.certificate
    )


PARSED = "{http://busdox.org/serviceMetadata/publishing/1.0/}"


def test_corpus_answers_read_as_the_manifest_says():
    for line in corpus.lines("smp"):
        root = xml.parse(corpus.document("smp", line))
        if not root.tag.startswith(PARSED):
            with pytest.raises(InvalidMessage):
                smp_reader.service_metadata(root)
        elif line["root"] == "ServiceGroup":
            group = smp_reader.service_group(root)
            assert len(group.document_types) == len(line["references"]), line["id"]
        else:
            assert_same(smp_reader.service_metadata(root), line)


def assert_same(metadata, line) -> None:
    assert metadata.participant == ParticipantId(line["participant"]["value"], line["participant"]["scheme"])
    assert metadata.document_type == DocumentTypeId(line["document_type"]["value"], line["document_type"]["scheme"])
    expected = [(process["value"], one) for process in line["processes"] for one in process["endpoints"]]
    assert len(metadata.endpoints) == len(expected)
    for endpoint, (process, facts) in zip(metadata.endpoints, expected, strict=True):
        assert (endpoint.process.value, endpoint.address) == (process, facts["address"])
        assert endpoint.transport_profile.value == facts["transport_profile"]
        assert (endpoint.active_from is None) is (facts["activation"] is None)
        assert (endpoint.certificate is None) is ("sha256" not in (facts["certificate"] or {}))


def broken(change) -> None:
    root = change()
    with pytest.raises(InvalidMessage) as caught:
        smp_reader.service_metadata(root)
    assert caught.value.code == "INVALID_SMP_ANSWER"


def test_answers_that_are_not_understood(world):
    def with_text(path: str, text: str):
        root = xml.parse(world.http.answers[world.address].body)
        root.find(path).text = text
        return root

    world.put(world.metadata(world.endpoint(active_from=NOW)))
    broken(lambda: with_text(".//{*}ParticipantIdentifier", ""))
    broken(lambda: with_text(".//{*}ServiceActivationDate", "yesterday"))
    broken(lambda: with_text(".//{*}ServiceActivationDate", "2026-02-30"))
    broken(lambda: xml.parse(f'<SignedServiceMetadata xmlns="{PARSED[1:-1]}"/>'.encode()))
    day = smp_reader.service_metadata(with_text(".//{*}ServiceActivationDate", "2026-11-24Z"))
    assert day.endpoints[0].active_from == NOW.replace(hour=0)
    for far in ("2030-12-31T24:00:00Z", "12026-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00"):
        endless = smp_reader.service_metadata(with_text(".//{*}ServiceActivationDate", far))
        assert not endless.endpoints[0].is_active(NOW)
    unzoned = smp_reader.service_metadata(with_text(".//{*}ServiceActivationDate", "2026-11-24T12:00:00"))
    assert unzoned.endpoints[0].active_from == NOW


def test_references_that_are_no_document_type_are_passed_over():
    references = [
        "https://x/services/busdox-docid-qns%3A%3Aa",
        "https://x/services/nothing",
        "https://x",
        "https://x/services/%FF",
    ]
    inner = "".join(f'<ServiceMetadataReference href="{one}"/>' for one in references)
    text = (
        f'<ServiceGroup xmlns="{PARSED[1:-1]}" xmlns:i="http://busdox.org/transport/identifiers/1.0/">'
        f'<i:ParticipantIdentifier scheme="iso6523-actorid-upis">0208:1</i:ParticipantIdentifier>'
        f"<ServiceMetadataReferenceCollection>{inner}</ServiceMetadataReferenceCollection></ServiceGroup>"
    )
    assert smp_reader.service_group(xml.parse(text.encode())).document_types == (DocumentTypeId("a"),)
