"""A throw-away PKI: root, the two issuers and their certificates, shaped like the network's own.

For tests and the demonstration network. Nothing it makes counts in production or test, because its root is its own.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from schakel.peppol.doors import RevocationStatus
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role, Trust, TrustSet

ENVIRONMENT = "demonstration"
CRL_BASE = "http://crl.demonstration.invalid"
OCSP = "http://ocsp.demonstration.invalid"
STEM = {Role.ACCESS_POINT: "ACCESS POINT", Role.SMP: "SERVICE METADATA PUBLISHER"}


@dataclass
class DemoPki:
    """The issuers and what they withdrew. It is itself a `Revocation`: the issuer knows."""

    root: RsaKey
    issuers: dict[Role, RsaKey]
    environment: str = ENVIRONMENT
    revoked: dict[int, datetime] = field(default_factory=dict)  # serial number: since when

    @classmethod
    def make(cls, *, now: datetime, environment: str = ENVIRONMENT, key_size: int = 2048) -> "DemoPki":
        """Make the three authorities, valid from two years before `now` (aware) for ten years."""
        root = _authority("PEPPOL Root", None, now=now, environment=environment, key_size=key_size)
        issuers = {
            role: _authority(f"PEPPOL {stem}", root, now=now, environment=environment, key_size=key_size)
            for role, stem in STEM.items()
        }
        return cls(root, issuers, environment)

    @classmethod
    def load(cls, pems: dict[str, bytes], *, environment: str = ENVIRONMENT) -> "DemoPki":
        """What `dump` gave; whom it withdrew is not in there."""
        issuers = {role: RsaKey.load(pems[role.name.lower()], our_own=True) for role in Role}
        return cls(RsaKey.load(pems["root"], our_own=True), issuers, environment)

    def dump(self) -> dict[str, bytes]:
        """Keys and certificates as PEM by name (root, access_point, smp), to be kept between starts."""
        return {"root": self.root.dump()} | {role.name.lower(): key.dump() for role, key in self.issuers.items()}

    @cached_property
    def trust(self) -> Trust:
        access_point, smp = (self.issuers[role].certificate for role in (Role.ACCESS_POINT, Role.SMP))
        return Trust((TrustSet(self.environment, "G3", self.root.certificate, access_point, smp),))

    def issue(
        self,
        seat_id: str,
        *,
        role: Role,
        valid_from: datetime,
        valid_until: datetime | None = None,
        organisation: str = "Demonstration",
        country: str = "BE",
        private: rsa.RSAPrivateKey | None = None,
    ) -> RsaKey:
        """A key and certificate for one service provider; two years unless told otherwise, times aware."""
        private = private or rsa.generate_private_key(public_exponent=65537, key_size=2048)
        issuer = self.issuers[role]
        unit = f"PEPPOL {self.environment.upper()} {'AP' if role is Role.ACCESS_POINT else 'SMP'}"
        builder = (
            _builder(_name(seat_id, organisation=organisation, unit=unit, country=country), private, issuer.certificate)
            .not_valid_before(valid_from)
            .not_valid_after(valid_until or valid_from + timedelta(days=730))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(_where_withdrawn(role), critical=False)
            .add_extension(_whom_to_ask(), critical=False)
        )
        return RsaKey(builder.sign(issuer.private, hashes.SHA256()), private)

    def revoke(self, certificate: x509.Certificate, *, at: datetime) -> None:
        self.revoked[certificate.serial_number] = at

    def status(self, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> RevocationStatus:
        if issuer not in [key.certificate for key in self.issuers.values()]:
            return RevocationStatus.UNKNOWN
        since = self.revoked.get(certificate.serial_number)
        return RevocationStatus.REVOKED if since and since <= at else RevocationStatus.GOOD

    def crl(self, role: Role, *, at: datetime, days: int = 7) -> bytes:
        """The issuer's list of withdrawn certificates in DER, good for `days`."""
        issuer = self.issuers[role]
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(at)
            .next_update(at + timedelta(days=days))
        )
        for serial, since in self.revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(issuer.private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def crl_url(role: Role) -> str:
    """Where certificates of this PKI say their issuer's list is."""
    return f"{CRL_BASE}/{role.name.lower()}.crl"


def _authority(stem: str, above: RsaKey | None, *, now: datetime, environment: str, key_size: int) -> RsaKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=key_size)
    name = _name(f"{stem} {environment.upper()} CA - G3", organisation="Schakel", unit="FOR TEST ONLY", country="BE")
    builder = (
        _builder(name, private, above.certificate if above else None)
        .not_valid_before(now - timedelta(days=730))
        .not_valid_after(now + timedelta(days=2920))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None if above is None else 0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
    )
    return RsaKey(builder.sign(above.private if above else private, hashes.SHA256()), private)


def _builder(
    subject: x509.Name, private: rsa.RSAPrivateKey, issuer: x509.Certificate | None
) -> x509.CertificateBuilder:
    public = private.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    if issuer is None:
        return builder
    above = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above)
    return builder.add_extension(authority, critical=False)


def _name(common: str, *, organisation: str, unit: str, country: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
        ]
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=not authority,
        data_encipherment=not authority,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _where_withdrawn(role: Role) -> x509.CRLDistributionPoints:
    place = x509.UniformResourceIdentifier(crl_url(role))
    return x509.CRLDistributionPoints(
        [x509.DistributionPoint(full_name=[place], relative_name=None, reasons=None, crl_issuer=None)]
    )


def _whom_to_ask() -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(OCSP)
    return x509.AuthorityInformationAccess([x509.AccessDescription(x509.oid.AuthorityInformationAccessOID.OCSP, place)])
