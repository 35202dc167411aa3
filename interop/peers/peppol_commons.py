"""peppol-commons: the classes with which phase4 and many others read envelopes, and the Directory its business cards."""

import base64
import subprocess
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).parent.parent / "peppol_commons"
NAME = "peppol-commons 12.4.0"
UNIT = "\x1f"


class Refused(Exception):
    """It does not take what it was handed, and says why."""


class PeppolCommons:
    """One Java process that reads as many documents as it is handed; use it with `with`."""

    def __enter__(self) -> Self:
        subprocess.run(
            ["mvn", "-B", "-q", "compile", "dependency:build-classpath", "-Dmdep.outputFile=target/classpath"],
            cwd=PROJECT,
            check=True,
        )
        classpath = f"{PROJECT}/target/classes:{(PROJECT / 'target/classpath').read_text()}"
        command = ["nice", "java", "-Xmx500m", "-XX:+UseSerialGC", "-cp", classpath, "be.schakel.interop.Commons"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def envelope(self, data: bytes) -> tuple[str, ...]:
        """Sender, receiver, document type, process, country, id, MLS_TO and MLS_TYPE. Raises Refused."""
        return tuple(self._ask("envelope", data).decode().split(UNIT))

    def written_again(self, data: bytes) -> bytes:
        """The envelope as it writes it. Raises Refused."""
        return self._ask("envelope_again", data)

    def card(self, data: bytes) -> tuple[str, ...]:
        """Scheme and value of the participant, name, country, numbers and day. Raises Refused."""
        return tuple(self._ask("card", data).decode().split(UNIT))

    def _ask(self, kind: str, data: bytes) -> bytes:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(kind.encode() + b"\t" + base64.b64encode(data) + b"\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().decode().rstrip("\n")
        if said.startswith("ERROR"):
            raise Refused(said)
        return base64.b64decode(said)
