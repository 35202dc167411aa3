import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from schakel.cli import main
from schakel.einvoice.hybrid import extract, read_any
from schakel.einvoice.model import BILLING, BILLING_PROCESS, Invoice, Party
from schakel.einvoice.ubl.write import write
from schakel.einvoice.validation import Verdict, validate
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


def test_standard_input_and_output_take_the_place_of_files():
    made = CliRunner().invoke(main, ["pdf", "-"], input=DATA)
    assert extract(made.stdout_bytes).data == DATA
    assert CliRunner().invoke(main, ["view", "-", "--lang", "nl"], input=DATA).output.startswith("Factuur F1\n")


def test_answers_for_programs(invoice):
    assert json.loads(run("view", "--json", invoice).output)["number"] == "F1"
    assert json.loads(run("pdf", "--json", invoice).output) == {"file": str(invoice.with_suffix(".pdf"))}


def test_a_file_that_cannot_be_read_is_said_in_the_readers_language(invoice, monkeypatch):
    def broken(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", broken)
    shown = run("view", invoice, "--lang", "nl")
    assert (shown.exit_code, "De schijf kan het bestand niet lezen" in shown.output) == (2, True)


def convertible() -> str:
    """CII whose every word has a place in UBL of Peppol."""
    return FULL.replace("0214168947", "0214168971").replace(
        "</ram:BuyerTradeParty>", f"{ADDRESS}</ram:BuyerTradeParty>"
    )


ADDRESS = (
    '<ram:URIUniversalCommunication><ram:URIID schemeID="0208">0214168971</ram:URIID></ram:URIUniversalCommunication>'
)


def test_cii_becomes_ubl_of_peppol_that_is_judged_and_says_what_was_left_out(tmp_path):
    path = tmp_path / "in.xml"
    path.write_text(convertible())
    made = run("convert", path, "--lang", "nl")
    ubl = (tmp_path / "in.ubl.xml").read_bytes()
    assert made.stdout == ""
    assert f"{tmp_path / 'in.ubl.xml'}: " in made.stderr
    assert "Weggelaten, want UBL heeft er geen plaats voor: Project reference (" in made.stderr
    assert made.exit_code == (0 if validate(ubl).verdict is Verdict.VALID else 1)
    before, after = read_any(convertible().encode()), read_any(ubl)
    assert (after.specification, after.process) == (BILLING, BILLING_PROCESS)
    assert after.notes == ("\n".join(before.notes),)
    assert (after.lines, after.totals) == (before.lines, before.totals)
    assert run("convert", path).exit_code == 2  # never written over


def test_ubl_inside_a_pdf_comes_out_as_it_is(invoice):
    run("pdf", invoice)
    out = CliRunner().invoke(main, ["convert", "-", "-o", "-"], input=invoice.with_suffix(".pdf").read_bytes())
    assert out.stdout_bytes == DATA
    assert out.exit_code == 1  # it is judged: there is little in it
    told = json.loads(run("convert", "--json", invoice.with_suffix(".pdf")).output)
    assert (told["verdict"], told["left_out"]) == ("invalid", [])


def test_what_cannot_be_converted_is_refused(tmp_path):
    path = tmp_path / "in.xml"
    path.write_text(FULL.replace("IncludedSupplyChainTradeLineItem", "Left"))
    assert run("convert", path).exit_code == 2
    path.write_text(FULL)
    assert run("convert", path, "-o", "-", "--json").exit_code == 2
