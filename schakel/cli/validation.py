"""validate, compare, rules: judging invoices given as files on this machine. Nothing is stored and nothing is sent."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.render.visible import visible
from schakel.einvoice.validation import Finding, Report, Severity, Verdict
from schakel.einvoice.validation import validate as judge
from schakel.einvoice.validation.reference import ReferenceEngine, ReferenceUnavailable
from schakel.einvoice.validation.reference.engine import disagreement
from schakel.einvoice.validation.reference.files import bring_in

Engine = Callable[[bytes], Report]
PATHS = click.Path(exists=True, path_type=Path)
COLOURS = {Verdict.VALID: "green", Verdict.INVALID: "red", Verdict.NOT_CHECKED: "yellow"}

language = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="nl", envvar="SCHAKEL_LANGUAGE", help="Language of the sentences."
)


def folder_of_rules() -> Path:
    """Where imported rule files are kept."""
    return Path(os.environ.get("SCHAKEL_DATA", "data")) / "rules"


@click.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each document.")
@language
@click.option("--no-schema", is_flag=True, help="Run the rules only, on parts of documents too.")
@click.option("--engine", type=click.Choice(["native", "reference", "both"]), default="native")
def validate(*, paths: tuple[Path, ...], as_json: bool, lang: str, no_schema: bool, engine: str) -> None:
    """Judge invoices and credit notes (UBL), given as files or as folders of XML files.

    Schema, EN 16931, Peppol BIS Billing or Self-Billing and national rules of May 2026. The exit code is 0 when all are
    valid, 1 when some are not, and 2 when some could not be checked.
    """
    verdicts = set()
    with ExitStack() as stack:
        engines = chosen(stack, engine, schema=not no_schema)
        for path in shown(files_in(paths)):
            for one in engines:
                report = report_on(path, one)
                verdicts.add(report.verdict)
                click.echo(in_json(path, report, lang) if as_json else in_words(path, report, lang))
    sys.exit(2 if Verdict.NOT_CHECKED in verdicts else int(Verdict.INVALID in verdicts))


def chosen(stack: ExitStack, engine: str, *, schema: bool) -> list[Engine]:
    """The engines to ask of each document, in order."""
    engines: list[Engine] = []
    if engine != "reference":
        engines.append(lambda data: judge(data, schema=schema))
    if engine != "native":
        reference = stack.enter_context(ReferenceEngine(folder_of_rules()))
        engines.append(lambda data: reference.validate(data, schema=schema))
    return engines


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and of folders all XML files inside."""
    found: list[Path] = []
    for path in paths:
        inside = (one for one in sorted(path.rglob("*")) if one.is_file() and one.suffix.lower() == ".xml")
        found.extend(inside if path.is_dir() else [path])
    return found


def shown(files: list[Path]) -> Iterator[Path]:
    """The same, with a progress bar for a person who waits for many."""
    if len(files) < 20 or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, file=sys.stderr) as bar:
        yield from bar


def report_on(path: Path, engine: Engine) -> Report:
    """What an engine says; a file or engine that gives no answer is a document that was not checked."""
    try:
        return engine(path.read_bytes())
    except OSError as error:
        return unchecked(error.strerror or type(error).__name__)
    except ReferenceUnavailable as error:
        return unchecked(error.said_in("en"))


def unchecked(reason: str) -> Report:
    finding = Finding(rule="FILE", severity=Severity.FATAL, figures={"detail": reason})
    return Report(Verdict.NOT_CHECKED, (finding,), "2026-05", "native")


def in_json(path: Path, report: Report, lang: str) -> str:
    """One line: file, verdict, findings, rule set and engine."""
    return json.dumps(
        {
            "file": str(path),
            "verdict": report.verdict,
            "findings": [finding_in_json(finding, lang) for finding in report.findings],
            "ruleset": report.ruleset,
            "engine": report.engine,
        },
        ensure_ascii=False,
    )


def finding_in_json(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "term": finding.term,
        "location": finding.location(lang),
        "xpath": finding.xpath,
        "text": finding.sentence(lang),
    }


def in_words(path: Path, report: Report, lang: str) -> str:
    """The verdict, and a line for each finding; safe on a terminal."""
    verdict = click.style(report.verdict.replace("_", " "), fg=COLOURS[report.verdict])
    name = os.fsencode(path).decode(errors="replace")
    rows = [f"{visible(name)}: {verdict} ({report.ruleset}, {report.engine})"]
    for finding in report.findings:
        place = " ".join(part for part in (finding.location(lang), finding.term) if part)
        told = f"  {finding.severity:7} {finding.rule}{f' ({place})' if place else ''}: {finding.sentence(lang)}"
        rows.append(visible(told).replace("\n", " "))
    return "\n".join(rows)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def compare(*, folder: Path) -> None:
    """Judge every document of a folder with both engines and print each disagreement.

    The reference engine is Saxon with the official EN 16931 file, and with the Peppol files brought in by `schakel rules
    import`. The exit code is 1 when the two differ anywhere, and 2 when the reference engine cannot be asked.
    """
    files = files_in([folder])
    rules = folder_of_rules()
    differing = 0
    try:
        with ReferenceEngine(rules) as reference:
            for path in shown(files):
                data = path.read_bytes()
                official = reference.validate(data)
                peppol = len(reference.stylesheets(self_billing="self" in (official.kind or ""))) > 1
                said = disagreement(judge(data), official, peppol=peppol)
                differing += bool(said)
                if said:
                    click.echo(visible(f"{path}: {said}"))
    except ReferenceUnavailable as error:
        click.echo(error.said_in("en"), err=True)
        sys.exit(2)
    click.echo(f"{len(files)} documents, {differing} disagreements", err=True)
    sys.exit(1 if differing else 0)


@click.group()
def rules() -> None:
    """Official Peppol rule files for the reference engine."""


@rules.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(*, files: tuple[Path, ...]) -> None:
    """Keep the rule files of Peppol BIS Billing or Self-Billing, as Schematron or as the stylesheet made of one."""
    for path in files:
        try:
            click.echo(f"{path.name}: {bring_in(path, folder_of_rules())}")
        except EInvoiceError as error:
            click.echo(visible(f"{path.name}: {error.said_in('en')}"), err=True)
            sys.exit(1)
