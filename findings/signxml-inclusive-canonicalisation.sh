#!/usr/bin/env bash
# signxml 5.2.0 (PyPI, with lxml 6.1.3), beside xmlsec 1.3.17 (libxmlsec1), seen 2026-11.
#
# SMP answers of Peppol carry one enveloped signature whose SignedInfo is mostly canonicalised inclusively (Canonical XML
# 1.0). The standard then writes every namespace that is in scope into SignedInfo, also one that only the document around it
# declares. What xmlsec signs so ends in InvalidSignature ("Signature verification failed") in signxml; what signxml signs
# so holds in both. With exclusive canonicalisation each takes what the other signed.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install -q --disable-pip-version-check signxml==5.2.0 lxml==6.1.3 xmlsec==1.3.17
cat >"$place/look.py" <<'PYTHON'
import sys
from datetime import datetime, timedelta, timezone

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod, InvalidSignature, XMLSigner, XMLVerifier, methods

ANSWER = (
    b'<SignedServiceMetadata xmlns="http://busdox.org/serviceMetadata/publishing/1.0/" '
    b'xmlns:id="http://busdox.org/transport/identifiers/1.0/"><ServiceMetadata>'
    b'<id:ParticipantIdentifier scheme="iso6523-actorid-upis">0208:0000000097</id:ParticipantIdentifier>'
    b"</ServiceMetadata></SignedServiceMetadata>"
)
WAYS = {
    "inclusive": (CanonicalizationMethod.CANONICAL_XML_1_0, xmlsec.constants.TransformInclC14N),
    "exclusive": (CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0, xmlsec.constants.TransformExclC14N),
}
private = rsa.generate_private_key(65537, 2048)
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "PSM000000")])
now = datetime.now(timezone.utc)
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key()).serial_number(7)
    .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9)).sign(private, hashes.SHA256())
)
pem = certificate.public_bytes(serialization.Encoding.PEM)
private_pem = private.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


def signed_by_signxml(way):
    signer = XMLSigner(method=methods.enveloped, c14n_algorithm=WAYS[way][0])
    return etree.tostring(signer.sign(etree.fromstring(ANSWER), key=private, cert=[certificate]))


def signed_by_xmlsec(way):
    root = etree.fromstring(ANSWER)
    signature = xmlsec.template.create(root, WAYS[way][1], xmlsec.constants.TransformRsaSha256)
    root.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri="")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(private_pem, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(pem, xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)
    return etree.tostring(root)


def holds_for_signxml(data):
    try:
        XMLVerifier().verify(data, x509_cert=certificate)
    except InvalidSignature:
        return False
    return True


def holds_for_xmlsec(data):
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem)
    try:
        context.verify(xmlsec.tree.find_node(etree.fromstring(data), xmlsec.constants.NodeSignature))
    except xmlsec.Error:
        return False
    return True


seen = {
    (way, by.__name__, verify.__name__): verify(by(way))
    for way in WAYS
    for by in (signed_by_signxml, signed_by_xmlsec)
    for verify in (holds_for_signxml, holds_for_xmlsec)
}
for (way, by, verify), holds in seen.items():
    print(f"{way} {by} {verify}: {holds}")
refused = {case for case, holds in seen.items() if not holds}
sys.exit(refused != {("inclusive", "signed_by_xmlsec", "holds_for_signxml")})
PYTHON
"$place/env/bin/python" "$place/look.py"
