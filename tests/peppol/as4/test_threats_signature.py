"""Threats A01 to A11: signatures that are missing, weak, moved, or by somebody else."""

import base64
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from schakel.peppol.as4 import names, tokens
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import RevocationStatus
from schakel.peppol.pki import Role
from tests.peppol.as4.messages import CONTENT_ID, MESSAGE_ID, Message, refused, replacing
from tests.peppol.fakes import NOW, SaidRevocation

MESSAGING = re.compile(r"<eb:Messaging.*</eb:Messaging>", re.DOTALL)
DAY = timedelta(days=1)


def test_A01_no_security_header(door, message):
    message.edit_security = lambda _: ""
    error = refused(door, message)
    assert error.code == "EBMS:0103"
    assert error.message_id == MESSAGE_ID


def test_A02_signed_but_not_encrypted(door, message):
    message.edit_wrapped = lambda _: ""
    message.edit_cipher = lambda _: message.content
    assert refused(door, message).code == "EBMS:0103"


def test_A02_encrypted_but_not_signed(door, message):
    message.edit_signature = lambda _: ""
    assert refused(door, message).code == "EBMS:0103"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("conversation-1", "conversation-2", "#messaging"),
        ('<soap:Body xmlns:soap="', '<soap:Body class="x" xmlns:soap="', "#body"),
    ],
)
def test_A03_one_byte_changed_in_header_or_body(door, message, old, new, part):
    message.edit_soap = replacing(old, new)
    error = refused(door, message)
    assert error.code == "EBMS:0101"
    assert part in error.detail


def test_A03_another_attachment_under_a_good_key(door, message):
    signed = message.content
    message.edit_digests = lambda digests: [*digests[:2], (digests[2][0], b"\0" * 32)]
    error = refused(door, message)
    assert message.content == signed
    assert error.code == "EBMS:0101"
    assert f"cid:{CONTENT_ID}" in error.detail


def test_A03_one_bit_changed_in_the_signature_value(door, message):
    message.edit_signature = lambda text: re.sub(
        r"(<ds:SignatureValue>)(.)", lambda m: m[1] + ("A" if m[2] != "A" else "B"), text
    )
    assert refused(door, message).code == "EBMS:0101"


def test_A03_a_signature_value_that_is_no_base64(door, message):
    message.edit_signature = replacing("<ds:SignatureValue>", "<ds:SignatureValue>*")
    assert refused(door, message).code == "EBMS:0101"


@pytest.mark.parametrize("kept", [[0], [0, 1], [0, 2], [1, 2], [], [0, 1, 2, 2]])
def test_A04_signed_is_not_exactly_messaging_body_and_attachment(door, message, kept):
    message.edit_digests = lambda digests: [digests[index] for index in kept]
    assert refused(door, message).code == "EBMS:0103"


def test_what_has_no_canonical_form(door, message):
    message.edit_soap = replacing("<eb:UserMessage>", '<eb:UserMessage xmlns:x="relative" x:y="">')
    assert refused(door, message).code == "EBMS:0009"


def test_A04_something_more_is_signed(door, message):
    message.edit_digests = lambda digests: [*digests, ("#signer", b"\0" * 32)]
    assert refused(door, message).code == "EBMS:0103"


def forged(text):
    """The signed Messaging, but about somebody else."""
    found = MESSAGING.search(text)
    return found[0], found[0].replace("0208:0899965307", "0208:0000000000")


def renamed(block):
    return block.replace('Id="messaging"', 'Id="evil"')


def beside(text):
    good, evil = forged(text)
    return text.replace(good, good + renamed(evil))


def in_front(text):
    good, evil = forged(text)
    return text.replace(good, renamed(evil) + good)


def same_id(text):
    good, evil = forged(text)
    return text.replace(good, evil + good)


def wrapped(text):
    good, evil = forged(text)
    return text.replace(good, renamed(evil) + f"<x>{good}</x>")


