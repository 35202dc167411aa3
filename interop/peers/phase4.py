"""phase4, the Java access point most of the network runs: both directions, three sizes, and a connection test."""

import hashlib
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import canonicalize

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
    serialize_key_and_certificates,
)

from interop.access_point import SIZES, AccessPoint, LoopbackHttp, envelope, message_id
from schakel.peppol import as4, sbdh
from schakel.peppol.pki import Role

PROJECT = Path(__file__).parent.parent / "phase4"
PASSWORD = b"interop"
VERSION = "4.4.1"  # as in its pom.xml


def run(access_point: AccessPoint, url: str, directory: Path) -> Iterator[tuple[str, bool]]:
    if not (shutil.which("java") and shutil.which("mvn")):
        print("skip phase4: java and mvn are needed")
        return
    with started(access_point, directory) as (peer, _):
        for label, size in SIZES.items():
            content = envelope(size)
            yield f"us -> phase4, {label}", _ours(access_point, peer, content)
            yield f"phase4 -> us, {label}", _theirs(access_point, peer, content, url=url)
        yield "our connection test answered by phase4", _tested(access_point, peer)
        yield "our refusal understood by phase4", _refused(access_point, peer, url=url)
        yield "phase4's refusal understood by us", _refuses(access_point, peer)


def _ours(access_point: AccessPoint, peer: str, content: bytes) -> bool:
    try:
        as4.send(access_point.build(content), url=f"{peer}/as4", http=LoopbackHttp())
    except as4.As4Error as error:
        print(f"    {error}")
        return False
    with urllib.request.urlopen(f"{peer}/last") as response:
        return bool(response.read().decode() == hashlib.sha256(content).hexdigest())


def _theirs(access_point: AccessPoint, peer: str, content: bytes, *, url: str) -> bool:
    access_point.received.clear()
    said = told_to_send(peer, content, url)
    if said != "SUCCESS, receipt verified":
        print(f"    {said}")
        return False
    (received,) = access_point.received
    there, here = sbdh.unwrap(received.envelope), sbdh.unwrap(content)
    return there.header == here.header and canonicalize(there.document) == canonicalize(here.document)


def told_to_send(peer: str, content: bytes, url: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(f"{peer}/send?{url}", data=content)) as response:
        return str(response.read().decode())


def _tested(access_point: AccessPoint, peer: str) -> bool:
    ping = as4.build_test(
        message_id=message_id(), receiver=access_point.theirs.certificate, key=access_point.ours, at=datetime.now(UTC)
    )
    as4.send(ping, url=f"{peer}/as4", http=LoopbackHttp())
    return True


def _refused(access_point: AccessPoint, peer: str, *, url: str) -> bool:
    access_point.pki.revoke(access_point.theirs.certificate, at=datetime.now(UTC))
    said = told_to_send(peer, envelope(1_000), url)
    access_point.pki.revoked.clear()
    return said.startswith("AS4_ERROR_MESSAGE_RECEIVED")


def _refuses(access_point: AccessPoint, peer: str) -> bool:
    built = access_point.build(envelope(1_000))
    spoiled = replace(built, body=built.body.replace(b"responder", b"respondent"))
    try:
        as4.send(spoiled, url=f"{peer}/as4", http=LoopbackHttp())
    except (as4.Refused, as4.Unsettled) as error:
        return error.code.startswith("EBMS:")
    return False


@contextmanager
def started(access_point: AccessPoint, directory: Path) -> Iterator[tuple[str, int]]:
    """A running phase4: its address and process id."""
    subprocess.run(
        ["mvn", "-B", "-q", "compile", "dependency:build-classpath", "-Dmdep.outputFile=target/classpath"],
        cwd=PROJECT,
        check=True,
    )
    _write_stores(access_point, directory)
    classpath = f"{PROJECT}/target/classes:{(PROJECT / 'target/classpath').read_text()}"
    files = [str(directory / name) for name in ("keys.p12", "trust.p12", "other.pem")]
    command = ["java", "-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", classpath]
    command += ["be.schakel.interop.Peer", *files]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=directory, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout
    try:
        line = next(text for text in iter(process.stdout.readline, b"") if text.startswith(b"PORT "))
        yield f"http://127.0.0.1:{line.split()[1].decode()}", process.pid
    finally:
        process.terminate()
        process.wait()


def _write_stores(access_point: AccessPoint, directory: Path) -> None:
    theirs, sealed = access_point.theirs, BestAvailableEncryption(PASSWORD)
    authorities = [access_point.pki.issuers[Role.ACCESS_POINT].certificate, access_point.pki.root.certificate]
    keys = serialize_key_and_certificates(b"ap", theirs.private, theirs.certificate, authorities, sealed)
    (directory / "keys.p12").write_bytes(keys)
    trusted = [PKCS12Certificate(one, str(number).encode()) for number, one in enumerate(authorities)]
    (directory / "trust.p12").write_bytes(serialize_java_truststore(trusted, sealed))
    (directory / "other.pem").write_bytes(access_point.ours.certificate.public_bytes(Encoding.PEM))
