"""PDFs of strangers are read by a process of their own, which stays for the next one."""

import os
import subprocess

import pytest

from schakel.einvoice.pdf_reading import Attached, PdfTooComplex, UnreadablePdf
from schakel.hub.outside import pdf
from tests.einvoice.test_hybrid import with_files
from tests.einvoice.test_pdf_reading import CROWDED
from tests.einvoice.test_pdf_text import paper


@pytest.fixture
def begun(monkeypatch):
    """The processes that this test begins, and how; none is left behind."""
    begun = []
    begin = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *told, **named: begun.append(named) or begin(*told, **named))
    pdf.end_all()
    yield begun
    pdf.end_all()


def test_what_the_other_process_reads_comes_back(monkeypatch, begun):
    monkeypatch.setenv("SCHAKEL_SECRET_KEY", "not for it")
    assert pdf.attached(with_files(("a.xml", b"<a/>"))) == [Attached("a.xml", b"<a/>")]
    assert "Factuur 12" in pdf.text_of(paper("Factuur 12"))
    with pytest.raises(UnreadablePdf):
        pdf.attached(b"%PDF-1.7")
    assert len(begun) == 1
    assert not any(name.startswith("SCHAKEL") for name in begun[0]["env"])


def test_one_that_has_ended_meanwhile_is_replaced(begun):
    assert pdf.text_of(b"%PDF-1.7") == ""
    pdf.waiting[0].process.kill()
    pdf.waiting[0].process.wait()
    assert pdf.text_of(b"%PDF-1.7") == ""
    assert len(begun) == 2


@pytest.mark.processes
def test_a_process_of_ours_that_is_copied_asks_readers_of_its_own(begun):
    """Two that wrote to one reader would get each other's answers."""
    pdf.text_of(b"%PDF-1.7")
    child = os.fork()
    if not child:
        os._exit(len(pdf.waiting))
    assert os.waitpid(child, 0)[1] == 0


def test_C06_no_process_is_begun_for_what_can_be_counted(monkeypatch):
    monkeypatch.setattr(pdf, "ask", lambda *_told: pytest.fail("it was begun"))
    for read in (pdf.attached, pdf.text_of):
        with pytest.raises(PdfTooComplex):
            read(CROWDED)


def test_C06_what_does_not_answer_in_time_is_refused_and_its_process_ended(monkeypatch, begun):
    monkeypatch.setattr(pdf, "LONGEST", 0.0)
    monkeypatch.setattr(pdf.pdf_reading, "ask", lambda *_told: None)  # it waits for a question
    with pytest.raises(PdfTooComplex) as refusal:
        pdf.attached(b"%PDF-1.7")
    assert "te ingewikkeld" in refusal.value.said_in("nl")
    assert pdf.waiting == []
