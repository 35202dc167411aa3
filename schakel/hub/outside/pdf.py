"""PDFs of strangers, read by a process of their own that may use one second of a processor and a gigabyte (ADR 0192).

What it holds cannot be counted beforehand, for few bytes may unpack to much; and a thread of ours cannot be stopped.
"""

import json
import os
import subprocess
import sys
import threading
from typing import Any

from schakel.einvoice import pdf_reading
from schakel.einvoice.pdf_reading import Attached, PdfTooComplex

LONGEST = 60  # seconds on the clock: a busy machine takes its time for one of the processor
AT_ONCE = threading.BoundedSemaphore(2)  # of each process of ours
GIVEN = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")  # of our surroundings, which hold secrets


def attached(pdf: bytes) -> list[Attached]:
    """As `pdf_reading.attached`; raises PdfTooComplex also when the bounds do not do."""
    pdf_reading.require_few_objects(pdf)
    return pdf_reading.files_in(asked("files", pdf))


def text_of(pdf: bytes) -> str:
    """As `pdf_reading.text_of`, likewise."""
    pdf_reading.require_few_objects(pdf)
    return pdf_reading.text_in(asked("text", pdf))


def asked(what: str, pdf: bytes) -> dict[str, Any]:
    command = [sys.executable, "-m", pdf_reading.__name__, what]
    surroundings = {name: os.environ[name] for name in GIVEN if name in os.environ}
    try:
        with AT_ONCE:
            done = subprocess.run(  # noqa: S603 -- our own module
                command, input=pdf, capture_output=True, timeout=LONGEST, env=surroundings, cwd="/", check=True
            )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise PdfTooComplex(type(fault).__name__) from None
    told: dict[str, Any] = json.loads(done.stdout)
    return told
