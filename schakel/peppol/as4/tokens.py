"""Certificates as they travel in a Security header, and the only way to point at one of them.

A BinarySecurityToken in the same header, named by its Id: no names, numbers or addresses of certificates elsewhere,
no bare keys. Source: X.509 token profile 1.1.1, Peppol AS4 profile 2.0.3.
"""

import base64
import binascii
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from schakel.base.blanks import without
from schakel.peppol.as4.errors import As4Error, Code
from schakel.peppol.as4.names import BASE64_BINARY, DS, WSSE, WSU, X509_V3
from schakel.peppol.as4.soap import local
from schakel.peppol.xml import text_of

MAX_CERTIFICATE = 16_384  # bytes; a longer one does not load

Element = etree._Element


def certificate(key_info: Element, security: Element) -> x509.Certificate:
    """The certificate a KeyInfo points at. Raises As4Error EBMS:0103 on any other kind of pointer or token."""
    target = reference(key_info)
    if target.get("ValueType", X509_V3) != X509_V3:
        raise _policy("a reference to something that is not an X.509 certificate")
    for token in security.iterchildren(f"{{{WSSE}}}BinarySecurityToken"):
        if target.get("URI") == "#" + token.get(f"{{{WSU}}}Id", ""):
            return _read(token)
    raise _policy("no BinarySecurityToken in this header is meant")


def reference(key_info: Element) -> Element:
    """The one Reference in the one SecurityTokenReference of a KeyInfo. Raises As4Error EBMS:0103."""
    step = key_info
    for tag in (f"{{{WSSE}}}SecurityTokenReference", f"{{{WSSE}}}Reference"):
        children = list(step.iterchildren(etree.Element))
        if [child.tag for child in children] != [tag]:
            raise _policy(f"{local(step)} holds {[local(child) for child in children][:5]}")
        step = children[0]
    return step


@lru_cache(maxsize=1024)
def write(token: x509.Certificate, *, token_id: str) -> str:
    """A BinarySecurityToken for a Security header."""
    content = base64.b64encode(token.public_bytes(Encoding.DER)).decode()
    return (
        f'<wsse:BinarySecurityToken EncodingType="{BASE64_BINARY}" ValueType="{X509_V3}" wsu:Id="{token_id}">'
        f"{content}</wsse:BinarySecurityToken>"
    )


def write_key_info(token_id: str) -> str:
    """A KeyInfo that points at the token of that Id."""
    return (
        f'<ds:KeyInfo xmlns:ds="{DS}"><wsse:SecurityTokenReference><wsse:Reference URI="#{token_id}"'
        f' ValueType="{X509_V3}"></wsse:Reference></wsse:SecurityTokenReference></ds:KeyInfo>'
    )


def write_security(content: str) -> str:
    """A Security header around tokens, keys and signatures."""
    return f'<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" soap:mustUnderstand="true">{content}</wsse:Security>'


def _read(token: Element) -> x509.Certificate:
    if token.get("ValueType") != X509_V3 or token.get("EncodingType", BASE64_BINARY) != BASE64_BINARY:
        raise _policy("a token that is not an X.509 certificate in base64")
    try:
        der = binascii.a2b_base64(without(text_of(token)).encode(), strict_mode=True)
        return _load(der[:MAX_CERTIFICATE])
    except (ValueError, x509.InvalidVersion, UnsupportedAlgorithm) as error:  # binascii.Error is a ValueError too
        raise _policy("a token that is not a certificate") from error


@lru_cache(maxsize=1024)  # the same access points come again and again
def _load(der: bytes) -> x509.Certificate:
    certificate = x509.load_der_x509_certificate(der)
    certificate.public_key()  # these are only looked into when asked for, and then may fail
    _ = certificate.subject, certificate.issuer, certificate.signature_hash_algorithm
    return certificate


def _policy(detail: str) -> As4Error:
    return As4Error(Code.POLICY_NONCOMPLIANCE, detail)
