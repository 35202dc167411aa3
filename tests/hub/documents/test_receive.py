"""The command `schakel receive`."""

import json

import pytest
from click.testing import CliRunner, Result

from schakel.cli import main
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.models import Document, Event
from tests.hub.documents.ubl import MILL, invoice, party


def receive(*paths) -> Result:
    return CliRunner().invoke(main, ["receive", *map(str, paths)])


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "invoice.xml"
    path.write_bytes(invoice())
    return path


def test_each_file_gets_a_line_that_says_where(purchases, letter):
    result = receive(letter)
    assert result.exit_code == 0
    assert result.stdout == "invoice.xml: filed: invoice 2026-1184 in Bakery Cornflower: Peppol purchase invoices\n"
    assert Document.objects.get().events.get().way == "command"


def test_standard_input_and_answers_for_programs_in_the_readers_language(purchases, letter):
    result = CliRunner().invoke(main, ["receive", "--json", "--lang", "nl", "-", str(letter)], input=invoice())
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["file"], first["result"], second["result"]) == ("-", "filed", "here_already")
    assert first["documents"][0]["number"] == "2026-1184"
    assert first["documents"][0]["says"] == "factuur"
    again = receive("--lang", "nl", letter)
    assert "invoice.xml: was er al: factuur 2026-1184 in" in again.stdout
    assert "1 opgenomen, 0 geweigerd" in again.stderr


def test_a_repeat_is_said(purchases, letter):
    receive(letter)
    result = receive(letter)
    assert result.exit_code == 0
    assert "already here: invoice 2026-1184 in Bakery" in result.stdout
    assert Event.objects.filter(kind=DocumentEvent.REPEATED).count() == 1


def test_a_refusal_has_a_reason_and_an_exit_code_and_the_others_go_on(purchases, letter, tmp_path):
    stranger, picture = tmp_path / "a.xml", tmp_path / "b.xml"
    stranger.write_bytes(invoice(buyer=party("Stranger", MILL)))
    picture.write_bytes(b"\x89PNG")
    result = receive(stranger, picture, letter)
    first, second, third = result.stdout.splitlines()
    assert result.exit_code == 1
    assert first.endswith("(nobody_here)")
    assert second.endswith("(not_well_formed)")
    assert third.startswith("invoice.xml: filed")
    assert "1 received, 2 refused" in result.stderr


def test_too_large_is_refused_unread(purchases, letter, settings):
    settings.UPLOAD_LIMIT = 100
    assert "(too_large)" in receive(letter).stdout


def test_a_hostile_number_cannot_steer_the_terminal(purchases, tmp_path):
    path = tmp_path / "\u202elmx.xml"
    path.write_bytes(invoice(number="1&#x9b;2J\u202e&#10;b"))
    line = receive(path).stdout
    assert line.count("\n") == 1
    assert "\x9b" not in line
    assert "\u202e" not in line
    assert "[U+009B]" in line


def test_what_the_operator_says_is_history_is(purchases, letter):
    assert receive("--history", letter).exit_code == 0
    assert Document.objects.get().history.counts is False


def test_what_is_probably_here_already_is_said(purchases, letter, tmp_path):
    receive(letter)
    again = tmp_path / "again.xml"
    again.write_bytes(invoice(note="Sent again"))
    assert receive("--lang", "nl", again).stdout.endswith(". waarschijnlijk al aanwezig als 2026-1184\n")
    third = receive("--json", again).stdout
    assert json.loads(third)["documents"][0]["alike"] == [
        {"number": "2026-1184", "sameness": "certain", "in_quarantine": False}
    ]
