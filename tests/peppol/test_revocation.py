import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from schakel.peppol import demo_pki, revocation
from schakel.peppol.demo_pki import OCSP, DemoPki, crl_url
from schakel.peppol.doors import RevocationStatus
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role
from schakel.peppol.revocation import CheckedRevocation
from tests.peppol.fakes import NOW, FakeHttp

GOOD, REVOKED, UNKNOWN = RevocationStatus.GOOD, RevocationStatus.REVOKED, RevocationStatus.UNKNOWN
URL = crl_url(Role.ACCESS_POINT)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def issuer(pki) -> RsaKey:
    return pki.issuers[Role.ACCESS_POINT]


@pytest.fixture
def withdrawing(pki) -> DemoPki:
    """The same PKI, whose list of withdrawn certificates one test may change."""
    return DemoPki(pki.root, pki.issuers)


@pytest.fixture
def http() -> FakeHttp:
    return FakeHttp()


def test_A10_the_list_says_good_or_revoked(http, withdrawing, alice, bob, issuer):
    withdrawing.revoke(bob.certificate, at=NOW - HOUR)
    http.put(URL, withdrawing.crl(Role.ACCESS_POINT, at=NOW))
    revocation = CheckedRevocation(http, {})
    assert revocation.status(alice.certificate, issuer.certificate, at=NOW) is GOOD
    assert revocation.status(bob.certificate, issuer.certificate, at=NOW) is REVOKED
    assert http.asked == [URL]


def test_A10_a_fresh_list_is_not_fetched_again(http, withdrawing, alice, bob, issuer):
    kept = {}
    http.put(URL, withdrawing.crl(Role.ACCESS_POINT, at=NOW))
    CheckedRevocation(http, kept).status(alice.certificate, issuer.certificate, at=NOW)
    withdrawing.revoke(alice.certificate, at=NOW)
    http.put(URL, withdrawing.crl(Role.ACCESS_POINT, at=NOW))
    after_restart = CheckedRevocation(http, kept)
    assert after_restart.status(alice.certificate, issuer.certificate, at=NOW + 59 * MINUTE) is GOOD
    assert after_restart.status(alice.certificate, issuer.certificate, at=NOW + HOUR) is REVOKED
    assert http.asked == [URL, URL]


def test_A10_server_down_the_old_list_counts_until_its_next_update(http, withdrawing, alice, issuer):
    http.put(URL, withdrawing.crl(Role.ACCESS_POINT, at=NOW, days=1))
    revocation = CheckedRevocation(http, {})
    assert revocation.status(alice.certificate, issuer.certificate, at=NOW) is GOOD
    http.answers.clear()
    assert revocation.status(alice.certificate, issuer.certificate, at=NOW + 23 * HOUR) is GOOD
    assert revocation.status(alice.certificate, issuer.certificate, at=NOW + 24 * HOUR) is UNKNOWN


def test_A10_server_down_is_not_asked_for_every_message(http, alice, issuer):
    revocation = CheckedRevocation(http, {})
    for minutes in (0, 1, 4, 5):
        assert revocation.status(alice.certificate, issuer.certificate, at=NOW + minutes * MINUTE) is UNKNOWN
    assert http.asked.count(URL) == 2


def test_A10_a_list_over_the_limit_is_not_read_although_it_holds(http, withdrawing, alice, issuer, monkeypatch):
    crl = withdrawing.crl(Role.ACCESS_POINT, at=NOW)
    http.put(URL, crl)
    for limit, status in ((len(crl), GOOD), (len(crl) - 1, UNKNOWN)):
        monkeypatch.setattr(revocation, "LARGEST_LIST", limit)
        assert CheckedRevocation(http, {}).status(alice.certificate, issuer.certificate, at=NOW) is status


def test_A10_a_list_that_does_not_hold_is_no_list(http, withdrawing, alice, issuer):
    stale = withdrawing.crl(Role.ACCESS_POINT, at=NOW - 10 * 24 * HOUR)
    early = withdrawing.crl(Role.ACCESS_POINT, at=NOW + HOUR)
    of_another = withdrawing.crl(Role.SMP, at=NOW)
    impostor = DemoPki.make(now=NOW).crl(Role.ACCESS_POINT, at=NOW)
    for body in (stale, early, of_another, impostor, b"<html/>", b"-----BEGIN X509 CRL-----"):
        http.put(URL, body)
        assert CheckedRevocation(http, {}).status(alice.certificate, issuer.certificate, at=NOW) is UNKNOWN
    http.put(URL, withdrawing.crl(Role.ACCESS_POINT, at=NOW), status=503)
    assert CheckedRevocation(http, {}).status(alice.certificate, issuer.certificate, at=NOW) is UNKNOWN


