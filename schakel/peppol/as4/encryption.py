"""Encrypt an attachment for one access point, and decrypt what came for us without telling why it failed.

AES-128-GCM under a key of its own for each message, wrapped in RSA-OAEP. Whatever is wrong with key or ciphertext gets
the same answer after the same work. Source: XML Encryption 1.1, SwA profile 1.1, Peppol AS4 profile 2.0.3.
"""

import base64
import binascii
import secrets
from collections.abc import Iterator, Mapping, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from schakel.base.blanks import without
from schakel.peppol.as4 import mime, tokens
from schakel.peppol.as4.errors import As4Error, Code
from schakel.peppol.as4.names import (
    AES128_GCM,
    CIPHERTEXT_TRANSFORM,
    CONTENT_ONLY,
    DS,
    ENCRYPTED_KEY_TOKEN,
    GZIP,
    MGF1_SHA256,
    RSA_OAEP,
    SHA256,
    WSSE11,
    XENC,
    XENC11,
)
from schakel.peppol.as4.soap import attribute, only, optional
from schakel.peppol.doors import Key, Keys
from schakel.peppol.xml import text_of

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
SLICE = 1 << 20
RECEIVER = "receiver"

Element = etree._Element


def decrypt(
    security: Element, contents: Mapping[str, memoryview], *, keys: Keys
) -> tuple[dict[str, bytes], Key | None]:
    """Every attachment in the clear, by Content-ID; and our key for which they were encrypted, None without attachments.

    Raises As4Error EBMS:0103 when an attachment is not encrypted, or not in the profile's way; EBMS:0102, always the
    same, when it does not decrypt.
    """
    encrypted_keys = list(security.iterchildren(_xenc("EncryptedKey")))
    if len(encrypted_keys) != bool(contents):
        raise _policy(f"{len(encrypted_keys)} encrypted keys for {len(contents)} attachments")
    described = [_content_id(data, encrypted_keys) for data in security.iterchildren(_xenc("EncryptedData"))]
    if sorted(described) != sorted(contents):
        raise _policy(f"encrypted are {described}, must be {sorted(contents)}"[:1000])
    if not contents:
        return {}, None
    key, wrapped = _wrapped_key(encrypted_keys[0], security, keys=keys.all())
    session_key = _unwrap(key, wrapped)
    return {content_id: _decrypt(session_key, content) for content_id, content in contents.items()}, key


def wrap_key(session_key: bytes, *, receiver: x509.Certificate, content_id: str) -> str:
    """The token, EncryptedKey and EncryptedData of one attachment, for a Security header."""
    public_key = receiver.public_key()
    assert isinstance(public_key, rsa.RSAPublicKey)  # `pki` accepts no other access point
    value = base64.b64encode(public_key.encrypt(session_key, OAEP)).decode()
    return (
        f"{tokens.write(receiver, token_id=RECEIVER)}"
        f'<xenc:EncryptedKey xmlns:xenc="{XENC}" Id="key"><xenc:EncryptionMethod Algorithm="{RSA_OAEP}">'
        f'<ds:DigestMethod xmlns:ds="{DS}" Algorithm="{SHA256}"></ds:DigestMethod>'
        f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{MGF1_SHA256}"></xenc11:MGF></xenc:EncryptionMethod>'
        f"{tokens.write_key_info(RECEIVER)}<xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue>"
        '</xenc:CipherData><xenc:ReferenceList><xenc:DataReference URI="#data"></xenc:DataReference>'
        f"</xenc:ReferenceList></xenc:EncryptedKey>{_write_data(content_id)}"
    )