def wrapped_same_id(text):
    good, evil = forged(text)
    return text.replace(good, f"{evil}<x>{good}</x>")


def inside_security(text):
    good, evil = forged(text)
    return text.replace(good, evil).replace("</wsse:Security>", f"{good}</wsse:Security>")


def inside_body(text):
    good, evil = forged(text)
    return text.replace(good, evil).replace("</soap:Body>", f"{good}</soap:Body>")


def second_body(text):
    return text.replace("</soap:Envelope>", '<soap:Body><x xmlns="urn:x"/></soap:Body></soap:Envelope>')


def body_of_another_id(text):
    moved = re.search(r"<soap:Body.*</soap:Body>", text)[0]
    return text.replace(moved, f'<soap:Body xmlns:soap="{names.SOAP}"></soap:Body>').replace(
        "</soap:Header>", f"<x>{moved}</x></soap:Header>"
    )


def second_envelope(text):
    return text.replace("</soap:Header>", f"<x>{text}</x></soap:Header>")


def user_message_beside(text):
    _, evil = forged(text)
    return text.replace("</eb:Messaging>", evil[evil.index("<eb:UserMessage") :])


def swapped(text):
    return text.replace("<eb:", "<ec:").replace("</eb:", "</ec:").replace("xmlns:eb=", "xmlns:ec=")


def hidden(text):
    """Everything that is signed is in its place; another Messaging is where nobody looks."""
    _, evil = forged(text)
    return text.replace("</soap:Header>", f"<x>{renamed(evil)}</x></soap:Header>")


def named_twice(text):
    return text.replace("</soap:Header>", f'<x xmlns:u="{names.WSU}" u:Id="messaging"></x></soap:Header>')


WRAPPINGS = [
    hidden,
    named_twice,
    beside,
    in_front,
    same_id,
    wrapped,
    wrapped_same_id,
    inside_security,
    inside_body,
    second_body,
    body_of_another_id,
    second_envelope,
    user_message_beside,
    swapped,
    lambda text: text.replace('Id="signer"', 'Id="body"'),
]


@pytest.mark.parametrize("wrap", WRAPPINGS, ids=lambda wrap: wrap.__name__)
def test_A05_signature_wrapping(door, message, wrap):
    message.edit_soap = wrap
    assert refused(door, message).code in {"EBMS:0009", "EBMS:0101", "EBMS:0103"}


@pytest.mark.parametrize(
    "second", [user_message_beside, replacing("</eb:UserMessage>", "</eb:UserMessage><eb:X></eb:X>")]
)
def test_A05_two_messages_both_signed(door, message, second):
    message.edit_messaging = second
    assert refused(door, message).code == "EBMS:0009"


@pytest.mark.parametrize(
    "algorithm",
    [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "none",
        "",
    ],
)
def test_A06_another_signature_algorithm(door, message, algorithm):
    message.edit_signed_info = replacing(names.RSA_SHA256, algorithm)
    assert refused(door, message).code == "EBMS:0103"


