import dataclasses
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from schakel.peppol import demo_pki
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import RevocationStatus
from schakel.peppol.errors import RevocationUnknown, Untrusted
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role, Trust, TrustSet, check, load, published_sets, seat_id
from tests.peppol import corpus
from tests.peppol.fakes import NOW, SaidRevocation

DAY = dt.timedelta(days=1)


def assert_refused(
    certificate: x509.Certificate, code: str, *, trust: Trust, role: Role = Role.ACCESS_POINT, at=NOW
) -> None:
    with pytest.raises(Untrusted) as caught:
        check(certificate, role=role, trust=trust, at=at, revocation=SaidRevocation())
    assert caught.value.code == f"CERTIFICATE_{code}"
    assert caught.value.permanent


def leaf(pki: DemoPki, like: RsaKey, seat: str = "POP999001", **given) -> x509.Certificate:
    given = {"role": Role.ACCESS_POINT, "valid_from": NOW - DAY} | given
    return pki.issue(seat, private=like.private, **given).certificate


def test_published_sets_are_those_of_the_corpus():
    fingerprints = {line["sha256"] for line in corpus.lines("pki")}
    ours = [one for each in published_sets() for one in (each.root, each.access_point, each.smp)]
    assert {one.fingerprint(hashes.SHA256()).hex() for one in ours} == fingerprints


def test_published_sets_are_what_the_manifest_says():
    facts = {line["sha256"]: line for line in corpus.lines("pki")}
    for one in published_sets():
        for name, role in (("root", None), ("access_point", "ACCESS POINT"), ("smp", "SERVICE METADATA PUBLISHER")):
            certificate = getattr(one, name)
            fact = facts[certificate.fingerprint(hashes.SHA256()).hex()]
            assert fact["environment"] == one.environment
            assert fact.get("generation", "G3").startswith(one.generation)
            assert (role or "Root") in fact["subject"]
            assert certificate.not_valid_after_utc.isoformat() == fact["not_after"]


def test_production_and_test_never_in_one_trust():
    assert Trust.of("production").environment == "production"
    assert len(Trust.of("test", generations=("G3", "G2")).sets) == 2
    with pytest.raises(Untrusted):
        Trust(published_sets())
    with pytest.raises(Untrusted):
        Trust(())


def test_authorities_of_a_set_belong_together(pki):
    production = Trust.of("production").sets[0]
    with pytest.raises(Untrusted):
        dataclasses.replace(production, smp=Trust.of("test").sets[0].smp)


def test_good_certificates_give_the_seat_id(pki, alice, smp_key):
    for key, role, name in ((alice, Role.ACCESS_POINT, "POP999001"), (smp_key, Role.SMP, "POP999003")):
        assert check(key.certificate, role=role, trust=pki.trust, at=NOW, revocation=pki) == name


def test_A09_expired_and_not_yet_valid(pki, alice):
    assert_refused(leaf(pki, alice, valid_from=NOW - 2 * DAY, valid_until=NOW - DAY), "EXPIRED", trust=pki.trust)
    assert_refused(leaf(pki, alice, valid_from=NOW + DAY), "NOT_YET_VALID", trust=pki.trust)
    assert_refused(leaf(pki, alice, valid_until=NOW + 5000 * DAY), "EXPIRED", trust=pki.trust, at=NOW + 4000 * DAY)


def test_A09_wrong_ca_and_test_ca_in_production(pki, alice):
    for trust in (Trust.of("production"), Trust.of("test")):
        assert_refused(alice.certificate, "WRONG_ISSUER", trust=trust)


def test_A09_smp_certificate_used_as_access_point_and_the_reverse(pki, alice, smp_key):
    assert_refused(smp_key.certificate, "WRONG_ROLE", trust=pki.trust)
    assert_refused(alice.certificate, "WRONG_ROLE", trust=pki.trust, role=Role.SMP)


def test_A09_self_signed(pki, alice):
    assert_refused(pki.root.certificate, "SELF_SIGNED", trust=pki.trust)


def test_A09_same_issuer_name_is_not_the_same_issuer(pki, alice):
    impostor = DemoPki.make(now=NOW)
    assert impostor.issuers[Role.SMP].certificate.subject == pki.issuers[Role.SMP].certificate.subject
    assert_refused(leaf(impostor, alice), "WRONG_ISSUER", trust=pki.trust)


