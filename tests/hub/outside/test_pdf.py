"""PDFs of strangers are read by a process of their own."""

import subprocess

import pytest

from schakel.einvoice.pdf_reading import Attached, PdfTooComplex, UnreadablePdf
from schakel.hub.outside import pdf
from tests.einvoice.test_hybrid import with_files
from tests.einvoice.test_pdf_reading import CROWDED
from tests.einvoice.test_pdf_text import paper


def test_what_the_other_process_reads_comes_back(monkeypatch):
    monkeypatch.setenv("SCHAKEL_SECRET_KEY", "not for it")
    asked = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *told, **named: asked.append(named) or run(*told, **named))
    assert pdf.attached(with_files(("a.xml", b"<a/>"))) == [Attached("a.xml", b"<a/>")]
    assert "Factuur 12" in pdf.text_of(paper("Factuur 12"))
    with pytest.raises(UnreadablePdf):
        pdf.attached(b"%PDF-1.7")
    assert not any(name.startswith("SCHAKEL") for each in asked for name in each["env"])


def test_C06_no_process_is_begun_for_what_can_be_counted(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_told, **_named: pytest.fail("it was begun"))
    for read in (pdf.attached, pdf.text_of):
        with pytest.raises(PdfTooComplex):
            read(CROWDED)


@pytest.mark.parametrize(
    "end", [subprocess.CalledProcessError(-24, "its processor second is over"), subprocess.TimeoutExpired("it", 60)]
)
def test_C06_what_takes_longer_is_refused(monkeypatch, end):
    def run(*_told, **_named):
        raise end

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(PdfTooComplex) as refusal:
        pdf.attached(b"%PDF-1.7")
    assert "te ingewikkeld" in refusal.value.said_in("nl")
