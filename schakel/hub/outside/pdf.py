"""PDFs of strangers, read by a process of their own that may use one second of a processor and a gigabyte (ADR 0192).

What it holds cannot be counted beforehand, for few bytes may unpack to much; and a thread of ours cannot be stopped. Starting
a process that can read PDFs takes ten times as long as reading a page, so it waits a while for the next one (ADR 0256).
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from schakel.einvoice import pdf_reading
from schakel.einvoice.pdf_reading import Attached, PdfText, PdfTooComplex

LONGEST = 60.0  # seconds on the clock: a busy machine takes its time for one of the processor
AT_ONCE = threading.BoundedSemaphore(2)  # of each process of ours
GIVEN = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")  # of our surroundings, which hold secrets


def attached(pdf: bytes) -> list[Attached]:
    """As `pdf_reading.attached`; raises PdfTooComplex also when the bounds do not do."""
    pdf_reading.require_few_objects(pdf)
    return pdf_reading.files_in(ask("files", pdf))


def pages_of(pdf: bytes) -> PdfText:
    """As `pdf_reading.pages_of`, likewise."""
    pdf_reading.require_few_objects(pdf)
    return pdf_reading.text_in(ask("text", pdf))


def text_of(pdf: bytes) -> str:
    """As `pdf_reading.text_of`, likewise."""
    return pdf_reading.joined(pages_of(pdf))


def ask(what: str, pdf: bytes) -> dict[str, Any]:
    """One that waits may have ended just now: then a new one is asked."""
    with AT_ONCE:
        line = ask_waiting(what, pdf) or Reader().ask(what, pdf)
    if not line:
        raise PdfTooComplex("its reader was ended")
    told: dict[str, Any] = json.loads(line)
    return told


def ask_waiting(what: str, pdf: bytes) -> bytes:
    try:
        return waiting.pop().ask(what, pdf)
    except IndexError:
        return b""


def begin() -> "subprocess.Popen[bytes]":
    surroundings = {name: os.environ[name] for name in GIVEN if name in os.environ}
    return subprocess.Popen(  # noqa: S603 -- our own module
        [sys.executable, "-m", pdf_reading.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings,
        cwd="/",
    )


@dataclass(frozen=True)
class Reader:
    """A process that reads one PDF after the other."""

    process: "subprocess.Popen[bytes]" = field(default_factory=begin)

    def ask(self, what: str, pdf: bytes) -> bytes:
        """A line of JSON; empty, and the process is over, when it does not answer in time, or at all."""
        source, target = self.process.stdin, self.process.stdout
        assert source is not None
        assert target is not None
        limit = threading.Timer(LONGEST, self.process.kill)
        limit.start()
        try:
            pdf_reading.ask(source, what, pdf)
            line = target.readline()
        except OSError:
            line = b""
        finally:
            limit.cancel()
        if line.endswith(b"\n"):
            waiting.append(self)
            return line
        self.end()
        return b""

    def end(self) -> None:
        self.process.kill()
        with suppress(OSError), self.process:  # closes what leads to it, and waits; what was not written is lost
            pass
        self.process.wait()


waiting: list[Reader] = []  # of this process, for the next PDF
os.register_at_fork(after_in_child=waiting.clear)


@atexit.register
def end_all() -> None:
    while waiting:
        waiting.pop().end()
