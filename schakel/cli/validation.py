"""validate, compare, rules: judging documents given as files on this machine. Nothing is stored and nothing is sent."""

import sys
from collections.abc import Iterator
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schakel.cli.check import CheckRequest, folder_of_rules
from schakel.cli.files import EXISTING, STANDARD, files_in, name_of, with_progress
from schakel.cli.load import keep_loaded
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.cli.releases import releases, ruleset_of_today, today
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.language import Words
from schakel.einvoice.validation import RULESETS, Verdict

if TYPE_CHECKING:
    from schakel.einvoice.validation.reference import ReferenceEngine

COMPARED = Words("cli.validation", "compared")
jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, help="How many documents at a time."
)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@json_option
@language_option
@click.option("--no-schema", is_flag=True, help="Run the rules only, on parts of documents too.")
@click.option(
    "--engine",
    type=click.Choice(["native", "reference", "both"]),
    default="native",
    show_default=True,
    help="Our own rules, the official files run by Saxon, or both.",
)
@click.option("--ruleset", type=click.Choice(RULESETS), help="The release to judge by; that of today by default.")
@jobs_option
def validate(
    *,
    paths: tuple[Path, ...],
    as_json: bool,
    lang: str,
    no_schema: bool,
    engine: str,
    ruleset: str | None,
    jobs: int,
) -> None:
    """Judge documents of any kind: files, folders of XML files, or - for standard input.

    Invoices and credit notes (UBL) by schema, EN 16931, Peppol BIS and national rules; Invoice Responses; MLS and MLR;
    what is in an envelope (SBD) or in a PDF; CII with --engine reference. Each by what it is, whatever its name.

    The exit code is 0 when all are valid, 1 when some are not, and 2 when some could not be checked.
    """
    keep_loaded()
    files, is_empty = files_in(paths, lang)
    request = CheckRequest(
        engine, schema=not no_schema, as_json=as_json, lang=lang, ruleset=ruleset or ruleset_of_today()
    )
    verdicts = {Verdict.NOT_CHECKED} if is_empty else set()
    for text, found in check_files(files, request, jobs=min(jobs, len(files) or 1)):
        verdicts |= found
        print(text)
    sys.exit(2 if Verdict.NOT_CHECKED in verdicts else int(Verdict.INVALID in verdicts))


def check_files(files: list[Path], request: CheckRequest, *, jobs: int) -> Iterator[tuple[str, set[Verdict]]]:
    """The answers in the order of the files."""
    if jobs > 1 and STANDARD not in files:  # standard input is read here only
        from schakel.cli.parallel import check_together

        yield from check_together(files, request, jobs=jobs)
        return
    with request.checker:
        for path in with_progress(files):
            yield request.answer(path)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@language_option
def compare(*, folder: Path, as_json: bool, lang: str) -> None:
    """Judge every document of a folder with both engines and print each disagreement.

    The reference engine is Saxon with the official EN 16931 file, and with the Peppol files brought in by `schakel rules
    import`. The exit code is 1 when the two differ anywhere, and 2 when the reference engine cannot be asked or the
    folder holds no XML file.
    """
    from schakel.einvoice.validation.reference import ReferenceEngine, ReferenceUnavailable

    files, is_empty = files_in([folder], lang)
    if is_empty:
        sys.exit(2)
    differing = 0
    try:
        with ReferenceEngine(folder_of_rules()) as reference:
            for path in with_progress(files):
                said = difference(path.read_bytes(), reference, lang)
                differing += bool(said)
                if said:
                    values = {"file": name_of(path), "difference": said}
                    click.echo(in_json(values) if as_json else safe(f"{name_of(path)}: {said}"))
    except ReferenceUnavailable as error:
        stop(error.said_in(lang))
    click.echo(COMPARED.said_in(lang).format(len(files), differing), err=True)
    sys.exit(1 if differing else 0)


def difference(data: bytes, reference: "ReferenceEngine", lang: str) -> str:
    """What the two engines say differently, in one line; empty when nothing."""
    from schakel.einvoice.validation import validate
    from schakel.einvoice.validation.reference.engine import disagreement

    official = reference.validate(data)
    peppol = len(reference.stylesheets(self_billing="self" in (official.kind or ""))) > 1
    return disagreement(validate(data), official, peppol=peppol, language=lang)


@click.group(invoke_without_command=True)
@json_option
@language_option
@click.pass_context
def rules(context: click.Context, *, as_json: bool, lang: str) -> None:
    """Which releases of the rules, code lists and message statuses are here, and since and from when they hold."""
    if context.invoked_subcommand:
        return
    for values in releases(today()):
        click.echo(
            in_json(values) if as_json else f"{gettext(values['name']):22} {values['release']:10} {values['text']}"
        )


@rules.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@language_option
def import_(*, files: tuple[Path, ...], as_json: bool, lang: str) -> None:
    """Keep official rule files: Peppol BIS Billing or Self-Billing (Schematron or stylesheet), EN 16931 for CII (stylesheet)."""
    from schakel.einvoice.validation.reference.files import bring_in

    for path in files:
        try:
            kept = bring_in(path, folder_of_rules())
            click.echo(in_json({"file": name_of(path), "kept": str(kept)}) if as_json else f"{path.name}: {kept}")
        except EInvoiceError as error:
            click.echo(safe(f"{path.name}: {error.said_in(lang)}"), err=True)
            sys.exit(1)