def test_a_list_in_pem_is_read_too(http, withdrawing, alice, issuer):
    crl = x509.load_der_x509_crl(withdrawing.crl(Role.ACCESS_POINT, at=NOW))
    http.put(URL, crl.public_bytes(serialization.Encoding.PEM))
    assert CheckedRevocation(http, {}).status(alice.certificate, issuer.certificate, at=NOW) is GOOD


def test_a_certificate_that_names_nobody_to_ask_is_unknown(http, pki, issuer):
    assert CheckedRevocation(http, {}).status(pki.root.certificate, pki.root.certificate, at=NOW) is UNKNOWN


def answer(
    certificate: x509.Certificate,
    issuer: RsaKey,
    *,
    signer: RsaKey | None = None,
    status=ocsp.OCSPCertStatus.GOOD,
    at=NOW,
    algorithm=None,
) -> bytes:
    """What a responder says."""
    signer = signer or issuer
    revoked_at = at if status is ocsp.OCSPCertStatus.REVOKED else None
    builder = ocsp.OCSPResponseBuilder().add_response(
        certificate, issuer.certificate, hashes.SHA1(), status, at, at + 24 * HOUR, revoked_at, None
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate).certificates(
        [signer.certificate]
    )
    return builder.sign(signer.private, algorithm or hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def asked(http: FakeHttp, body: bytes, certificate: x509.Certificate, issuer: RsaKey) -> RevocationStatus:
    http.put(OCSP, body)
    return CheckedRevocation(http, {}).status(certificate, issuer.certificate, at=NOW)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (ocsp.OCSPCertStatus.GOOD, GOOD),
        (ocsp.OCSPCertStatus.REVOKED, REVOKED),
        (ocsp.OCSPCertStatus.UNKNOWN, UNKNOWN),
    ],
)
def test_A10_without_a_list_the_responder_is_asked(http, alice, issuer, said, status):
    assert asked(http, answer(alice.certificate, issuer, status=said), alice.certificate, issuer) is status
    request = ocsp.load_der_ocsp_request(http.posted[0])
    assert request.serial_number == alice.certificate.serial_number


def delegate(pki: DemoPki, issuer: RsaKey, like: RsaKey, *, purpose, until=NOW + HOUR) -> RsaKey:
    name = demo_pki._name("Responder", organisation="o", unit="u", country="BE")
    builder = x509.CertificateBuilder(issuer.certificate.subject, name, like.private.public_key(), 8)
    builder = builder.not_valid_before(NOW - 48 * HOUR).not_valid_after(until)
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    return RsaKey(builder.sign(issuer.private, hashes.SHA256()), like.private)


def test_A10_a_responder_the_issuer_named(http, pki, alice, bob, issuer):
    named = delegate(pki, issuer, bob, purpose=ExtendedKeyUsageOID.OCSP_SIGNING)
    assert asked(http, answer(alice.certificate, issuer, signer=named), alice.certificate, issuer) is GOOD


def test_A10_an_answer_that_does_not_hold_says_nothing(http, pki, alice, bob, issuer):
    signing = ExtendedKeyUsageOID.OCSP_SIGNING
    expired = delegate(pki, issuer, bob, purpose=signing, until=NOW - HOUR)
    wrong_purpose = delegate(pki, issuer, bob, purpose=ExtendedKeyUsageOID.CLIENT_AUTH)
    stranger = delegate(pki, pki.issuers[Role.SMP], bob, purpose=signing)
    refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    genuine = answer(alice.certificate, issuer)
    signature = ocsp.load_der_ocsp_response(genuine).signature
    for body in (
        *(answer(alice.certificate, issuer, signer=one) for one in (expired, wrong_purpose, stranger)),
        answer(bob.certificate, issuer),
        answer(alice.certificate, issuer, at=NOW - 48 * HOUR),
        answer(alice.certificate, issuer, at=NOW + HOUR),
        answer(alice.certificate, issuer, algorithm=hashes.SHA224()),
        refusal.public_bytes(serialization.Encoding.DER),
        genuine.replace(signature, bytes(len(signature))),
        b"no answer",
    ):
        assert asked(http, body, alice.certificate, issuer) is UNKNOWN


def test_a_list_signed_with_another_kind_of_key(http, withdrawing, alice, issuer):
    impostor = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject, NOW, NOW + HOUR)
    http.put(URL, builder.sign(impostor, hashes.SHA256()).public_bytes(serialization.Encoding.DER))
    assert CheckedRevocation(http, {}).status(alice.certificate, issuer.certificate, at=NOW) is UNKNOWN
