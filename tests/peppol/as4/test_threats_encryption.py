"""Threats A14 and A15: what does not decrypt, and never tells why."""

import base64
import re

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from schakel.peppol.as4 import encryption, names
from schakel.peppol.keys import KeyRing
from tests.peppol.as4.messages import CONTENT_ID, refused, replacing


@pytest.mark.parametrize("edit", ["wrong length", "empty", "not base64", "bad padding", "key too long", "other key"])
def test_A14_all_failures_of_decryption_look_the_same(door, message, alice, edit):
    def replaced(value):
        return lambda text: re.sub("(<xenc:CipherValue>).*(</xenc:CipherValue>)", rf"\g<1>{value}\g<2>", text)

    if edit == "key too long":
        message.edit_session_key = lambda key: key * 2
    elif edit == "other key":
        door.keys = KeyRing([alice])
        message.say(to_party="POP999001")
    else:
        values = {
            "wrong length": "QUJD",
            "empty": "",
            "not base64": "*",
            "bad padding": base64.b64encode(b"\2" * 256).decode(),
        }
        message.edit_wrapped = replaced(values[edit])
    error = refused(door, message)
    assert (error.code, error.detail) == ("EBMS:0102", "does not decrypt")
    assert error.__cause__ is None


def test_A14_failing_costs_the_same_private_key_operations(door, message, bob):
    calls = []

    class Counting:
        certificate = bob.certificate

        def decrypt(self, wrapped):
            calls.append(len(wrapped))
            return bob.decrypt(wrapped)

    door.keys = KeyRing([Counting()])
    for value in ("", "QUJD", base64.b64encode(b"\2" * 256).decode()):
        message.edit_wrapped = lambda text, value=value: re.sub(
            "(<xenc:CipherValue>).*(</xenc:CipherValue>)", rf"\g<1>{value}\g<2>", text
        )
        refused(door, message)
    message.edit_wrapped = lambda text: text
    message.edit_cipher = lambda cipher: cipher[:-1]
    refused(door, message)
    assert calls == [256] * 4


def cbc(cipher):
    encryptor = Cipher(algorithms.AES(b"k" * 16), modes.CBC(b"i" * 16)).encryptor()
    return b"i" * 16 + encryptor.update(cipher[: len(cipher) // 16 * 16]) + encryptor.finalize()


@pytest.mark.parametrize(
    "edit",
    [
        lambda cipher: cipher[:-1] + bytes([cipher[-1] ^ 1]),
        lambda cipher: b"",
        lambda cipher: cipher[:12],
        lambda cipher: cipher[:27],
        lambda cipher: cipher[4:],
        lambda cipher: b"\0" * 12 + cipher[12:],
        lambda cipher: cipher + b"\0",
        cbc,
    ],
)
def test_A15_ciphertext_that_was_touched(door, message, edit):
    message.edit_cipher = edit
    error = refused(door, message)
    assert (error.code, error.detail) == ("EBMS:0102", "does not decrypt")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (names.AES128_GCM, "http://www.w3.org/2001/04/xmlenc#aes128-cbc"),
        (names.AES128_GCM, "http://www.w3.org/2009/xmlenc11#aes256-gcm"),
        (names.RSA_OAEP, "http://www.w3.org/2001/04/xmlenc#rsa-1_5"),
        (names.RSA_OAEP, "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"),
        (names.MGF1_SHA256, "http://www.w3.org/2009/xmlenc11#mgf1sha1"),
        (names.CONTENT_ONLY, f"{names.SWA}#Attachment-Complete"),
        (names.CIPHERTEXT_TRANSFORM, names.EXCLUSIVE_C14N),
        ('<wsse:Reference URI="#key"', '<wsse:Reference URI="#other"'),
        (f'URI="cid:{CONTENT_ID}"', 'URI="cid:other"'),
        (f'URI="cid:{CONTENT_ID}"', 'URI="https://evil.example/"'),
        ("</xenc11:MGF>", "</xenc11:MGF><xenc:OAEPparams>AAAA</xenc:OAEPparams>"),
    ],
)
def test_A15_another_way_to_encrypt(door, message, old, new):
    message.edit_wrapped = replacing(old, new)
    assert refused(door, message).code == "EBMS:0103"


def test_A15_two_keys(door, message):
    message.edit_wrapped = lambda text: (
        text + re.search("<xenc:EncryptedKey.*?</xenc:EncryptedKey>", text)[0].replace('Id="key"', 'Id="key2"')
    )
    assert refused(door, message).code == "EBMS:0103"


def test_a_key_in_every_slice_of_the_content_is_the_same():
    content = b"x" * (encryption.SLICE + 1)
    travelling = b"".join(encryption.encrypt(b"k" * 16, content))
    assert encryption._decrypt(b"k" * 16, memoryview(travelling)) == content
