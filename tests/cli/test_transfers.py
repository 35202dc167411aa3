"""qr and reference on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schakel.cli import main
from tests.base.phone import scanned

INVOICE = Path(__file__).parents[1] / "einvoice" / "validation" / "invoice.xml"
TRANSFER = ("--name", "Bakkerij Zoë", "--iban", "BE68 5390 0754 7034", "--amount", "121")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """An invoice that is paid by direct debit."""
    path = tmp_path / "collected.xml"
    path.write_text(INVOICE.read_text("utf-8").replace("MeansCode>30<", "MeansCode>59<"), "utf-8")
    return path


def test_the_code_of_an_invoice_is_written_and_a_phone_reads_it(tmp_path):
    told = json.loads(run("qr", INVOICE, "--json", "-o", tmp_path / "code.png").output)
    assert (told["iban"], told["amount"], told["text"]) == ("BE71096123456769", "121.00", "")
    assert scanned((tmp_path / "code.png").read_bytes()) == told["epc"]
    assert run("qr", INVOICE, "-o", "-").output.startswith("<svg")
    assert run("qr", INVOICE, "-o", tmp_path / "code.png").exit_code == 2  # is never written over


def test_a_transfer_is_drawn_on_the_terminal():
    shown = run("qr", *TRANSFER, "--reference", "+++090/9337/55493+++")
    assert shown.exit_code == 0
    assert "▄" in shown.output
    assert "\nEUR121.00\n\n090933755493\n" in shown.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((__file__,), "geen geldig XML-bestand"),
        ((*TRANSFER[:4], "--amount", "x"), "geen bedrag"),
        ((*TRANSFER[:2], "--iban", "TN5910006035183598478831", "--amount", "1"), "buiten de SEPA-zone"),
        ((*TRANSFER[:2], "--iban", "BE0", "--amount", "1"), "geen geldig rekeningnummer"),
        ((*TRANSFER, "--reference", "+++123/4567/89012+++"), "mededeling klopt niet"),
    ],
)
def test_what_cannot_be_paid_is_refused_with_a_reason(arguments, says):
    refused = run("qr", *arguments, "--lang", "nl")
    assert (refused.exit_code, says in refused.output) == (2, True)


def test_what_is_collected_has_no_code(collected):
    refused = run("qr", collected, "--lang", "nl")
    assert (refused.exit_code, "niet met één SEPA-overschrijving" in refused.output) == (2, True)


@pytest.mark.parametrize("arguments", [(), (INVOICE, *TRANSFER)])
def test_an_invoice_or_a_transfer_is_given(arguments):
    assert run("qr", *arguments).exit_code == 2


def test_references_are_made_with_their_check_digits():
    assert run("reference", "make", "2026001184").output == "+++202/6001/18414+++\n"
    assert run("reference", "make", "--scor", "5390 0754 7034").output == "RF18 5390 0754 7034\n"
    assert json.loads(run("reference", "make", "1", "--json").output)["compact"] == "000000000101"


@pytest.mark.parametrize(
    "arguments", [("0",), ("x",), ("12345678901",), ("--scor", "é"), ("--scor", "A" * 22), ("--scor", "")]
)
def test_what_can_be_no_reference_is_refused(arguments):
    assert run("reference", "make", *arguments).exit_code == 2


def test_references_are_checked():
    right = run("reference", "check", "RF18539007547034", "090/9337/55493")
    assert (right.exit_code, right.output.count(": right\n")) == (0, 2)
    wrong = run("reference", "check", "--json", "--lang", "nl", "RF19539007547034", "hallo", "090933755493")
    told = [json.loads(line) for line in wrong.output.splitlines()]
    assert (wrong.exit_code, [each["right"] for each in told]) == (1, [False, False, True])
    assert told[1]["says"] == "geen gestructureerde mededeling of RF-referentie"


def test_references_are_written_as_they_are_printed():
    assert run("reference", "format", "090933755493").output == "+++090/9337/55493+++\n"
    assert (
        json.loads(run("reference", "format", "--json", "rf18539007547034").output)["printed"] == "RF18 5390 0754 7034"
    )
    wrong = run("reference", "format", "123456789012")
    assert (wrong.exit_code, "check digits" in wrong.output) == (1, True)
