"""What we want of a PDF, read by pypdf: the XML files attached to it, and the text of its first pages.

A PDF can keep a library busy for long with few bytes. What can be counted is counted first; what cannot, such as what
unpacks to much, is bounded by whoever runs this module as a process: `python -m schakel.einvoice.pdf_reading files|text` has
a processor second and a gigabyte, reads the PDF from its standard input and writes what it found as JSON (ADR 0192).
It imports little, so that it starts fast.
"""

import base64
import io
import json
import resource
import sys
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import pypdf

from schakel.einvoice.errors import EInvoiceError

MOST_OBJECTS = 100_000  # a scanned book of a thousand pages has some ten thousand
MOST_FILES = 100  # attachments that are looked at
LARGEST_FILES = 100_000_000  # bytes of the XML files together
MOST_PAGES = 5
LONGEST = 20_000  # characters of text
CPU, MEMORY = 1, 1_000_000_000  # seconds; bytes
_OBJECT = (b" obj", b"\nobj", b"\robj")  # `12 0 obj`


class UnreadablePdf(EInvoiceError):
    code = "unreadable_pdf"


class PdfTooComplex(EInvoiceError):
    code = "pdf_too_complex"


@dataclass(frozen=True, slots=True)
class Attached:
    name: str  # the sender's words
    data: bytes


def attached(pdf: bytes) -> list[Attached]:
    """The XML files in it, in their order; each unpacked, where pypdf stops at 75 MB.

    Raises:
        PdfTooComplex    permanent
        UnreadablePdf     permanent
    """
    require_few_objects(pdf)
    found, left = [], LARGEST_FILES
    try:
        for each in islice(pypdf.PdfReader(io.BytesIO(pdf)).attachment_list, MOST_FILES):
            if each.name.lower().endswith(".xml"):
                found.append(Attached(each.name, each.content))
                left -= len(found[-1].data)
                if left < 0:
                    raise PdfTooComplex("its files are too large")
    except EInvoiceError:
        raise
    except Exception as fault:  # pypdf lets errors of many kinds through for a damaged file
        raise UnreadablePdf(f"{type(fault).__name__}: {fault}"[:200]) from None
    return found


def text_of(pdf: bytes) -> str:
    """Of the first pages; empty for a picture, and for what cannot be read or has a password. Raises PdfTooComplex."""
    require_few_objects(pdf)
    try:
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        parts = [pages[number].extract_text() for number in range(min(len(pages), MOST_PAGES))]
    except Exception:  # as above
        return ""
    return "\n".join(parts)[:LONGEST]


def require_few_objects(pdf: bytes) -> None:
    """Raises PdfTooComplex."""
    objects = sum(pdf.count(mark) for mark in _OBJECT)
    if objects > MOST_OBJECTS:
        raise PdfTooComplex(f"{objects}")


def answer(what: str, pdf: bytes) -> dict[str, Any]:
    """What one process says to another; `files_in` and `text_in` read it back."""
    try:
        if what == "text":
            return {"text": text_of(pdf)}
        return {"files": [[each.name, base64.b64encode(each.data).decode("ascii")] for each in attached(pdf)]}
    except EInvoiceError as fault:
        return {"fault": fault.code, "detail": fault.detail}


def files_in(told: dict[str, Any]) -> list[Attached]:
    """Raises as `attached`."""
    raise_fault_in(told)
    return [Attached(name, base64.b64decode(data)) for name, data in told["files"]]


def text_in(told: dict[str, Any]) -> str:
    """Raises as `text_of`."""
    raise_fault_in(told)
    return str(told["text"])


def raise_fault_in(told: dict[str, Any]) -> None:
    if "fault" in told:
        raise (PdfTooComplex if told["fault"] == PdfTooComplex.code else UnreadablePdf)(told["detail"])


def limit_process() -> None:
    """Of this process, for good: more than a second of processor time ends it."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(source: BinaryIO, target: BinaryIO, what: str) -> None:
    limit_process()
    target.write(json.dumps(answer(what, source.read())).encode())


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1])
