"""Peers in Java: built with Maven, key and trust stores as they read them, and one process that answers a line a document."""

import base64
import shutil
import subprocess
from pathlib import Path
from typing import ClassVar, Self

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
    serialize_key_and_certificates,
)

from interop.access_point import AccessPoint
from schakel.peppol.pki import Role

INTEROP = Path(__file__).parent.parent
PASSWORD = b"interop"


def is_there() -> bool:
    """Whether Java and Maven are installed."""
    return bool(shutil.which("java") and shutil.which("mvn"))


def classpath(peer: str) -> str:
    """Build the project in this folder of `interop`, and say where all is that it needs. Raises CalledProcessError.

    What an earlier run left half-made is thrown away and made again, once; Maven then also asks again for what it could not get.
    """
    project = INTEROP / peer
    try:
        build(project)
    except subprocess.CalledProcessError:
        shutil.rmtree(project / "target", ignore_errors=True)
        build(project, "-U")
    return f"{project}/target/classes:{(project / 'target/classpath').read_text()}"


def build(project: Path, *options: str) -> None:
    command = [
        "mvn",
        "-B",
        "-q",
        *options,
        "compile",
        "dependency:build-classpath",
        "-Dmdep.outputFile=target/classpath",
    ]
    subprocess.run(command, cwd=project, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def write_stores(access_point: AccessPoint, directory: Path) -> None:
    """`keys.p12` (alias ap) and `trust.p12` of the other side, and our certificate as `ours.pem`."""
    theirs, sealed = access_point.theirs, BestAvailableEncryption(PASSWORD)
    authorities = [access_point.pki.issuers[Role.ACCESS_POINT].certificate, access_point.pki.root.certificate]
    keys = serialize_key_and_certificates(b"ap", theirs.private, theirs.certificate, authorities, sealed)
    (directory / "keys.p12").write_bytes(keys)
    trusted = [PKCS12Certificate(one, str(number).encode()) for number, one in enumerate(authorities)]
    (directory / "trust.p12").write_bytes(serialize_java_truststore(trusted, sealed))
    (directory / "ours.pem").write_bytes(access_point.ours.certificate.public_bytes(Encoding.PEM))


class JavaPeer:
    """Built when it starts; use it with `with`."""

    PROJECT: ClassVar[str]  # folder with its pom.xml
    MAIN: ClassVar[str]  # class that reads the lines
    MEMORY: ClassVar[str]  # as -Xmx takes it

    def __init__(self, *first: Path) -> None:
        self._first = first  # on the class path, before its own

    def __enter__(self) -> Self:
        path = ":".join([*map(str, self._first), classpath(self.PROJECT)])
        command = ["nice", "java", f"-Xmx{self.MEMORY}", "-XX:+UseSerialGC", "-cp", path, self.MAIN]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def ask(self, kind: str, data: bytes) -> str:
        """The line with which it answers to a document of this kind."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(kind.encode() + b"\t" + base64.b64encode(data) + b"\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().decode().rstrip("\n")
