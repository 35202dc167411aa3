"""phase4, the Java access point most of the network runs: both directions, three sizes, and a connection test."""

import hashlib
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import canonicalize

from interop.access_point import SIZES, AccessPoint, LoopbackHttp, envelope, message_id
from interop.peers import Trial, Trials
from interop.peers.java import classpath, write_stores
from schakel.peppol import as4, sbdh

NAME, VERSION = "phase4", "4.4.1"  # as in its pom.xml


def run(access_point: AccessPoint, url: str, directory: Path) -> Trials:
    with started(access_point, directory) as (peer, _):
        for label, size in SIZES.items():
            content = envelope(size)
            yield Trial("us -> phase4", _ours(access_point, peer, content), label)
            yield Trial("phase4 -> us", _theirs(access_point, peer, content, url=url), label)
        yield Trial("our connection test answered by phase4", _tested(access_point, peer))
        yield Trial("our refusal understood by phase4", _refused(access_point, peer, url=url))
        yield Trial("phase4's refusal understood by us", _refuses(access_point, peer))


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
def started(access_point: AccessPoint, directory: Path, *, stored: Path | None = None) -> Iterator[tuple[str, int]]:
    """A running phase4: its address and process id. It stores each payload in the folder before its receipt, if there is one."""
    write_stores(access_point, directory)
    files = [str(directory / name) for name in ("keys.p12", "trust.p12", "ours.pem")]
    command = ["java", "-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp", classpath("phase4")]
    command += ["be.schakel.interop.Peer", *files, str(stored or "-")]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=directory, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout
    try:
        line = next(text for text in iter(process.stdout.readline, b"") if text.startswith(b"PORT "))
        yield f"http://127.0.0.1:{line.split()[1].decode()}", process.pid
    finally:
        process.terminate()
        process.wait()
