"""Our keys from files: PEM or PKCS#12, with a password or not. They never stand in the database (L06)."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from schakel.peppol.doors import Clock, Key
from schakel.peppol.keys import KeyRing, RsaKey


class KeyFileWrong(Exception):
    """Permanent: says which file, and what is wrong with it."""


class RollingKeys:
    """The `Keys` of the network: several while a certificate is rolled over (L07).

    We sign with the newest that is valid at that moment and publish the same one, so both change at one moment; what was
    encrypted to an older one can still be read.
    """

    def __init__(self, keys: Iterable[Key], clock: Clock) -> None:
        self._keys, self._clock = KeyRing(keys).all(), clock

    def newest(self) -> Key:
        now = self._clock.now()
        valid = (key for key in self._keys if key.certificate.not_valid_before_utc <= now)
        return next(valid, self._keys[-1])

    def all(self) -> Sequence[Key]:
        return self._keys


def read_keys(paths: Iterable[str], password: str) -> list[RsaKey]:
    """One key with its certificate from each file. Raises KeyFileWrong."""
    return [read_key(Path(path), password.encode() or None) for path in paths]


def read_key(path: Path, password: bytes | None) -> RsaKey:
    try:
        data = path.read_bytes()
        private, certificates = parse_key(data, password)
    except OSError as error:
        raise KeyFileWrong(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise KeyFileWrong(f"{path}: neither PEM nor PKCS#12, or another password ({error})") from error
    if not isinstance(private, rsa.RSAPrivateKey):
        raise KeyFileWrong(f"{path}: holds no RSA key")
    for certificate in certificates:
        if certificate.public_key() == private.public_key():
            return RsaKey(certificate, private)
    raise KeyFileWrong(f"{path}: holds no certificate that belongs to its key")


def parse_key(data: bytes, password: bytes | None) -> tuple[object, list[x509.Certificate]]:
    if b"-----BEGIN" in data:
        sealed = password if b"ENCRYPTED" in data else None
        return serialization.load_pem_private_key(data, sealed), x509.load_pem_x509_certificates(data)
    private, certificate, others = pkcs12.load_key_and_certificates(data, password)
    return private, [*([certificate] if certificate else []), *others]