def test_A06_hmac_with_the_public_key_as_secret(door, message):
    secret = message.key.certificate.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def sign(text):
        text = text.replace(names.RSA_SHA256, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
        mac = hmac.HMAC(secret, hashes.SHA256())
        mac.update(re.search(r"<ds:SignedInfo.*</ds:SignedInfo>", text)[0].encode())
        value = base64.b64encode(mac.finalize()).decode()
        return re.sub("(<ds:SignatureValue>).*(</ds:SignatureValue>)", rf"\g<1>{value}\g<2>", text)

    message.edit_signature = sign
    assert refused(door, message).code == "EBMS:0103"


@pytest.mark.parametrize(
    "digest", ["http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmlenc#sha512"]
)
def test_A06_another_digest(door, message, digest):
    message.edit_signed_info = replacing(names.SHA256, digest)
    assert refused(door, message).code == "EBMS:0103"


TRANSFORM = f'<ds:Transform Algorithm="{names.EXCLUSIVE_C14N}"></ds:Transform>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TRANSFORM, TRANSFORM.replace(names.EXCLUSIVE_C14N, "http://www.w3.org/TR/1999/REC-xslt-19991116")),
        (TRANSFORM, TRANSFORM.replace(names.EXCLUSIVE_C14N, "http://www.w3.org/TR/1999/REC-xpath-19991116")),
        (TRANSFORM, TRANSFORM.replace(names.EXCLUSIVE_C14N, "http://www.w3.org/2002/06/xmldsig-filter2")),
        (TRANSFORM, TRANSFORM.replace(names.EXCLUSIVE_C14N, f"{names.DS}enveloped-signature")),
        (TRANSFORM, TRANSFORM.replace(names.EXCLUSIVE_C14N, f"{names.DS}base64")),
        (TRANSFORM, TRANSFORM.replace(names.EXCLUSIVE_C14N, "http://www.w3.org/2006/12/xml-c14n11")),
        (TRANSFORM, TRANSFORM.replace("></ds", "><ds:XPath>1</ds:XPath></ds")),
        (TRANSFORM, TRANSFORM + TRANSFORM),
        (TRANSFORM, TRANSFORM * 3),
        (TRANSFORM, ""),
        (names.CONTENT_SIGNATURE_TRANSFORM, f"{names.SWA}#Attachment-Complete-Signature-Transform"),
        (names.CONTENT_SIGNATURE_TRANSFORM, names.EXCLUSIVE_C14N),
        ("<ds:DigestValue>", "<ds:X></ds:X><ds:DigestValue>"),
        ("</ds:DigestMethod>", "<ds:X></ds:X></ds:DigestMethod>"),
        ("<ds:SignatureMethod", "<ds:Reference></ds:Reference><ds:SignatureMethod"),
        ("</ds:SignedInfo>", "<ds:Object></ds:Object></ds:SignedInfo>"),
        (
            f'<ds:CanonicalizationMethod Algorithm="{names.EXCLUSIVE_C14N}">',
            '<ds:CanonicalizationMethod Algorithm="x">',
        ),
    ],
)
def test_A07_a_transform_that_is_not_on_the_list(door, message, old, new):
    message.edit_signed_info = replacing(old, new, count=1)
    assert refused(door, message).code == "EBMS:0103"


@pytest.mark.parametrize(("prefixes", "holds"), [("soap", True), ("nobody", True), ("wsse", False)])
def test_prefixes_a_sender_keeps_are_honoured(door, message, prefixes, holds):
    message.edit_soap = replacing(
        '<soap:Envelope xmlns:soap="', f'<soap:Envelope xmlns:wsse="{names.WSSE}" xmlns:soap="'
    )
    kept = (
        f'<ec:InclusiveNamespaces xmlns:ec="{names.EXCLUSIVE_C14N}" PrefixList="{prefixes}"></ec:InclusiveNamespaces>'
    )
    message.edit_signed_info = replacing(TRANSFORM, TRANSFORM.replace("></ds", f">{kept}</ds"), count=1)
    if holds:
        assert door.take_message(message).sender == "POP999001"
    else:
        assert refused(door, message).code == "EBMS:0101"


def test_A07_prefixes_that_would_take_minutes_to_look_up(door, message):
    many = " ".join(f"p{number}" for number in range(20_000))
    kept = f'<ec:InclusiveNamespaces xmlns:ec="{names.EXCLUSIVE_C14N}" PrefixList="{many}"></ec:InclusiveNamespaces>'
    message.edit_signed_info = replacing(TRANSFORM, TRANSFORM.replace("></ds", f">{kept}</ds"), count=1)
    assert refused(door, message).code == "EBMS:0103"


def test_A07_too_many_references(door, message):
    message.edit_digests = lambda digests: digests + [(f"#x{number}", b"\0" * 32) for number in range(30)]
    assert refused(door, message).code == "EBMS:0103"


