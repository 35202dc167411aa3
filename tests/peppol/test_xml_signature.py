import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from schakel.peppol import demo_pki, xml, xml_signature
from schakel.peppol.errors import Untrusted
from schakel.peppol.xml_signature import DS
from tests.peppol import corpus
from tests.peppol.test_pki import forged

TEXT = (
    b'<?p i?><!-- c --><r xmlns="urn:r" xmlns:u="urn:unused" xml:lang="nl">\n <a x="&#10;&amp;"/> \xc3\xa9 <b/>\r\n</r>'
)


@pytest.fixture
def signed(smp_key) -> etree._Element:
    root = xml.parse(TEXT)
    xml_signature.sign(root, smp_key)
    return root


def again(root: etree._Element) -> etree._Element:
    """As it arrives: written and read."""
    return xml.parse(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True))


def assert_refused(root: etree._Element, code: str) -> None:
    with pytest.raises(Untrusted) as caught:
        xml_signature.verify(root)
    assert caught.value.code == code


def at(root: etree._Element, name: str) -> etree._Element:
    return root.find(f".//{{{DS}}}{name}")


def test_what_is_signed_verifies(signed, smp_key):
    assert xml_signature.verify(signed) == smp_key.certificate
    assert xml_signature.verify(again(signed)) == smp_key.certificate


def test_the_signature_may_stand_anywhere_under_the_root(signed, smp_key):
    for place in (0, 1):
        signature = at(signed, "Signature")
        signed.remove(signature)
        signed.insert(place, signature)
        signature.tail = None
        assert xml_signature.verify(again(signed)) == smp_key.certificate


def test_text_around_the_signature_counts(signed):
    at(signed, "Signature").tail = " "
    assert_refused(signed, "SIGNATURE_WRONG")


def test_corpus_signatures_hold_as_the_manifest_says():
    for line in corpus.lines("smp"):
        if "signature" not in line:
            continue
        facts = line["signature"]
        root = xml.parse(corpus.document("smp", line))
        assert_refused(root, "SIGNATURE_ALGORITHM")  # SHA-1 only where a test asks for it
        if facts["signature_value_ok"] and facts["references"][0]["digest_ok"]:
            signer = xml_signature.verify(root, allow_sha1=True)
            assert f"{signer.serial_number:x}" == facts["signer"]["serial_hex"].lstrip("0")
        else:
            with pytest.raises(Untrusted, match="SIGNATURE_WRONG"):
                xml_signature.verify(root, allow_sha1=True)


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("SignatureMethod", f"{DS}rsa-sha1"),
        ("SignatureMethod", f"{DS}hmac-sha1"),
        ("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
        ("SignatureMethod", ""),
        ("DigestMethod", f"{DS}sha1"),
        ("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"),
    ],
)
def test_algorithms_come_from_a_list(signed, name, algorithm):
    at(signed, name).set("Algorithm", algorithm)
    assert_refused(signed, "SIGNATURE_ALGORITHM")


@pytest.mark.parametrize("uri", ["#x", None, "https://elsewhere.example.org"])
def test_only_a_signature_over_everything_counts(signed, uri):
    reference = at(signed, "Reference")
    del reference.attrib["URI"]
    if uri is not None:
        reference.set("URI", uri)
    assert_refused(signed, "SIGNATURE_FORM")


def test_transforms_other_than_enveloped_are_refused(signed):
    transform = at(signed, "Transform")
    etree.SubElement(transform.getparent(), transform.tag).set(
        "Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116"
    )
    assert_refused(signed, "SIGNATURE_FORM")


@pytest.mark.parametrize("name", ["SignedInfo", "Reference", "SignatureValue", "KeyInfo", "X509Data", "DigestValue"])
def test_each_part_is_there_once(signed, name):
    at(signed, name).addnext(etree.fromstring(etree.tostring(at(signed, name))))
    with pytest.raises(Untrusted):
        xml_signature.verify(signed)


def test_a_second_signature_is_refused(signed, smp_key):
    xml_signature.sign(signed, smp_key)
    assert_refused(signed, "SIGNATURE_MISSING")


def test_a_changed_document_or_signature(signed):
    changed = again(signed)
    changed[0].set("x", "other")
    assert_refused(changed, "SIGNATURE_WRONG")
    at(signed, "SignatureValue").text = "QUJD"
    assert_refused(signed, "SIGNATURE_WRONG")


@pytest.mark.parametrize("name", ["SignatureValue", "DigestValue", "X509Certificate"])
@pytest.mark.parametrize("text", ["\u00e9", "QQ=", "Q Q Q"])
def test_what_is_not_base64_is_refused(signed, name, text):
    at(signed, name).text = text
    assert_refused(signed, "SIGNATURE_FORM")


def test_a_document_without_canonical_form(signed):
    relative = again(signed)
    relative.append(etree.Element("{relative}x"))
    assert_refused(relative, "SIGNATURE_FORM")


def test_certificates_with_the_signature(signed, alice):
    data = at(signed, "X509Data")
    own = at(signed, "X509Certificate")
    extra = etree.fromstring(etree.tostring(own))
    extra.text = xml_signature.base64.b64encode(alice.certificate.public_bytes(Encoding.DER)).decode()
    own.addprevious(extra)
    assert xml_signature.verify(signed)
    own.text = "QUJD"
    assert_refused(signed, "CERTIFICATE_UNREADABLE")
    data.remove(own)
    assert_refused(signed, "SIGNATURE_WRONG")
    data.remove(extra)
    assert_refused(signed, "SIGNATURE_FORM")


def test_a_key_of_another_kind_never_fits(signed, pki):
    curve = forged(pki, ec.generate_private_key(ec.SECP256R1()).public_key())
    at(signed, "X509Certificate").text = xml_signature.base64.b64encode(curve.public_bytes(Encoding.DER)).decode()
    assert_refused(signed, "SIGNATURE_WRONG")


def test_exclusive_canonicalisation_is_read_too(smp_key):
    assert demo_pki.ENVIRONMENT  # the corpus holds such signatures, two of phoss; this one is ours
    root = xml.parse(TEXT)
    xml_signature.sign(root, smp_key)
    info = at(root, "SignedInfo")
    at(root, "CanonicalizationMethod").set("Algorithm", xml_signature.EXCLUSIVE)
    value = smp_key.sign(etree.tostring(info, method="c14n", exclusive=True, with_tail=False))
    at(root, "SignatureValue").text = xml_signature.base64.b64encode(value).decode()
    assert xml_signature.verify(again(root)) == smp_key.certificate
