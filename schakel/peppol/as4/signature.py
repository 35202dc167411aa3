"""Sign and verify as WS-Security does it: exactly Messaging, Body and every attachment, nothing else, one way only.

Everything about a signature is checked against the lists in `names` before a single transform is carried out.
Source: WS-Security 1.1.1, SwA profile 1.1, Peppol AS4 profile 2.0.3.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from schakel.base.blanks import pieces, without
from schakel.peppol.as4 import mime, tokens
from schakel.peppol.as4.errors import As4Error, Code
from schakel.peppol.as4.names import CONTENT_SIGNATURE_TRANSFORM, DS, EXCLUSIVE_C14N, RSA_SHA256, SHA256, WSU
from schakel.peppol.as4.soap import SoapEnvelope, attribute, exactly, invalid, local
from schakel.peppol.doors import Key
from schakel.peppol.xml import text_of

MIN_KEY_BITS = 2048
MAX_REFERENCES = 22  # Messaging, Body and the most parts a message may have
MAX_PREFIXES = 50  # each is looked up for each element

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing that is signed: `#id` or `cid:…`, its SHA-256, and the ds:Reference element that says so."""

    uri: str
    digest: bytes
    element: Element


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature whose value, Messaging and Body hold. Attachments are checked with `check` once they are decrypted."""

    certificate: x509.Certificate
    references: tuple[Reference, ...]

    def check(self, content_id: str, content: bytes) -> None:
        """Raises As4Error EBMS:0101 unless these are the bytes that were signed as this attachment."""
        reference = next(one for one in self.references if one.uri == f"cid:{content_id}")
        _compare(reference, sha256(content))


def verify(envelope: SoapEnvelope, content_ids: Sequence[str]) -> Signed:
    """The signature over exactly Messaging, Body and these attachments. Whether its certificate is trusted, `pki` says.

    Raises As4Error EBMS:0103 for a signature that is not the profile's, EBMS:0101 for one that does not hold.
    """
    if envelope.security is None:
        raise _policy("no WS-Security header")
    signature = _one(envelope.security)
    signed_info, value, key_info = exactly(signature, _ds("SignedInfo", "SignatureValue", "KeyInfo"))
    certificate = tokens.certificate(key_info, envelope.security)
    canonicalization, method, *rest = _at_least_two(signed_info)
    targets = {_id_of(envelope.messaging): envelope.messaging, _id_of(envelope.body): envelope.body}
    references = _references(rest, [*targets, *(f"cid:{content_id}" for content_id in content_ids)])
    prefixes = _prefixes(_named(canonicalization, "CanonicalizationMethod", algorithm=EXCLUSIVE_C14N))
    _named(method, "SignatureMethod", algorithm=RSA_SHA256)
    _verify_value(certificate, value, canonical(signed_info, prefixes))
    for reference, prefixes in references:
        if reference.uri in targets:
            _compare(reference, sha256(canonical(targets[reference.uri], prefixes)))
    return Signed(certificate, tuple(reference for reference, _ in references))


def sign(digests: Iterable[tuple[str, bytes]], *, key: Key) -> str:
    """The token and the signature for a Security header. `digests` pairs `#id` or `cid:…` with its SHA-256."""
    written = "".join(_write_reference(uri, digest) for uri, digest in digests)
    signed_info = (
        f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE_C14N}">'
        f'</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="{RSA_SHA256}"></ds:SignatureMethod>{written}'
        "</ds:SignedInfo>"
    )
    value = base64.b64encode(key.sign(signed_info.encode())).decode()
    return (
        f"{tokens.write(key.certificate, token_id=SIGNER)}"
        f'<ds:Signature xmlns:ds="{DS}">{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue>'
        f"{tokens.write_key_info(SIGNER)}</ds:Signature>"
    )


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


SIGNER = "signer"


def canonical(element: Element, prefixes: list[str]) -> bytes:
    """Exclusive canonical XML without comments, in the context of its document.

    Raises As4Error EBMS:0009 for what has no canonical form, such as a relative namespace.
    """
    try:
        return etree.tostring(
            element, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=prefixes
        )
    except etree.C14NError as error:
        raise invalid(f"{local(element)} has no canonical form") from error


def _one(security: Element) -> Element:
    found = list(security.iterchildren(*_ds("Signature")))
    if len(found) != 1:
        raise _policy(f"{len(found)} signatures")
    return found[0]


def _at_least_two(signed_info: Element) -> list[Element]:
    children = list(signed_info.iterchildren(etree.Element))
    if len(children) < 2:
        raise _policy("a SignedInfo without methods")
    return children


@cache
def _ds(*names: str) -> list[str]:
    return [f"{{{DS}}}{name}" for name in names]


def _id_of(element: Element) -> str:
    return "#" + element.get(f"{{{WSU}}}Id", "")


def _references(elements: list[Element], expected: list[str]) -> list[tuple[Reference, list[str]]]:
    """Each reference with the prefixes its canonical form keeps, when they cover precisely what is expected."""
    if len(elements) > MAX_REFERENCES:
        raise _policy(f"{len(elements)} references")
    references = [_reference(element) for element in elements]
    uris = [reference.uri for reference, _ in references]
    if "#" in expected or sorted(uris) != sorted(expected):
        raise _policy(f"signed are {uris}, must be {expected}"[:1000])
    return references


def _reference(element: Element) -> tuple[Reference, list[str]]:
    transforms, method, value = _children(element, "Reference", ["Transforms", "DigestMethod", "DigestValue"])
    if len(_named(method, "DigestMethod", algorithm=SHA256)) or len(value):
        raise _policy("a digest with parameters of its own")
    (transform,) = _children(transforms, "Transforms", ["Transform"])
    uri = element.get("URI", "")
    attached = (content_id := mime.cid_of(uri)) is not None
    uri = f"cid:{content_id}" if attached else uri
    _named(transform, "Transform", algorithm=CONTENT_SIGNATURE_TRANSFORM if attached else EXCLUSIVE_C14N)
    return Reference(uri, _base64(value, what=f"digest of {uri}"), element), _prefixes(transform)


def _children(element: Element, name: str, names: list[str]) -> list[Element]:
    if element.tag != f"{{{DS}}}{name}":
        raise _policy(f"{element.tag!r:.200} instead of {name}")
    children = list(element.iterchildren(etree.Element))
    if [child.tag for child in children] != _ds(*names):
        raise _policy(f"{name} is not {names}")
    return children


def _named(element: Element, name: str, *, algorithm: str) -> Element:
    if element.tag != f"{{{DS}}}{name}" or element.get("Algorithm") != algorithm:
        raise _policy(f"{name} {element.get('Algorithm')!r:.200}, must be {algorithm}")
    return element


def _prefixes(element: Element) -> list[str]:
    parameters = list(element.iterchildren(etree.Element))
    if not parameters:
        return []
    if [parameter.tag for parameter in parameters] != [f"{{{EXCLUSIVE_C14N}}}InclusiveNamespaces"]:
        raise _policy("a transform with parameters of its own")
    prefixes = pieces(parameters[0].get("PrefixList", ""))
    if len(prefixes) > MAX_PREFIXES:
        raise _policy(f"{len(prefixes)} prefixes to keep")
    return prefixes


def _verify_value(certificate: x509.Certificate, value: Element, signed_info: bytes) -> None:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise _policy("the signer's key is not RSA of at least 2048 bits")
    try:
        key.verify(_base64(value, what="signature"), signed_info, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise _failed("the signature does not hold") from error


def _compare(reference: Reference, digest: bytes) -> None:
    if reference.digest != digest:
        raise _failed(f"digest of {reference.uri} differs")


def _base64(element: Element, *, what: str) -> bytes:
    try:
        return binascii.a2b_base64(without(text_of(element)).encode(), strict_mode=True)
    except binascii.Error as error:
        raise _failed(f"{what} is not base64") from error


def _write_reference(uri: str, digest: bytes) -> str:
    transform = CONTENT_SIGNATURE_TRANSFORM if uri.startswith("cid:") else EXCLUSIVE_C14N
    return (
        f'<ds:Reference URI="{attribute(uri)}"><ds:Transforms><ds:Transform Algorithm="{transform}"></ds:Transform>'
        f'</ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue></ds:Reference>"
    )


def _policy(detail: str) -> As4Error:
    return As4Error(Code.POLICY_NONCOMPLIANCE, detail)


def _failed(detail: str) -> As4Error:
    return As4Error(Code.FAILED_AUTHENTICATION, detail)
