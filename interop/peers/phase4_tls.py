"""phase4 and we over https on loopback: both versions, both ways, and servers whose certificate is not right.

Its server's TLS is Java's, its client its own; ours are the client that the hub sends with, and OpenSSL in front of our door.
"""

import os
import ssl
import urllib.request
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from interop.access_point import AccessPoint, envelope
from interop.peers import Trial, Trials, phase4
from interop.peers.java import PASSWORD
from schakel.hub.outside import Web
from schakel.peppol import as4
from schakel.peppol.errors import Unreachable
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role
from tests.hub.outside.tls import DAY, certificate, proxy, server_tls, trusting

VERSION = phase4.VERSION
VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}


def run(access_point: AccessPoint, url: str, directory: Path) -> Trials:
    pki = access_point.pki
    wrong: dict[str, RsaKey] = {
        "of another name": certificate(pki, "other.invalid"),
        "that has expired": certificate(pki, since=-3 * DAY, until=-DAY),
        "signed by itself": certificate(None),
    }
    with phase4.started(access_point, directory) as (peer, _):
        for version in VERSIONS:
            right = certificate(pki)
            yield Trial(f"us -> phase4 over {version}", _ours(access_point, peer, right, version))
            yield Trial(f"phase4 -> us over {version}", _theirs(access_point, peer, right, version, url, directory))
        for what, key in wrong.items():
            with_it = (access_point, peer, key, "TLSv1.3")
            yield Trial(
                f"we leave a phase4 with a certificate {what}", is_left(lambda with_it=with_it: _ours(*with_it))
            )
            left = not _theirs(*with_it, url, directory) and not access_point.received
            yield Trial(f"phase4 leaves us with a certificate {what}", left)


def is_left(send: Callable[[], bool]) -> bool:
    """Whether nothing was sent, and may be later."""
    try:
        send()
    except Unreachable as error:
        return not error.permanent and "certificate" in str(error)
    return False


def _ours(access_point: AccessPoint, peer: str, key: RsaKey, version: str) -> bool:
    place = f"localhost:{opened(access_point, peer, key, version)}"
    web = Web(tls=trusting(access_point.pki), also=frozenset({place}))
    return bool(as4.send(access_point.build(envelope(1_000)), url=f"https://{place}/as4", http=web))


def opened(access_point: AccessPoint, peer: str, key: RsaKey, version: str) -> str:
    """The port of a door of phase4 that speaks this version, under this key."""
    above = [access_point.pki.issuers[Role.ACCESS_POINT].certificate]
    store = serialize_key_and_certificates(
        b"tls", key.private, key.certificate, above, BestAvailableEncryption(PASSWORD)
    )
    with urllib.request.urlopen(urllib.request.Request(f"{peer}/tls?{version}", data=store)) as response:
        return str(response.read().decode())


def _theirs(access_point: AccessPoint, peer: str, key: RsaKey, version: str, url: str, directory: Path) -> bool:
    access_point.received.clear()
    chain = (access_point.pki.issuers[Role.ACCESS_POINT],)
    context = server_tls(key, directory, version=VERSIONS[version], chain=chain)
    port = int(url.rsplit(":", 1)[1].split("/")[0])
    with proxy(context, port) as place:
        said = phase4.told_to_send(peer, envelope(1_000), f"https://{place}/as4")
    return said == "SUCCESS, receipt verified" and len(access_point.received) == 1
