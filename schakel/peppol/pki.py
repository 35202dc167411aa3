"""Whose certificate counts: the network's roots, roles, validity, revocation, and the seat id in the name.

Access points and SMPs have certificates of their own issuers and one never counts as the other. Production and test
are two networks; a `Trust` holds one of them. Source: Peppol PKI, Policy for Transport Security 1.1.0.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from schakel.peppol.doors import Revocation, RevocationStatus
from schakel.peppol.errors import RevocationUnknown, Untrusted

SEAT_ID = re.compile(r"P[A-Z]{2}[0-9]{6}")
SMALLEST_KEY = 2048  # bits


class Role(Enum):
    """What a certificate is for."""

    ACCESS_POINT = "access point"
    SMP = "SMP"


@dataclass(frozen=True)
class TrustSet:
    """One generation of one network's certification authorities. Raises Untrusted when they do not belong together."""

    environment: str  # production, test, or a name of one's own
    generation: str
    root: x509.Certificate
    access_point: x509.Certificate
    smp: x509.Certificate
    until: datetime | None = None  # from then on the network no longer trusts it

    def __post_init__(self) -> None:
        for authority in (self.root, self.access_point, self.smp):
            if not _issued(authority, self.root):
                name = authority.subject.rfc4514_string()
                raise Untrusted(f"{name} was not issued by its root", code="CERTIFICATE_WRONG_ISSUER")

    def issuer(self, role: Role) -> x509.Certificate:
        return self.access_point if role is Role.ACCESS_POINT else self.smp


@dataclass(frozen=True)
class Trust:
    """Whom to believe in one network: one set, or two while a new generation takes over."""

    sets: tuple[TrustSet, ...]

    def __post_init__(self) -> None:
        if len({one.environment for one in self.sets}) != 1:
            raise Untrusted("a trust holds exactly one network", code="CERTIFICATE_WRONG_ISSUER")

    @property
    def environment(self) -> str:
        return self.sets[0].environment

    @classmethod
    def of(cls, environment: str, *, generations: tuple[str, ...] = ("G3",)) -> "Trust":
        """The roots of `production` or `test` as OpenPeppol published them."""
        known = {(one.environment, one.generation): one for one in published_sets()}
        return cls(tuple(known[environment, generation] for generation in generations))


@cache
def published_sets() -> tuple[TrustSet, ...]:
    """Every set in `trust_sets.toml`, those no longer trusted too."""
    data = tomllib.loads(files("schakel.peppol").joinpath("trust_sets.toml").read_text("utf-8"))
    return tuple(_trust_set(entry) for entry in data["sets"])


def _trust_set(entry: dict[str, str | datetime]) -> TrustSet:
    root, access_point, smp = (
        x509.load_pem_x509_certificate(str(entry[name]).encode()) for name in ("root", "access_point", "smp")
    )
    until = entry.get("until")
    assert until is None or isinstance(until, datetime)
    return TrustSet(str(entry["environment"]), str(entry["generation"]), root, access_point, smp, until)


def load(der: bytes) -> x509.Certificate:
    """A certificate that came from outside. Raises Untrusted (permanent), CERTIFICATE_UNREADABLE."""
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion) as error:
        raise Untrusted(f"not a certificate: {error}", code="CERTIFICATE_UNREADABLE") from error


def check(
    certificate: x509.Certificate,
    *,
    role: Role,
    trust: Trust,
    at: datetime,
    revocation: Revocation,
    allow_unknown: bool = False,
) -> str:
    """The seat id of the service provider this certificate belongs to, once everything about it holds.

    `at` is aware. With `allow_unknown` a certificate nobody can be asked about counts as good.

    Raises:
        Untrusted          permanent: `code` says why, one of CERTIFICATE_WRONG_ISSUER, _WRONG_ROLE, _SELF_SIGNED,
                           _EXPIRED, _NOT_YET_VALID, _REVOKED, _WEAK, _WRONG_USE, _WRONG_NAME, _UNREADABLE
        RevocationUnknown  temporary: the issuer's list is out of date and nobody answers
    """
    try:
        issuer, name = _checked(certificate, role=role, trust=trust, at=at)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Untrusted(f"a certificate that cannot be read: {error}", code="CERTIFICATE_UNREADABLE") from error
    status = revocation.status(certificate, issuer, at=at)
    if status is RevocationStatus.REVOKED:
        raise _untrusted(certificate, "REVOKED")
    if status is RevocationStatus.UNKNOWN and not allow_unknown:
        raise RevocationUnknown(certificate.subject.rfc4514_string())
    return name


def _checked(certificate: x509.Certificate, *, role: Role, trust: Trust, at: datetime) -> tuple[x509.Certificate, str]:
    """Its issuer and its seat id, all but revocation checked."""
    issuer = _issuer(certificate, role=role, trust=trust, at=at)
    for one in (issuer, certificate):
        _require_valid(one, at)
    _require_usable(certificate)
    return issuer, seat_id(certificate)


def seat_id(certificate: x509.Certificate) -> str:
    """The common name, such as `POP000306`. Raises Untrusted (permanent) when it is not a seat id."""
    try:
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError as error:
        raise Untrusted(str(error), code="CERTIFICATE_UNREADABLE") from error
    if len(names) != 1 or not SEAT_ID.fullmatch(str(names[0].value)):
        raise _untrusted(certificate, "WRONG_NAME")
    return str(names[0].value)


def _issuer(certificate: x509.Certificate, *, role: Role, trust: Trust, at: datetime) -> x509.Certificate:
    current = [one for one in trust.sets if one.until is None or at < one.until]
    for one in current:
        if _issued(certificate, one.issuer(role)):
            return one.issuer(role)
    if certificate.issuer == certificate.subject:
        raise _untrusted(certificate, "SELF_SIGNED")
    if any(_issued(certificate, one.issuer(other)) for one in current for other in Role):
        raise _untrusted(certificate, "WRONG_ROLE")
    raise _untrusted(certificate, "WRONG_ISSUER")


@lru_cache(maxsize=4096)
def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _require_valid(certificate: x509.Certificate, at: datetime) -> None:
    if at < certificate.not_valid_before_utc:
        raise _untrusted(certificate, "NOT_YET_VALID")
    if at > certificate.not_valid_after_utc:
        raise _untrusted(certificate, "EXPIRED")


@lru_cache(maxsize=4096)
def _require_usable(certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    strong = isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_KEY
    if not strong or not isinstance(
        certificate.signature_hash_algorithm, hashes.SHA256 | hashes.SHA384 | hashes.SHA512
    ):
        raise _untrusted(certificate, "WEAK")
    if _may_issue(certificate) or not _may_sign(certificate):
        raise _untrusted(certificate, "WRONG_USE")


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        return True


def _untrusted(certificate: x509.Certificate, reason: str) -> Untrusted:
    return Untrusted(certificate.subject.rfc4514_string(), code=f"CERTIFICATE_{reason}")
