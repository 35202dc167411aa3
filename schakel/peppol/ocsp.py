"""Ask an issuer's responder about one certificate. Source: RFC 6960."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from schakel.peppol.doors import Http, RevocationStatus
from schakel.peppol.errors import Unreachable

LARGEST_ANSWER = 100_000  # bytes
TIMEOUT = 10.0  # seconds
HEADERS = {"content-type": "application/ocsp-request", "accept": "application/ocsp-response"}

_STATUS = {
    ocsp.OCSPCertStatus.GOOD: RevocationStatus.GOOD,
    ocsp.OCSPCertStatus.REVOKED: RevocationStatus.REVOKED,
    ocsp.OCSPCertStatus.UNKNOWN: RevocationStatus.UNKNOWN,
}


def ask(
    url: str, certificate: x509.Certificate, issuer: x509.Certificate, *, http: Http, at: datetime
) -> RevocationStatus:
    """What the responder says now; UNKNOWN when it does not answer, or not with a signature and date that hold."""
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303 - names, not secrets
    body = request.public_bytes(serialization.Encoding.DER)
    try:
        answer = http.post(url, body=body, headers=HEADERS, limit=LARGEST_ANSWER, timeout=TIMEOUT)
        response = ocsp.load_der_ocsp_response(answer.body)
        holds = _holds(response, certificate, issuer=issuer, at=at)
    except (Unreachable, ValueError, UnsupportedAlgorithm):
        return RevocationStatus.UNKNOWN
    return _STATUS[response.certificate_status] if holds else RevocationStatus.UNKNOWN


def _holds(
    response: ocsp.OCSPResponse, certificate: x509.Certificate, *, issuer: x509.Certificate, at: datetime
) -> bool:
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return False
    if response.serial_number != certificate.serial_number:
        return False
    if response.this_update_utc > at or response.next_update_utc is None or response.next_update_utc <= at:
        return False
    return any(_signed(response, signer) for signer in (issuer, *_delegates(response, issuer, at)))


def _delegates(response: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime) -> list[x509.Certificate]:
    """Certificates in the answer that the issuer itself named as its responder."""
    return [one for one in response.certificates if _is_delegate(one, issuer, at)]


def _is_delegate(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _signed(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, algorithm = signer.public_key(), response.signature_hash_algorithm
    if not isinstance(key, rsa.RSAPublicKey) or not isinstance(
        algorithm, hashes.SHA256 | hashes.SHA384 | hashes.SHA512
    ):
        return False
    try:
        key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True
