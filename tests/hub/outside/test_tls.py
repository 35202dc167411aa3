"""TLS for real: both versions, both ways, and certificates that are not right."""

import ssl
from datetime import UTC, datetime

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from schakel.hub.network.access_points.sml_key import tls_with_certificate
from schakel.hub.outside import Web
from schakel.hub.outside.web import usual_tls
from schakel.peppol import as4
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.errors import Unreachable
from schakel.peppol.pki import Role
from tests.hub.databases import database
from tests.hub.documents.ubl import invoice
from tests.hub.network.service import running
from tests.hub.network.world import OURS, Peer, keys
from tests.hub.outside.tls import DAY, certificate, proxy, server_tls, serving, trusting

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def pki():
    return DemoPki.make(now=datetime.now(UTC))


def ask(context, pki, settings):
    """What a server with these settings says to us."""
    with serving(context) as place:
        settings.ALLOWED_TARGETS = {place}
        return Web(tls=trusting(pki)).get(f"https://{place}/version", limit=100, timeout=5).body


@pytest.mark.parametrize("version", VERSIONS)
def test_A25_both_versions_of_tls_are_spoken(version, pki, settings, tmp_path):
    context = server_tls(certificate(pki), tmp_path, version=version, chain=(pki.issuers[Role.ACCESS_POINT],))
    assert ask(context, pki, settings) == version.name.replace("_", ".").encode()


def test_A25_a_server_that_speaks_older_ones_only_is_left(pki, settings, tmp_path):
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context = server_tls(
            certificate(pki), tmp_path, version=ssl.TLSVersion.TLSv1_1, chain=(pki.issuers[Role.ACCESS_POINT],)
        )
    with pytest.raises(Unreachable, match=r"protocol version|unsupported protocol|handshake failure"):
        ask(context, pki, settings)


def test_A25_tls_1_2_is_the_least_whatever_python_was_built_with():
    assert (
        usual_tls().minimum_version == tls_with_certificate(keys()[1][OURS]).minimum_version == ssl.TLSVersion.TLSv1_2
    )


WRONG = {
    "another name": (lambda pki: certificate(pki, "other.example"), "Hostname mismatch"),
    "expired": (lambda pki: certificate(pki, since=-3 * DAY, until=-DAY), "has expired"),
    "not yet valid": (lambda pki: certificate(pki, since=DAY, until=2 * DAY), "not yet valid"),
    "signed by itself": (lambda _pki: certificate(None), "self-signed"),
    "of another PKI": (
        lambda _pki: certificate(DemoPki.make(now=datetime.now(UTC))),
        "certificate signature failure|unable to get local issuer",
    ),
    "for clients": (
        lambda pki: certificate(pki, purpose=ExtendedKeyUsageOID.CLIENT_AUTH),
        "certificate purpose",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_A25_a_server_with_a_wrong_certificate_gets_nothing_and_is_tried_again(wrong, pki, settings, tmp_path):
    make, why = WRONG[wrong]
    with pytest.raises(Unreachable, match=why) as caught:
        ask(server_tls(make(pki), tmp_path, chain=(pki.issuers[Role.ACCESS_POINT],)), pki, settings)
    assert not caught.value.permanent


def test_A25_a_server_that_leaves_out_its_authority_is_not_believed(pki, settings, tmp_path):
    with pytest.raises(Unreachable, match="unable to get local issuer"):
        ask(server_tls(certificate(pki), tmp_path), pki, settings)


@pytest.mark.processes
def test_A25_a_message_goes_both_ways_over_https(pki, settings, tmp_path):
    """Ours is the client that sends, and the service behind a proxy that receives."""
    chain = (pki.issuers[Role.ACCESS_POINT],)
    contexts = [server_tls(certificate(pki), tmp_path, version=version, chain=chain) for version in VERSIONS]
    with database("sqlite", tmp_path / "hub") as env, running(env, "serve") as plain:
        env = plain.env | {"SCHAKEL_URL": f"https://localhost:{plain.port}", "SCHAKEL_TRUSTED_PROXIES": "1"}
        plain.kill("serve")
        plain.env = env
        plain.start("serve")
        for context in contexts:
            with proxy(context, plain.port) as place:
                settings.ALLOWED_TARGETS = {place}
                sent = Peer().message(invoice(number=context.minimum_version.name))
                assert as4.send(sent, url=f"https://{place}/as4", http=Web(tls=trusting(pki)))
        assert plain.post(Peer().message(invoice(number="plain")))[0] == 400
