"""Private keys kept in memory, behind the Protocols `Key` and `Keys`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from schakel.peppol.doors import Key

_SIGNATURE = padding.PKCS1v15()
_HASH = hashes.SHA256()
_TRANSPORT = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


@dataclass(frozen=True)
class RsaKey:
    """One private key with its certificate. Never printed: the key stays out of the representation."""

    certificate: x509.Certificate
    private: rsa.RSAPrivateKey

    @classmethod
    def load(cls, pem: bytes, *, password: bytes | None = None, our_own: bool = False) -> "RsaKey":
        """From a PEM file that holds the private key and then its certificate.

        One that we made ourselves (`our_own`) is not proved to be a key again, which takes longer than all the rest.
        Raises ValueError (permanent) when the two are not there or do not belong together.
        """
        private = serialization.load_pem_private_key(pem, password, unsafe_skip_rsa_key_validation=our_own)
        certificate = x509.load_pem_x509_certificate(pem)
        if not isinstance(private, rsa.RSAPrivateKey) or private.public_key() != certificate.public_key():
            raise ValueError("the private key does not belong to the certificate")
        return cls(certificate, private)

    def dump(self, *, password: bytes | None = None) -> bytes:
        """The PEM `load` reads; sealed when a password is given."""
        sealing = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        private = self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption_algorithm=sealing
        )
        return private + self.certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data, _SIGNATURE, _HASH)

    def decrypt(self, wrapped: bytes) -> bytes:
        try:
            return self.private.decrypt(wrapped, _TRANSPORT)
        except ValueError:
            raise ValueError("not decrypted") from None

    def __repr__(self) -> str:
        return f"RsaKey({self.certificate.subject.rfc4514_string()})"


class KeyRing:
    """Our keys, newest certificate first."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = sorted(keys, key=lambda key: key.certificate.not_valid_before_utc, reverse=True)

    def newest(self) -> Key:
        return self._keys[0]

    def all(self) -> Sequence[Key]:
        return self._keys
