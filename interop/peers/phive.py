"""phive, the validator behind most Peppol access points: the official files of Peppol as it runs them."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple, Self

PROJECT = Path(__file__).parent.parent / "phive"
RULES = "phive-rules-peppol 4.3.7: Peppol 2026.5, EN 16931 1.3.16"


class Official(NamedTuple):
    """What the official files say of one document. Where the schema refuses it no rule is asked."""

    schema: list[str]
    fatal: frozenset[str]
    warnings: frozenset[str]
    stops: list[str]  # the rule file itself ended with an error

    @property
    def valid(self) -> bool:
        return not (self.schema or self.fatal or self.stops)

    @property
    def verdict(self) -> str:
        """`valid`, or what refused it: `schema`, `stops` or `rules`."""
        return "valid" if self.valid else "schema" if self.schema else "stops" if self.stops else "rules"


class Phive:
    """One Java process that judges as many documents as it is handed; use it with `with`."""

    def __enter__(self) -> Self:
        subprocess.run(
            ["mvn", "-B", "-q", "compile", "dependency:build-classpath", "-Dmdep.outputFile=target/classpath"],
            cwd=PROJECT,
            check=True,
        )
        classpath = f"{PROJECT}/target/classes:{(PROJECT / 'target/classpath').read_text()}"
        command = ["nice", "java", "-Xmx1500m", "-XX:+UseSerialGC", "-cp", classpath, "be.schakel.interop.Judge"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def judge(self, kind: str, data: bytes) -> Official:
        """What is wrong with a document of this kind.

        Kinds: invoice, credit_note, self_billed_…, invoice_response, mls, mlr, and the monthly reports tsr and eusr.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(kind.encode() + b"\t" + base64.b64encode(data) + b"\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        return Official(said["schema"], frozenset(said["fatal"]), frozenset(said["warning"]), said["stop"])


def is_there() -> bool:
    """Whether Java and Maven are installed."""
    return bool(shutil.which("java") and shutil.which("mvn"))
