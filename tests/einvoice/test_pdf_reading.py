"""PDFs of strangers: what is counted before they are read, and what the process that reads them says."""

import io
import json
import os
import signal
import subprocess
import sys

import pytest
import typst

from schakel.einvoice import pdf_reading
from schakel.einvoice.hybrid import extract
from schakel.einvoice.parse import Limits, TooLarge
from schakel.einvoice.pdf_reading import (
    MOST_OBJECTS,
    Attached,
    PdfTooComplex,
    UnreadablePdf,
    answer,
    attached,
    files_in,
    pages_of,
    text_in,
    text_of,
)
from tests.einvoice.test_hybrid import INVOICE, with_files, write

CROWDED = b"%PDF-1.7\n" + b"1 0 obj<<>>endobj\n" * (MOST_OBJECTS + 1)


@pytest.fixture
def unopened(monkeypatch):
    monkeypatch.setattr("pypdf.PdfReader", lambda *_told, **_named: pytest.fail("it was read"))


@pytest.mark.parametrize("read", [attached, text_of])
def test_C06_objects_are_counted_before_a_pdf_is_read(read, unopened):
    with pytest.raises(PdfTooComplex):
        read(CROWDED)


def test_a_pdf_with_as_many_objects_as_allowed_is_read():
    """A damaged one, which is told as such."""
    with pytest.raises(UnreadablePdf):
        attached(CROWDED.replace(b"1 0 obj", b"1 0 xxx", 1))


def test_its_xml_files_come_in_their_order_and_others_not_at_all():
    made = with_files(("b.xml", b"<b/>"), ("note.txt", b"text"), ("A.XML", b"<a/>"))
    assert [each.name for each in attached(made)] == ["A.XML", "b.xml"]


def test_C06_the_files_together_are_bounded(monkeypatch):
    monkeypatch.setattr(pdf_reading, "LARGEST_FILES", 10)
    with pytest.raises(PdfTooComplex):
        attached(with_files(("a.xml", b"<a>123</a>"), ("b.xml", b"<b/>")))


def test_an_xml_file_with_more_elements_than_allowed_is_not_passed_over():
    with pytest.raises(TooLarge):
        extract(with_files(("invoice.xml", write(INVOICE))), limits=Limits(nodes=5))


def test_what_one_process_says_another_understands():
    made = with_files(("a.xml", b"\xff<a/>"))
    assert files_in(json.loads(json.dumps(answer("files", made)))) == [Attached("a.xml", b"\xff<a/>")]
    assert text_in(json.loads(json.dumps(answer("text", made)))) == pages_of(made)
    for data, refusal in ((b"%PDF-", UnreadablePdf), (CROWDED, PdfTooComplex)):
        with pytest.raises(refusal):
            files_in(json.loads(json.dumps(answer("files", data))))


def test_C06_each_pdf_is_read_by_a_child_with_bounds(monkeypatch):
    bounds, told = [], io.BytesIO()
    monkeypatch.setattr("resource.setrlimit", lambda which, most: bounds.append((which, most[0])))
    monkeypatch.setattr("os.fork", lambda: 0)  # we are the child
    monkeypatch.setattr("os._exit", lambda status: pytest.exit if status else None)
    read_end, write_end = os.pipe()
    pdf_reading.answer_and_exit("files", with_files(("a.xml", b"<a/>")), write_end)
    told = os.read(read_end, 1000)
    os.close(read_end)
    assert files_in(json.loads(told)) == [Attached("a.xml", b"<a/>")]
    resource = pdf_reading.resource
    assert bounds == [(resource.RLIMIT_CPU, 1), (resource.RLIMIT_AS, 1_000_000_000), (resource.RLIMIT_CORE, 0)]


def test_questions_are_answered_one_after_the_other_until_there_are_no_more(monkeypatch):
    monkeypatch.setattr(pdf_reading, "answer_of_a_child", lambda what, pdf: b"" if pdf == b"bad" else pdf)
    asked, told = io.BytesIO(), io.BytesIO()
    for pdf in (b"one", b"bad", b"two"):
        pdf_reading.ask(asked, "text", pdf)
    asked.seek(0)
    pdf_reading.serve(asked, told)
    first, ended, last = told.getvalue().splitlines()
    assert (first, last) == (b"one", b"two")
    with pytest.raises(PdfTooComplex):
        text_in(json.loads(ended))


def test_C03_of_many_pages_the_first_and_the_last_are_read():
    made = pages_of(typst.compile("\n#pagebreak()\n".join(f"page {n}" for n in range(12)).encode(), format="pdf"))
    assert [page.strip() for page in made.pages] == [f"page {n}" for n in (0, 1, 2, 3, 4, 9, 10, 11)]
    assert not made.is_whole
    assert pages_of(typst.compile(b"one page", format="pdf")).is_whole


@pytest.mark.processes
def test_the_process_ends_when_its_time_is_over():
    """A second of a processor: what counting cannot see is bounded too."""
    busy = "from schakel.einvoice import pdf_reading as p\np.limit_process()\nwhile True: pass"
    assert subprocess.run([sys.executable, "-c", busy], timeout=60, check=False).returncode < 0


@pytest.mark.processes
def test_C06_what_a_pdf_does_to_its_reader_it_does_to_nobody_else(monkeypatch):
    """A child that is ended, or ends before its answer is whole; the next PDF is read."""
    for ended in (lambda *_told: os.kill(os.getpid(), signal.SIGKILL), lambda *_told: os._exit(3)):
        monkeypatch.setattr(pdf_reading, "answer", ended)
        assert pdf_reading.answer_of_a_child("text", b"%PDF-1.7") == b""
    monkeypatch.undo()
    assert json.loads(pdf_reading.answer_of_a_child("text", b"%PDF-1.7")) == {"pages": [], "is_whole": True}


def test_the_child_answers_and_does_not_come_back(monkeypatch):
    """Played in this process: what a fork answers is 0 in the child."""

    class Left(Exception):
        pass

    def leave(what: str, pdf: bytes, write_end: int) -> None:
        os.close(write_end)
        raise Left(what, pdf)

    monkeypatch.setattr(pdf_reading.os, "fork", lambda: 0)
    monkeypatch.setattr(pdf_reading, "answer_and_exit", leave)
    with pytest.raises(Left, match="text"):
        pdf_reading.answer_of_a_child("text", b"%PDF-1.7")
