"""Our keys from files, the roll-over of certificates, and the warnings before one ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from django.core import mail
from django.core.cache import cache

from schakel.hub.network.access_points import certificates, from_settings
from schakel.hub.network.access_points.key_files import KeyFileWrong, RollingKeys, read_key, read_keys
from schakel.hub.network.access_points.own import LenientRevocation
from schakel.peppol.doors import RevocationStatus
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.network import PRODUCTION_ZONE, TEST_ZONE
from schakel.peppol.pki import Role
from tests.hub.documents.ubl import invoice
from tests.hub.network.clocks import Clock
from tests.hub.network.posting import post
from tests.hub.network.world import OTHER, OURS, SMP, SystemClock, keys
from tests.hub.test_every_address import everything

DAY = timedelta(days=1)


@pytest.fixture
def key() -> RsaKey:
    return keys()[1][OURS]


def kept(tmp_path: Path, name: str, data: bytes) -> str:
    (tmp_path / name).write_bytes(data)
    return str(tmp_path / name)


@pytest.mark.parametrize("password", ["", "a secret"])
def test_pem_and_pkcs12_with_and_without_a_password(tmp_path, key, password):
    sealed = password.encode() or None
    sealing = BestAvailableEncryption(sealed) if sealed else NoEncryption()
    other = keys()[0].issuers[Role.ACCESS_POINT].certificate
    bag = pkcs12.serialize_key_and_certificates(b"ours", key.private, key.certificate, [other], sealing)
    paths = [kept(tmp_path, "a.pem", key.dump(password=sealed)), kept(tmp_path, "b.p12", bag)]
    assert [one.certificate for one in read_keys(paths, password)] == [key.certificate] * 2


def test_the_certificate_that_belongs_to_the_key_is_found_in_a_chain(tmp_path, key):
    issuer = keys()[0].issuers[Role.ACCESS_POINT].dump().partition(b"-----BEGIN CERTIFICATE")
    path = kept(tmp_path, "chain.pem", issuer[1] + issuer[2] + key.dump())
    assert read_key(Path(path), None).certificate == key.certificate


def test_what_is_wrong_with_a_file_is_said(tmp_path, key):
    theirs = keys()[1][OTHER].dump().partition(b"-----BEGIN CERTIFICATE")
    mine = key.dump().partition(b"-----BEGIN CERTIFICATE")
    wrong = {
        "nowhere.pem": None,
        "nonsense.pem": b"nonsense",
        "sealed.pem": key.dump(password=b"another"),
        "mixed.pem": mine[0] + theirs[1] + theirs[2],
        "nokey.pem": mine[1] + mine[2],
    }
    for name, data in wrong.items():
        path = kept(tmp_path, name, data) if data is not None else str(tmp_path / name)
        with pytest.raises(KeyFileWrong, match=name):
            read_keys([path], "a secret")


def test_L07_during_a_rollover_the_newest_valid_one_signs_and_both_decrypt(key):
    now = datetime.now(UTC)
    newer = keys()[0].issue(OURS, role=Role.ACCESS_POINT, valid_from=now + 2 * DAY, private=keys()[1][OTHER].private)
    clock = Clock(now)
    ring = RollingKeys([key, newer], clock)
    assert ring.newest() == key
    clock.at = now + 3 * DAY
    assert ring.newest() == newer
    assert list(ring.all()) == [newer, key]


@pytest.mark.django_db
def test_L07_the_operator_hears_60_30_14_7_and_1_days_before(ours, settings, key):
    settings.OPERATORS, settings.FIRST_LANGUAGE = {"operator@schakel.example"}, "en"
    cache.clear()
    [one] = certificates.expiries(ours)
    heard = []
    for left in range(70, -3, -1):
        at = one.until - left * DAY + timedelta(hours=1)
        heard += [left for _twice in range(2) if certificates.warn_once(one, at)]
    assert heard == [60, 30, 14, 7, 1, 0]
    assert "expires within 60 days" in mail.outbox[0].subject
    assert "has expired" in mail.outbox[-1].subject


@pytest.mark.django_db
def test_L07_an_operator_whose_mail_fails_keeps_it_from_nobody_and_is_warned_later(ours, settings, monkeypatch):
    settings.OPERATORS = {"ann@schakel.example", "ben@schakel.example"}
    cache.clear()
    [one] = certificates.expiries(ours)
    at, heard, later = one.until - 5 * DAY, [], [True]

    def send(_template: str, *, to: str, **_more: object) -> None:
        if to.startswith("ann") and later:
            raise SMTPRecipientsRefused({to: (451, b"later")})
        heard.append(to)

    monkeypatch.setattr(certificates.mail, "send", send)
    with pytest.raises(SMTPRecipientsRefused):
        certificates.warn_once(one, at)
    assert heard == ["ben@schakel.example"]
    later.clear()
    assert certificates.warn_once(one, at)
    assert "ann@schakel.example" in heard


def test_L07_the_key_that_lasts_longest_counts(ours, key):
    now = datetime.now(UTC)
    longer = keys()[0].issue(OURS, role=Role.ACCESS_POINT, valid_from=now + 100 * DAY, private=key.private)
    both = replace(ours, keys=KeyRing([key, longer]))
    [one] = certificates.expiries(both)
    assert one.until == longer.certificate.not_valid_after_utc


def test_L06_no_row_holds_our_private_key(peer, served, key):
    assert post(peer.message(invoice())).status_code == 200
    numbers = key.private.private_numbers()
    der = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    lines = key.dump().split(b"PRIVATE KEY-----")[1].split()  # the first ones hold the public half too
    secrets = [der, lines[-4], numbers.p.to_bytes(128), numbers.d.to_bytes(256), str(numbers.d).encode()]
    stored = [stored_bytes(value) for rows in everything().values() for row in rows for value in row]
    assert any(b"MII" in value for value in stored)  # certificates, for one, are found in this way
    assert [value[:80] for value in stored if any(secret in value for secret in secrets)] == []


def stored_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.fixture
def configured(settings, tmp_path, key):
    settings.NETWORK = "test"
    settings.AP_KEYS, settings.AP_PASSWORD = [kept(tmp_path, "ap.pem", key.dump(password=b"x"))], "x"
    settings.SMP_KEYS, settings.SMP_ID = [kept(tmp_path, "smp.pem", keys()[1][SMP].dump())], "SMP-1"
    return settings


def test_the_access_point_of_the_settings(configured):
    made = from_settings.access_point()
    assert (made.seat_id, made.zone, made.trust.environment) == (OURS, TEST_ZONE, "test")
    assert (made.publisher.smp_id, made.publisher.base) == ("SMP-1", f"{configured.URL}/smp")
    assert made.publisher.management.startswith("https://api.sml.test.")
    configured.NETWORK, configured.SML_ZONE, configured.SMP_KEYS = "production", "", []
    made = from_settings.access_point()
    assert (made.zone, made.publisher) == (PRODUCTION_ZONE, None)


def test_without_a_key_there_is_none(settings):
    settings.AP_KEYS = []
    assert from_settings.access_point() is None


def test_lenient_takes_the_unknown_for_good(key):
    class Says:
        answer = RevocationStatus.UNKNOWN

        def status(self, *_told, **_named):
            return self.answer

    says = Says()
    for answer, taken in (("UNKNOWN", "GOOD"), ("REVOKED", "REVOKED"), ("GOOD", "GOOD")):
        says.answer = RevocationStatus[answer]
        assert LenientRevocation(says).status(key.certificate, key.certificate, at=SystemClock().now()).name == taken
