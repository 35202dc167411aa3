"""Every document of the shelf through all that the pure package does with one, and through the commands that show it."""

import pytest
from click.testing import CliRunner

from schakel.cli import main
from schakel.einvoice.hybrid import find, read_found
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.parse import TooLarge
from schakel.einvoice.render.plain import plain
from schakel.einvoice.render.view import view
from schakel.einvoice.ubl.read import read
from schakel.einvoice.ubl.write import write
from schakel.einvoice.validation import Report, validate
from tests.einvoice.shelf import FEW, SHAPES, SHELF, hostile, shape_of

LARGE = 1_000_000  # bytes; four languages of it would cost seconds

names = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in FEW else pytest.mark.whole) for name in SHELF]
)


@pytest.mark.parametrize(("side", "kind"), SHAPES)
def test_what_the_shelf_changes_is_valid_before(side, kind):
    assert validate(hostile("nothing", side=side, kind=kind)).verdict == "valid"


@names
def test_B06_B12_B13_B14_it_is_judged_and_every_finding_is_told(name):
    report = validate(hostile(name, *shape_of(name)))
    assert Report.from_json(report.as_json()) == report
    for finding in report.findings:
        for language in LANGUAGES:
            assert finding.sentence(language)


@names
def test_B06_B12_B13_B14_it_is_read_shown_and_written_again(name):
    data = hostile(name, *shape_of(name))
    if name == "200,000 attributes":
        with pytest.raises(TooLarge):
            find(data)
        return
    invoice = read_found(find(data))
    assert read(write(invoice)).totals == invoice.totals
    for language in LANGUAGES if len(data) < LARGE else LANGUAGES[:1]:
        assert plain(view(invoice, language))


@names
def test_B12_no_command_ends_in_a_traceback(name, tmp_path):
    path = tmp_path / "hostile.xml"
    path.write_bytes(hostile(name, *shape_of(name)))
    language = LANGUAGES[len(name) % len(LANGUAGES)]
    commands = [["validate"], ["validate", "--json"], ["view"], ["pdf"]]
    for command in commands if path.stat().st_size < LARGE else commands[1:3]:
        ran = CliRunner().invoke(main, [*command, str(path), "--lang", language])
        assert ran.exit_code in (0, 1, 2), command
        assert ran.exception is None or isinstance(ran.exception, SystemExit), command
        assert ran.output
