"""Signatures over a whole XML document, as SMP answers carry them: sign and verify.

One enveloped signature, one reference to everything, algorithms from a list of allowed ones. Source: XML Signature
(W3C), SMP 1.4.0.
"""

import base64
import copy

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from schakel.base.blanks import without
from schakel.peppol import pki, xml
from schakel.peppol.doors import Key
from schakel.peppol.errors import Untrusted

DS = "http://www.w3.org/2000/09/xmldsig#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
XMLENC = "http://www.w3.org/2001/04/xmlenc#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"

SIGNATURES: dict[str, hashes.HashAlgorithm] = {
    f"{MORE}rsa-sha256": hashes.SHA256(),
    f"{MORE}rsa-sha384": hashes.SHA384(),
    f"{MORE}rsa-sha512": hashes.SHA512(),
}
DIGESTS: dict[str, hashes.HashAlgorithm] = {
    f"{XMLENC}sha256": hashes.SHA256(),
    f"{MORE}sha384": hashes.SHA384(),
    f"{XMLENC}sha512": hashes.SHA512(),
}
OLD_SIGNATURE, OLD_DIGEST = f"{DS}rsa-sha1", f"{DS}sha1"  # for documents from before 2025, in tests only
MOST_CERTIFICATES = 5


def sign(root: etree._Element, key: Key) -> None:
    """Put a signature over the whole document as the last child of its root."""
    digest = _digest(hashes.SHA256(), _canonical(root.getroottree()))
    signature = etree.SubElement(root, f"{{{DS}}}Signature", nsmap={"ds": DS})
    info = _add(signature, "SignedInfo")
    _add(info, "CanonicalizationMethod").set("Algorithm", INCLUSIVE)
    _add(info, "SignatureMethod").set("Algorithm", f"{MORE}rsa-sha256")
    reference = _add(info, "Reference")
    reference.set("URI", "")
    _add(_add(reference, "Transforms"), "Transform").set("Algorithm", ENVELOPED)
    _add(reference, "DigestMethod").set("Algorithm", f"{XMLENC}sha256")
    _add(reference, "DigestValue", base64.b64encode(digest).decode())
    value = key.sign(_canonical_in_context(info, INCLUSIVE))
    _add(signature, "SignatureValue", base64.b64encode(value).decode())
    data = _add(_add(signature, "KeyInfo"), "X509Data")
    _add(data, "X509SubjectName", key.certificate.subject.rfc4514_string())
    der = key.certificate.public_bytes(serialization.Encoding.DER)
    _add(data, "X509Certificate", base64.b64encode(der).decode())


def verify(root: etree._Element, *, allow_sha1: bool = False) -> x509.Certificate:
    """The certificate that signed the whole document. Whether it may do so is for `pki.check` to say.

    Raises Untrusted (permanent): SIGNATURE_MISSING, SIGNATURE_FORM (not the one form the network uses),
    SIGNATURE_ALGORITHM, SIGNATURE_WRONG (the document is not what was signed).
    """
    signature = _only(root, "Signature", code="SIGNATURE_MISSING")
    info = _only(signature, "SignedInfo")
    reference = _only(info, "Reference")
    canonicalisation = _algorithm(info, "CanonicalizationMethod")
    method = _allowed(_algorithm(info, "SignatureMethod"), SIGNATURES, OLD_SIGNATURE if allow_sha1 else None)
    digest = _allowed(_algorithm(reference, "DigestMethod"), DIGESTS, OLD_DIGEST if allow_sha1 else None)
    if canonicalisation not in (INCLUSIVE, EXCLUSIVE):
        raise Untrusted(f"canonicalisation {canonicalisation}", code="SIGNATURE_ALGORITHM")
    transforms = [one.get("Algorithm") for one in _only(reference, "Transforms").iterchildren(etree.Element)]
    if reference.get("URI") != "" or transforms != [ENVELOPED]:
        raise Untrusted("the signature does not cover exactly the whole document", code="SIGNATURE_FORM")
    if _digest(digest, _canonical(_without(root, signature))) != _bytes(_only(reference, "DigestValue")):
        raise Untrusted("the document was changed after it was signed", code="SIGNATURE_WRONG")
    signed = _canonical_in_context(info, canonicalisation)
    return _signer(signature, signed, method=method)


def _signer(signature: etree._Element, signed: bytes, *, method: hashes.HashAlgorithm) -> x509.Certificate:
    value = _bytes(_only(signature, "SignatureValue"))
    data = _only(_only(signature, "KeyInfo"), "X509Data")
    found = data.findall(f"{{{DS}}}X509Certificate")
    if not 1 <= len(found) <= MOST_CERTIFICATES:
        raise Untrusted(f"{len(found)} certificates with the signature", code="SIGNATURE_FORM")
    for element in found:
        certificate = pki.load(_bytes(element))
        if _made_by(certificate, value, signed, method=method):
            return certificate
    raise Untrusted("none of the certificates made the signature", code="SIGNATURE_WRONG")


def _made_by(certificate: x509.Certificate, value: bytes, signed: bytes, *, method: hashes.HashAlgorithm) -> bool:
    try:
        key = certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(value, signed, padding.PKCS1v15(), method)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _without(root: etree._Element, signature: etree._Element) -> etree._ElementTree:
    """The document with its signature cut out and every other character in place."""
    tree = copy.deepcopy(root.getroottree())
    parent = tree.getroot()
    twin = parent[root.index(signature)]
    before = twin.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (twin.tail or "")
    else:
        parent.text = (parent.text or "") + (twin.tail or "")
    parent.remove(twin)
    return tree


def _canonical(tree: etree._ElementTree, *, exclusive: bool = False) -> bytes:
    try:
        return etree.tostring(tree, method="c14n", exclusive=exclusive, with_comments=False)
    except etree.C14NError as error:  # a relative namespace, for instance
        raise Untrusted(f"a document that has no canonical form: {error}", code="SIGNATURE_FORM") from error


def _canonical_in_context(element: etree._Element, algorithm: str) -> bytes:
    """Inclusive canonicalisation writes every namespace in scope, those declared on ancestors too, which lxml only
    does for whole documents. Its plain serialisation does declare them, so the way leads over that.
    """
    alone = xml.parse(etree.tostring(element, with_tail=False)).getroottree()
    return _canonical(alone, exclusive=algorithm == EXCLUSIVE)


def _only(parent: etree._Element, name: str, *, code: str = "SIGNATURE_FORM") -> etree._Element:
    found = parent.findall(f"{{{DS}}}{name}")
    if len(found) != 1:
        raise Untrusted(f"{len(found)} times {name}", code=code)
    return found[0]


def _algorithm(parent: etree._Element, name: str) -> str:
    return _only(parent, name).get("Algorithm", "")


def _allowed(name: str, table: dict[str, hashes.HashAlgorithm], old: str | None) -> hashes.HashAlgorithm:
    if old is not None and name == old:
        return hashes.SHA1()  # noqa: S303 - only where the caller asks for it by name
    if name not in table:
        raise Untrusted(f"algorithm {name!r:.100} is not allowed", code="SIGNATURE_ALGORITHM")
    return table[name]


def _bytes(element: etree._Element) -> bytes:
    try:
        return base64.b64decode(without(xml.text_of(element)), validate=True)
    except ValueError as error:
        raise Untrusted(f"{element.tag} is not base64", code="SIGNATURE_FORM") from error


def _digest(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{DS}}}{name}")
    child.text = text
    return child
