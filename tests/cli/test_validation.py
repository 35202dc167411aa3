"""validate, compare and rules on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schakel.cli import files, main
from schakel.einvoice.validation import reference as engines
from schakel.einvoice.validation import validate as judge
from schakel.einvoice.validation.reference import ReferenceUnavailable

VALID = Path(__file__).parents[1] / "einvoice" / "validation" / "invoice.xml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def invalid(tmp_path: Path) -> Path:
    path = tmp_path / "invalid.XML"
    path.write_text(
        VALID.read_text("utf-8").replace(">121.00</cbc:TaxInclusiveAmount>", ">121.01</cbc:TaxInclusiveAmount>")
    )
    return path


def test_a_valid_document_gives_0() -> None:
    result = run("validate", VALID)
    assert result.exit_code == 0
    assert "invoice.xml: valid (2026-05, native)" in result.output


def test_an_invalid_document_gives_1_and_says_why(invalid: Path) -> None:
    result = run("validate", "--lang", "en", invalid.parent)
    assert result.exit_code == 1
    assert "fatal   BR-CO-15 (BT-112): The total with VAT should be 121.00, the invoice says 121.01." in result.output


def test_what_cannot_be_checked_gives_2(tmp_path: Path, invalid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.xml"
    other.write_text("<ApplicationResponse/>")
    result = run("validate", tmp_path)
    assert result.exit_code == 2
    assert "not checked" in result.output

    def unreadable(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    run("validate", "--lang", "fr", other)  # its words are read
    monkeypatch.setattr(Path, "read_bytes", unreadable)
    result = run("validate", "--lang", "fr", invalid)
    assert result.exit_code == 2
    assert "non contrôlé (native)\n  erreur  FILE: Vous ne pouvez pas lire ce fichier" in result.output


def test_json_lines_are_for_programs(invalid: Path) -> None:
    result = run("validate", "--json", "--lang", "de", invalid, VALID)
    first, second = (json.loads(line) for line in result.output.splitlines())
    assert first["file"] == str(invalid)
    assert (first["verdict"], second["verdict"]) == ("invalid", "valid")
    assert (first["ruleset"], first["engine"]) == ("2026-05", "native")
    assert (first["kind"], first["inside"]) == ("invoice", [])
    assert first["findings"][0].keys() == {"rule", "severity", "term", "location", "xpath", "text"}
    assert "Die" in str(first["findings"]) or "Der" in str(first["findings"])


def test_a_fragment_is_judged_without_its_schema(tmp_path: Path) -> None:
    fragment = tmp_path / "fragment.xml"
    fragment.write_text('<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>')
    assert " XSD" in run("validate", fragment).output
    assert " XSD" not in run("validate", "--no-schema", fragment).output


def test_text_of_a_stranger_is_safe_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(VALID.read_text("utf-8").replace("poacc:billing:01:1.0", "\u202e\u009b31mevil"))
    output = run("validate", path).output
    assert "\u202e" not in output
    assert "\u009b" not in output
    assert "[U+202E]" in output


def test_many_files_show_a_bar_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.sys.stderr, "isatty", lambda: True, raising=False)
    assert list(files.with_progress([VALID] * 25)) == [VALID] * 25


@pytest.mark.parametrize("command", ["validate", "compare"])
def test_a_folder_without_documents_gives_2_and_says_so(command: str, tmp_path: Path) -> None:
    (tmp_path / "invoice.pdf").write_bytes(b"%PDF-")
    result = run(command, tmp_path)
    assert result.exit_code == 2
    assert "contains no XML file" in result.output
    assert "staat geen XML-bestand" in run(command, "--lang", "nl", tmp_path).output


def test_an_empty_folder_among_others_gives_2_and_the_others_are_judged(tmp_path: Path) -> None:
    result = run("validate", tmp_path, VALID)
    assert result.exit_code == 2
    assert "invoice.xml: valid" in result.output


def test_standard_input_is_judged() -> None:
    result = CliRunner().invoke(main, ["validate", "-", "-j", "4"], input=VALID.read_bytes())
    assert (result.exit_code, result.output) == (0, "-: valid (2026-05, native)\n")


def test_several_at_a_time_say_the_same_in_the_same_order(invalid: Path) -> None:
    paths = [VALID, invalid] * 6
    one, four = run("validate", *paths), run("validate", "-j", "2", *paths)
    assert (four.exit_code, four.output) == (one.exit_code, one.output)


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"LC_ALL": "nl_BE.UTF-8"}, "geldig"),
        ({"LC_ALL": "", "LANG": "fr_BE.UTF-8"}, "valable"),
        ({"LC_ALL": "", "LC_MESSAGES": "de_BE", "LANG": "fr_BE"}, "gültig"),
        ({"LC_ALL": "C", "LANG": "fr_BE.UTF-8"}, "valid"),
        ({"LC_ALL": "pl_PL.UTF-8"}, "valid"),
        ({"LC_ALL": "nl_BE.UTF-8", "SCHAKEL_LANGUAGE": "fr"}, "valable"),
    ],
)
def test_the_language_is_that_of_the_locale(
    environ: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert f"invoice.xml: {says} (" in run("validate", VALID).output


class Fake:
    """A reference engine that calls everything valid, or is not there."""

    missing = False

    def __init__(self, rules: Path | None = None) -> None:
        self.rules = rules

    def __enter__(self) -> "Fake":
        return self

    def __exit__(self, *_: object) -> None: ...

    def validate(self, data: bytes, *, schema: bool = True):
        if self.missing:
            raise ReferenceUnavailable
        report = judge(VALID.read_bytes())
        return type(report)(report.verdict, (), report.ruleset, "reference", report.kind)

    def stylesheets(self, *, self_billing: bool) -> list[Path]:
        return [VALID, VALID]


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> type[Fake]:
    monkeypatch.setattr(engines, "ReferenceEngine", Fake)
    monkeypatch.setattr(Fake, "missing", False)
    return Fake


def test_compare_prints_each_disagreement(reference: type[Fake], invalid: Path) -> None:
    result = run("compare", invalid.parent)
    assert result.exit_code == 1
    assert "only native: BR-CO-15" in result.output
    dutch = run("compare", "--lang", "nl", invalid.parent).output
    assert ("alleen native: BR-CO-15" in dutch, "1 documenten, 1 verschillen" in dutch) == (True, True)


def test_compare_gives_0_when_the_engines_agree(reference: type[Fake], tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(VALID.read_bytes())
    assert run("compare", tmp_path).exit_code == 0


def test_without_the_reference_engine_nothing_is_called_valid(reference: type[Fake], invalid: Path) -> None:
    reference.missing = True
    assert run("compare", invalid.parent).exit_code == 2
    assert run("validate", "--engine", "reference", VALID).exit_code == 2


def test_both_engines_are_asked_in_turn(reference: type[Fake]) -> None:
    lines = run("validate", "--engine", "both", "--json", VALID).output.splitlines()
    assert [json.loads(line)["engine"] for line in lines] == ["native", "reference"]


def test_rule_files_are_brought_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHAKEL_DATA", str(tmp_path))
    source = tmp_path / "peppol.xslt"
    source.write_text(
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="2.0">'
        '<xsl:variable name="a">PEPPOL-EN16931-R001</xsl:variable></xsl:stylesheet>'
    )
    assert run("rules", "import", source).exit_code == 0
    assert (tmp_path / "rules" / "billing.xslt").exists()
    result = run("rules", "import", VALID)
    assert result.exit_code == 1
    assert "not a rule file" in result.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_for_each_documented_shell(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating" / "commands.md").read_text("utf-8")
    assert f"_SCHAKEL_COMPLETE={shell}_source schakel" in page
    answer = CliRunner().invoke(main, prog_name="schakel", env={"_SCHAKEL_COMPLETE": f"{shell}_source"}).output
    assert f"_SCHAKEL_COMPLETE={shell}_complete" in answer
