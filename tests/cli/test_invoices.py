from pathlib import Path

import pytest
from click.testing import CliRunner

from schakel.cli import main
from schakel.einvoice.hybrid import extract, read_any
from schakel.einvoice.model import Invoice, Party
from schakel.einvoice.ubl.write import write
from tests.einvoice.cii.documents import FULL

DATA = write(Invoice(number="F1", currency="EUR", seller=Party(name="Meelhandel \x9b")))


@pytest.fixture
def invoice(tmp_path) -> Path:
    path = tmp_path / "in.xml"
    path.write_bytes(DATA)
    return path


def run(*arguments: object):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_view_shows_an_invoice_in_the_readers_language(invoice):
    shown = run("view", invoice, "--lang", "fr")
    assert shown.exit_code == 0
    assert shown.output.startswith("Facture F1\n")
    assert "Meelhandel [U+009B]" in shown.output


def test_view_tells_why_a_file_cannot_be_read(tmp_path):
    path = tmp_path / "other.xml"
    path.write_bytes(b"<a/>")
    shown = run("view", path, "--lang", "nl")
    assert shown.exit_code == 2
    assert "geen UBL-factuur" in shown.output
    assert "not_an_invoice" in shown.output


def test_pdf_is_written_beside_the_file_with_the_document_inside(invoice):
    made = run("pdf", invoice)
    target = invoice.with_suffix(".pdf")
    assert made.output == f"{target}\n"
    assert extract(target.read_bytes()).data == DATA


def test_pdf_of_a_pdf_keeps_the_document_inside(invoice, tmp_path):
    run("pdf", invoice)
    run("pdf", invoice.with_suffix(".pdf"), "-o", tmp_path / "again.pdf", "--lang", "de")
    assert extract((tmp_path / "again.pdf").read_bytes()).data == DATA


def test_pdf_of_cii_carries_ubl(tmp_path):
    path = tmp_path / "cii.xml"
    path.write_bytes(FULL.encode())
    assert run("pdf", path).exit_code == 0
    assert read_any(path.with_suffix(".pdf").read_bytes()) == read_any(FULL.encode())


def test_pdf_never_writes_over_a_file(invoice):
    run("pdf", invoice)
    assert run("pdf", invoice).exit_code == 2
