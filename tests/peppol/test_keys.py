import datetime as dt

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.pki import Role
from tests.peppol.fakes import NOW

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def test_signature_is_rsa_sha256(alice):
    signature = alice.sign(b"text")
    public = alice.certificate.public_key()
    public.verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"other", padding.PKCS1v15(), hashes.SHA256())


def test_decryption_is_oaep_sha256_and_failures_look_alike(alice):
    wrapped = alice.certificate.public_key().encrypt(b"secret", OAEP)
    assert alice.decrypt(wrapped) == b"secret"
    for wrong in (b"", wrapped[:-1], wrapped + b"x", bytes(256)):
        with pytest.raises(ValueError, match=r"^not decrypted$"):
            alice.decrypt(wrong)


def test_pem_and_back(alice):
    assert RsaKey.load(alice.dump()).sign(b"x") == alice.sign(b"x")
    sealed = alice.dump(password=b"pass")
    assert b"ENCRYPTED" in sealed
    assert RsaKey.load(sealed, password=b"pass").certificate == alice.certificate


def test_key_and_certificate_must_belong_together(alice, bob):
    certificate = bob.certificate.public_bytes(serialization.Encoding.PEM)
    private = alice.dump().partition(b"-----BEGIN CERTIFICATE")[0]
    with pytest.raises(ValueError, match="does not belong"):
        RsaKey.load(private + certificate)


def test_the_private_key_is_not_printed(alice):
    assert repr(alice).startswith("RsaKey(")
    assert "private" not in repr(alice)


def test_the_newest_certificate_signs(pki, alice):
    newer = pki.issue("POP999001", role=Role.ACCESS_POINT, valid_from=NOW, private=alice.private)
    older = pki.issue(
        "POP999001", role=Role.ACCESS_POINT, valid_from=NOW - dt.timedelta(days=700), private=alice.private
    )
    ring = KeyRing([older, newer, alice])
    assert ring.newest() is newer
    assert list(ring.all()) == [newer, alice, older]