def encrypt(session_key: bytes, content: bytes) -> Iterator[bytes]:
    """The encrypted bytes as they travel: nonce, ciphertext in slices, tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    encryptor = Cipher(algorithms.AES(session_key), modes.GCM(nonce)).encryptor()
    yield nonce
    view = memoryview(content)
    for start in range(0, len(view), SLICE):
        yield encryptor.update(view[start : start + SLICE])
    yield encryptor.finalize() + encryptor.tag


OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def _xenc(name: str) -> str:
    return f"{{{XENC}}}{name}"


def _content_id(data: Element, encrypted_keys: Sequence[Element]) -> str:
    """Which attachment an EncryptedData is about, when everything else in it is as the profile wants."""
    _require(data.get("Type"), CONTENT_ONLY, what="Type")
    _require(only(data, _xenc("EncryptionMethod")).get("Algorithm"), AES128_GCM, what="cipher")
    pointer = tokens.reference(only(data, f"{{{DS}}}KeyInfo")).get("URI")
    if pointer not in {f"#{key.get('Id')}" for key in encrypted_keys}:
        raise _policy(f"no key for {pointer!r:.200}")
    cipher = only(only(data, _xenc("CipherData")), _xenc("CipherReference"))
    transform = only(only(cipher, _xenc("Transforms")), f"{{{DS}}}Transform")
    _require(transform.get("Algorithm"), CIPHERTEXT_TRANSFORM, what="transform")
    uri = cipher.get("URI", "")
    return mime.cid_of(uri) or uri


def _wrapped_key(encrypted_key: Element, security: Element, *, keys: Sequence[Key]) -> tuple[Key, bytes]:
    """Our key that the message says it used (any other fails like a wrong one), and the wrapped session key."""
    method = only(encrypted_key, _xenc("EncryptionMethod"))
    _require(method.get("Algorithm"), RSA_OAEP, what="key transport")
    _require(only(method, f"{{{DS}}}DigestMethod").get("Algorithm"), SHA256, what="digest of key transport")
    _require(only(method, f"{{{XENC11}}}MGF").get("Algorithm"), MGF1_SHA256, what="mask of key transport")
    _require(optional(method, _xenc("OAEPparams")), None, what="OAEPparams")
    meant = tokens.certificate(only(encrypted_key, f"{{{DS}}}KeyInfo"), security)
    value = text_of(only(only(encrypted_key, _xenc("CipherData")), _xenc("CipherValue")))
    key = next((key for key in keys if key.certificate == meant), keys[0])
    try:
        return key, binascii.a2b_base64(without(value).encode(), strict_mode=True)
    except binascii.Error:
        return key, b""


def _unwrap(key: Key, wrapped: bytes) -> bytes:
    """The session key, or a random one in its place: what follows then fails as it does for a wrong tag."""
    public_key = key.certificate.public_key()
    assert isinstance(public_key, rsa.RSAPublicKey)
    size = public_key.key_size // 8
    try:
        session_key = key.decrypt(wrapped if len(wrapped) == size else b"\1" * size)
    except ValueError:
        session_key = b""
    return session_key if len(session_key) == KEY_BYTES else secrets.token_bytes(KEY_BYTES)


def _decrypt(session_key: bytes, content: memoryview) -> bytes:
    if len(content) < NONCE_BYTES + TAG_BYTES:
        content = memoryview(bytes(NONCE_BYTES + TAG_BYTES))
    try:
        return AESGCM(session_key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None)
    except InvalidTag:
        raise As4Error(Code.FAILED_DECRYPTION, "does not decrypt") from None


def _write_data(content_id: str) -> str:
    return (
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Id="data" MimeType="{GZIP}" Type="{CONTENT_ONLY}">'
        f'<xenc:EncryptionMethod Algorithm="{AES128_GCM}"></xenc:EncryptionMethod><ds:KeyInfo xmlns:ds="{DS}">'
        f'<wsse:SecurityTokenReference xmlns:wsse11="{WSSE11}" wsse11:TokenType="{ENCRYPTED_KEY_TOKEN}">'
        '<wsse:Reference URI="#key"></wsse:Reference></wsse:SecurityTokenReference></ds:KeyInfo><xenc:CipherData>'
        f'<xenc:CipherReference URI="cid:{attribute(content_id)}"><xenc:Transforms><ds:Transform xmlns:ds="{DS}"'
        f' Algorithm="{CIPHERTEXT_TRANSFORM}"></ds:Transform></xenc:Transforms></xenc:CipherReference>'
        "</xenc:CipherData></xenc:EncryptedData>"
    )


def _require(found: object, expected: object, *, what: str) -> None:
    if found != expected:
        raise _policy(f"{what} is {found!r:.200}, must be {expected}")


def _policy(detail: str) -> As4Error:
    return As4Error(Code.POLICY_NONCOMPLIANCE, detail)
