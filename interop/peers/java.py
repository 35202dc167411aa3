"""A peer in Java: one process that answers a line for each document it is handed."""

import base64
import subprocess
from pathlib import Path
from typing import ClassVar, Self

INTEROP = Path(__file__).parent.parent


class JavaPeer:
    """Built with Maven when it starts; use it with `with`."""

    PROJECT: ClassVar[str]  # folder with its pom.xml
    MAIN: ClassVar[str]  # class that reads the lines
    MEMORY: ClassVar[str]  # as -Xmx takes it

    def __enter__(self) -> Self:
        project = INTEROP / self.PROJECT
        subprocess.run(
            ["mvn", "-B", "-q", "compile", "dependency:build-classpath", "-Dmdep.outputFile=target/classpath"],
            cwd=project,
            check=True,
        )
        classpath = f"{project}/target/classes:{(project / 'target/classpath').read_text()}"
        command = ["nice", "java", f"-Xmx{self.MEMORY}", "-XX:+UseSerialGC", "-cp", classpath, self.MAIN]
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
