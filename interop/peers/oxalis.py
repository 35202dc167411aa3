"""Oxalis-AS4 7.0.0, as it comes: its server takes ours, its command sends to us; each verifies the other's signatures."""

import socket
import subprocess
import time
import urllib.error
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
from interop.peers.vefa import write_mode
from schakel.peppol import as4, sbdh

NAME, VERSION = "Oxalis-AS4", "7.0.0"  # as in its pom.xml
PROJECT = "oxalis"
SERVER, COMMAND = "network.oxalis.server.Main", "eu.sendregning.oxalis.Main"
PROFILE = "peppol-transport-as4-v2_0"

CONFIGURATION = """
oxalis.keystore {{ path = "keys.p12", password = interop, key.alias = ap, key.password = interop }}
oxalis.path.inbound = inbound
oxalis.jetty.port = {port}
"""
LOGGING = """<configuration><appender name="out" class="ch.qos.logback.core.ConsoleAppender">
<encoder><pattern>%level %logger{20} %msg%n</pattern></encoder></appender><root level="WARN"><appender-ref ref="out"/></root>
</configuration>"""


def run(access_point: AccessPoint, url: str, directory: Path) -> Trials:
    with started(access_point, directory) as (peer, _):
        for label, size in SIZES.items():
            content = envelope(size)
            yield Trial("us -> Oxalis", _ours(access_point, peer, content, inbound=directory / "inbound"), label)
            yield Trial("Oxalis -> us", _theirs(access_point, directory, content, url=url), label)
        yield Trial(
            "our connection test, in which Oxalis misses a payload: nothing is ended", _tested(access_point, peer)
        )
        yield Trial("our refusal understood by Oxalis", _refused(access_point, directory, url=url))
        yield Trial("Oxalis's refusal understood by us", _refuses(access_point, peer))


def _ours(access_point: AccessPoint, peer: str, content: bytes, *, inbound: Path) -> bool:
    before = set(inbound.rglob("*.doc.xml"))
    try:
        as4.send(access_point.build(content), url=peer, http=LoopbackHttp())
    except as4.As4Error as error:
        print(f"    {error}")
        return False
    (arrived,) = set(inbound.rglob("*.doc.xml")) - before
    return arrived.read_bytes() == content


def _theirs(access_point: AccessPoint, directory: Path, content: bytes, *, url: str) -> bool:
    access_point.received.clear()
    done = told_to_send(directory, content, url)
    if done.returncode:
        print("\n".join(f"    {line}" for line in done.stdout.decode().strip().splitlines()[-3:]))
        return False
    (received,) = access_point.received
    there, here = sbdh.unwrap(received.envelope), sbdh.unwrap(content)
    return there.header == here.header and canonicalize(there.document) == canonicalize(here.document)


def told_to_send(directory: Path, content: bytes, url: str, *, times: int = 1) -> subprocess.CompletedProcess[bytes]:
    """Its command sends this envelope; the status is 0 when each receipt held."""
    header = sbdh.read_header(content)
    (directory / "outgoing.xml").write_bytes(content)
    command = [
        *java(directory, COMMAND),
        "-f",
        "outgoing.xml",
        "-u",
        url,
        "--cert",
        "conf/ours.pem",
        "--protocol",
        PROFILE,
    ]
    command += ["-s", header.sender.value, "-r", header.receiver.value, "-p", header.process.value]
    command += ["-d", header.document_type.value, "--repeat", str(times)]
    return subprocess.run(command, cwd=directory, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _tested(access_point: AccessPoint, peer: str) -> bool:
    """It asks a connection test for a payload, which the schema of ebMS leaves out, and fails: an error that ends nothing."""
    ping = as4.build_test(
        message_id=message_id(), receiver=access_point.theirs.certificate, key=access_point.ours, at=datetime.now(UTC)
    )
    try:
        as4.send(ping, url=peer, http=LoopbackHttp())
    except as4.Unsettled as error:
        return "PayloadInfo" in str(error)
    return False


def _refused(access_point: AccessPoint, directory: Path, *, url: str) -> bool:
    access_point.pki.revoke(access_point.theirs.certificate, at=datetime.now(UTC))
    done = told_to_send(directory, envelope(1_000), url)
    access_point.pki.revoked.clear()
    return done.returncode != 0 and b"CERTIFICATE_REVOKED" in done.stdout


def _refuses(access_point: AccessPoint, peer: str) -> bool:
    """What was altered on its way it calls NOT_SERVICED, with HTTP 500: to us not the end of the message."""
    built = access_point.build(envelope(1_000))
    spoiled = replace(built, body=built.body.replace(b"responder", b"respondent"))
    try:
        as4.send(spoiled, url=peer, http=LoopbackHttp())
    except as4.Unsettled as error:
        return error.code == "PEPPOL:NOT_SERVICED"
    return False


@contextmanager
def started(access_point: AccessPoint, directory: Path) -> Iterator[tuple[str, int]]:
    """Its server with the folder as its home: where it takes messages, and its process id."""
    port = free_port()
    set_up(access_point, directory, port=port)
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(java(directory, SERVER), cwd=directory, stdout=log, stderr=log)
    try:
        wait_until_open(f"http://127.0.0.1:{port}/status", process)
        yield f"http://127.0.0.1:{port}/as4", process.pid
    finally:
        process.terminate()
        process.wait()


def set_up(access_point: AccessPoint, directory: Path, *, port: int) -> None:
    conf = directory / "conf"
    for folder in (conf, directory / "inbound"):
        folder.mkdir()
    write_stores(access_point, conf)
    (conf / "oxalis.conf").write_text(CONFIGURATION.format(port=port))
    write_mode(access_point.pki, directory)
    (directory / "logback.xml").write_text(LOGGING)


def java(directory: Path, main: str) -> list[str]:
    """The recipe and the logging are found in the folder, by the classpath."""
    options = ["-Xmx1g", f"-DOXALIS_HOME={directory}", f"-Dlogback.configurationFile={directory}/logback.xml"]
    return ["java", *options, "-cp", f"{directory}:{classpath(PROJECT)}", main]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_open(url: str, process: subprocess.Popen[bytes], *, most: float = 90) -> None:
    until = time.monotonic() + most
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url).close()
            return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.3)
    raise TimeoutError("Oxalis did not start: see its log")
