"""What we want of a PDF, read by pypdf: the XML files attached to it, and the text of its first and last pages.

A PDF can keep a library busy for long with few bytes. What can be counted is counted first; what cannot, such as what
unpacks to much, is bounded by whoever runs this module as a process: `python -m schakel.einvoice.pdf_reading` is asked again
and again on its standard input, and reads each PDF in a child of its own, with a processor second and a gigabyte (ADR 0192,
0256). So the library is loaded once, and what a PDF does to its child it does to nobody else.
"""

import base64
import io
import json
import os
import resource
import signal
import sys
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, NoReturn

from schakel.einvoice.errors import EInvoiceError

MOST_OBJECTS = 100_000  # a scanned book of a thousand pages has some ten thousand
MOST_FILES = 100  # attachments that are looked at
LARGEST_FILES = 100_000_000  # bytes of the XML files together
MOST_PAGES = 5  # the first
LAST_PAGES = 3  # after those: where a long invoice has its total
LONGEST_PAGE = 5_000  # characters; an invoice has 500 to 3,000
LONGEST = 20_000  # characters of text, where somebody wants one text
CPU, MEMORY = 1, 1_000_000_000  # seconds; bytes
IDLE = 300  # seconds for which a process waits for the next PDF
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
    from pypdf import PdfReader  # in the process that reads: those that only ask do without

    require_few_objects(pdf)
    found, left = [], LARGEST_FILES
    try:
        for each in islice(PdfReader(io.BytesIO(pdf)).attachment_list, MOST_FILES):
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


@dataclass(frozen=True, slots=True)
class PdfText:
    """What stands on its pages. Of a picture, of what cannot be read or has a password: nothing."""

    pages: tuple[str, ...] = ()
    is_whole: bool = True  # no: it has more pages, or a page has more, than is read


def text_of(pdf: bytes) -> str:
    """Of its pages, as one text; raises as `pages_of`."""
    return joined(pages_of(pdf))


def joined(text: PdfText) -> str:
    return "\n".join(text.pages)[:LONGEST]


def pages_of(pdf: bytes) -> PdfText:
    """The text of the first and the last pages. Raises PdfTooComplex."""
    from pypdf import PdfReader

    require_few_objects(pdf)
    try:
        pages = PdfReader(io.BytesIO(pdf)).pages
        count = len(pages)
        numbers = [*range(min(count, MOST_PAGES)), *range(max(MOST_PAGES, count - LAST_PAGES), count)]
        texts = [pages[number].extract_text() for number in numbers]
    except Exception:  # as above
        return PdfText()
    is_whole = len(numbers) == count and all(len(text) <= LONGEST_PAGE for text in texts)
    return PdfText(tuple(text[:LONGEST_PAGE] for text in texts), is_whole)


def require_few_objects(pdf: bytes) -> None:
    """Raises PdfTooComplex."""
    objects = sum(pdf.count(mark) for mark in _OBJECT)
    if objects > MOST_OBJECTS:
        raise PdfTooComplex(f"{objects}")


def answer(what: str, pdf: bytes) -> dict[str, Any]:
    """What one process says to another; `files_in` and `text_in` read it back."""
    try:
        if what == "text":
            text = pages_of(pdf)
            return {"pages": text.pages, "is_whole": text.is_whole}
        return {"files": [[each.name, base64.b64encode(each.data).decode("ascii")] for each in attached(pdf)]}
    except EInvoiceError as fault:
        return {"fault": fault.code, "detail": fault.detail}


def files_in(told: dict[str, Any]) -> list[Attached]:
    """Raises as `attached`."""
    raise_fault_in(told)
    return [Attached(name, base64.b64decode(data)) for name, data in told["files"]]


def text_in(told: dict[str, Any]) -> PdfText:
    """Raises as `pages_of`."""
    raise_fault_in(told)
    return PdfText(tuple(told["pages"]), told["is_whole"])


def raise_fault_in(told: dict[str, Any]) -> None:
    if "fault" in told:
        raise (PdfTooComplex if told["fault"] == PdfTooComplex.code else UnreadablePdf)(told["detail"])


def limit_process() -> None:
    """Of this process, for good: more than a second of processor time ends it."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ask(target: IO[bytes], what: str, pdf: bytes) -> None:
    """One question to the process: `files` or `text`, and how many bytes follow."""
    target.write(b"%b %d\n" % (what.encode(), len(pdf)))
    target.write(pdf)
    target.flush()


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Questions until there are no more, or none for a while; each is answered by a line of JSON."""
    import pypdf  # noqa: F401 -- once, before the children are made

    while header := next_line(source):
        what, size = header.decode().split()  # texts: our own
        target.write((answer_of_a_child(what, source.read(int(size))) or ENDED) + b"\n")  # texts: our own
        target.flush()


def next_line(source: IO[bytes]) -> bytes:
    signal.alarm(IDLE)  # ends the process
    try:
        return source.readline()
    finally:
        signal.alarm(0)


ENDED = json.dumps({"fault": PdfTooComplex.code, "detail": "its reader was ended"}).encode()


def answer_of_a_child(what: str, pdf: bytes) -> bytes:
    """Empty when the child ended before it was ready, by its bounds or by what the PDF made of it."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        os.close(read_end)
        answer_and_exit(what, pdf, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read()
    _pid, status = os.waitpid(child, 0)
    return b"" if status else told


def answer_and_exit(what: str, pdf: bytes, write_end: int) -> NoReturn:
    """In the child: it never comes back into what its parent does."""
    status = 1
    try:
        limit_process()
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(json.dumps(answer(what, pdf)).encode())
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