def test_A07_a_signed_info_that_is_empty(door, message):
    message.edit_signature = lambda text: re.sub(r"(<ds:SignedInfo[^>]*>).*(</ds:SignedInfo>)", r"\1\2", text)
    assert refused(door, message).code == "EBMS:0103"


REFERENCE = '<wsse:Reference URI="#signer"'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "<wsse:SecurityTokenReference>",
            '<ds:RetrievalMethod URI="https://evil.example/key"/><wsse:SecurityTokenReference>',
        ),
        (REFERENCE, '<wsse:Reference URI="https://evil.example/key"'),
        (REFERENCE, '<wsse:Reference URI="#nobody"'),
        (REFERENCE, '<wsse:KeyIdentifier URI="#signer"'),
        ("<wsse:SecurityTokenReference>", "<wsse:SecurityTokenReference><ds:X509Data/>"),
        (f'ValueType="{names.X509_V3}"></wsse:Reference>', 'ValueType="urn:x"></wsse:Reference>'),
        (f'ValueType="{names.X509_V3}" wsu:Id', 'ValueType="urn:x" wsu:Id'),
        ("<wsse:BinarySecurityToken EncodingType=", '<wsse:BinarySecurityToken x="1" EncodingTypo='),
        ('<wsse:BinarySecurityToken EncodingType="', '<wsse:BinarySecurityToken EncodingType="x'),
        (">MII", ">MIX"),
        (">MII", ">M-I"),
        (">MII", ">é"),
    ],
)
def test_A08_a_key_from_anywhere_else(door, message, old, new):
    def edit(text):
        assert old in text
        spoiled = text.replace(old, new)
        return spoiled.replace("</wsse:Reference>", "</wsse:KeyIdentifier>") if "KeyIdentifier" in new else spoiled

    message.edit_signature = edit
    if "EncodingTypo" in new:  # left out, the encoding is the usual one
        assert door.take_message(message).sender == "POP999001"
    else:
        assert refused(door, message).code == "EBMS:0103"


def test_A08_a_bare_key_of_ones_own(door, message):
    message.edit_signature = lambda text: re.sub(
        r"<wsse:SecurityTokenReference>.*?</wsse:SecurityTokenReference>",
        "<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>",
        text,
    )
    assert refused(door, message).code == "EBMS:0103"


def issued(pki, *, role=Role.ACCESS_POINT, start=-30 * DAY, end=300 * DAY, seat_id="POP999001"):
    return pki.issue(seat_id, role=role, valid_from=NOW + start, valid_until=NOW + end)


STRANGERS = {
    "expired": lambda pki: issued(pki, end=-DAY),
    "not yet valid": lambda pki: issued(pki, start=DAY),
    "of an SMP": lambda pki: issued(pki, role=Role.SMP),
    "of another network": lambda _: issued(DemoPki.make(now=NOW, environment="other")),
    "of an authority": lambda pki: pki.issuers[Role.ACCESS_POINT],
    "self-signed": lambda pki: pki.root,
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_A09_a_certificate_that_does_not_count(door, pki, bob, stranger):
    assert refused(door, Message.make(STRANGERS[stranger](pki), bob)).code == "EBMS:0101"


def test_A10_a_revoked_certificate(door, message):
    door.revocation = SaidRevocation(RevocationStatus.REVOKED)
    error = refused(door, message)
    assert error.code == "EBMS:0101"
    assert "REVOKED" in error.detail


def test_A11_the_signer_is_not_the_sender_named(door, message):
    message.say(from_party="POP999009")
    assert refused(door, message).code == "EBMS:0101"


def test_a_weak_signer_is_refused_before_its_signature_is_looked_at(door, message):
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    weak = door.revocation.issue("POP999001", role=Role.ACCESS_POINT, valid_from=NOW - DAY, private=small)
    message.edit_signature = lambda text: text.replace(
        tokens.write(message.key.certificate, token_id="signer"), tokens.write(weak.certificate, token_id="signer")
    )
    assert refused(door, message).code == "EBMS:0103"