def test_A09_a_generation_no_longer_trusted(pki, alice):
    old = dataclasses.replace(pki.trust.sets[0], until=NOW)
    assert check(alice.certificate, role=Role.ACCESS_POINT, trust=Trust((old,)), at=NOW - DAY, revocation=pki)
    assert_refused(alice.certificate, "WRONG_ISSUER", trust=Trust((old,)))
    retired = Trust.of("production", generations=("G2",)).sets[0]
    assert retired.until == dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def test_A10_revoked_and_unknown(pki, alice):
    given = {"role": Role.ACCESS_POINT, "trust": pki.trust, "at": NOW}
    with pytest.raises(Untrusted) as caught:
        check(alice.certificate, revocation=SaidRevocation(RevocationStatus.REVOKED), **given)
    assert caught.value.code == "CERTIFICATE_REVOKED"
    unknown = SaidRevocation(RevocationStatus.UNKNOWN)
    with pytest.raises(RevocationUnknown) as unsure:
        check(alice.certificate, revocation=unknown, **given)
    assert not unsure.value.permanent
    assert check(alice.certificate, revocation=unknown, allow_unknown=True, **given) == "POP999001"


@pytest.mark.parametrize("name", ["POP99900", "pop999001", "POP999001x", "Schakel"])
def test_A11_the_name_must_be_a_seat_id(pki, alice, name):
    assert_refused(leaf(pki, alice, name), "WRONG_NAME", trust=pki.trust)


def test_A11_the_seat_id_is_the_common_name(alice):
    assert seat_id(alice.certificate) == "POP999001"


def forged(pki: DemoPki, public, *, ca: bool | None = False, signs: bool | None = True, hash_algorithm=None):
    """A certificate of the right issuer, with one thing about it wrong."""
    issuer = pki.issuers[Role.ACCESS_POINT]
    builder = x509.CertificateBuilder(
        issuer.certificate.subject, demo_pki._name("POP999009", organisation="o", unit="u", country="BE"), public, 7
    )
    builder = builder.not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    if signs is not None:
        builder = builder.add_extension(demo_pki._usage(authority=not signs), critical=True)
    return builder.sign(issuer.private, hash_algorithm or hashes.SHA256())


def test_A09_weak_or_misused_keys(pki, alice):
    public = alice.private.public_key()
    assert_refused(forged(pki, ec.generate_private_key(ec.SECP256R1()).public_key()), "WEAK", trust=pki.trust)
    assert_refused(forged(pki, public, hash_algorithm=hashes.SHA224()), "WEAK", trust=pki.trust)
    assert_refused(forged(pki, public, ca=True), "WRONG_USE", trust=pki.trust)
    assert_refused(forged(pki, public, signs=False), "WRONG_USE", trust=pki.trust)
    bare = forged(pki, public, ca=None, signs=None)
    assert check(bare, role=Role.ACCESS_POINT, trust=pki.trust, at=NOW, revocation=pki) == "POP999009"


def test_demo_pki_survives_a_restart(pki, alice):
    again = DemoPki.load(pki.dump())
    assert again.trust == pki.trust
    assert isinstance(again.trust.sets[0], TrustSet)


def test_demo_pki_knows_whom_it_withdrew(pki, alice):
    issuer = pki.issuers[Role.ACCESS_POINT].certificate
    again = DemoPki.load(pki.dump())
    again.revoke(alice.certificate, at=NOW)
    assert again.status(alice.certificate, issuer, at=NOW - DAY) is RevocationStatus.GOOD
    assert again.status(alice.certificate, issuer, at=NOW) is RevocationStatus.REVOKED
    assert again.status(alice.certificate, pki.root.certificate, at=NOW) is RevocationStatus.UNKNOWN


def test_what_is_no_certificate(alice):
    der = alice.certificate.public_bytes(Encoding.DER)
    assert load(der) == alice.certificate
    version = der.index(bytes.fromhex("a003020102"))
    for bad in (b"", der[:-1], der[: version + 4] + b"\x03" + der[version + 5 :]):
        with pytest.raises(Untrusted) as caught:
            load(bad)
        assert caught.value.code == "CERTIFICATE_UNREADABLE"


def test_a_certificate_whose_name_cannot_be_read(pki, alice):
    der = alice.certificate.public_bytes(Encoding.DER)
    broken = load(der.replace(b"Demonstration", b"\xffemonstration"))
    for ask in (seat_id, lambda one: check(one, role=Role.SMP, trust=pki.trust, at=NOW, revocation=pki)):
        with pytest.raises(Untrusted) as caught:
            ask(broken)
        assert caught.value.code == "CERTIFICATE_UNREADABLE"
