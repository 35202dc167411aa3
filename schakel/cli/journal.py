"""journal: what was promised after a backup, found and filed again after a restore."""

import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schakel.cli.load import load, record_command
from schakel.cli.options import in_json, json_option, language_option, safe

if TYPE_CHECKING:
    from schakel.hub.records.reconcile import Reconciliation

MISSING, DAMAGED = 1, 2  # exit codes
FOLDERS = click.argument(
    "folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[FOLDER]…"
)


@click.group()
def journal() -> None:
    """The journal of receipts and numbers: compare it with the database after a restore. FOLDER: one for each machine."""
    load()


@journal.command()
@FOLDERS
@json_option
@language_option
def check(folders: tuple[Path, ...], *, as_json: bool, lang: str) -> None:
    """List what the journal has and the database has not, and the other way round. Exit code 1 missing, 2 journal damaged."""
    from schakel.hub.records.reconcile import check_journal

    report(check_journal(*folders), as_json=as_json)


@journal.command()
@FOLDERS
@json_option
@language_option
def replay(folders: tuple[Path, ...], *, as_json: bool, lang: str) -> None:
    """File again what the journal has and the database has not; numbers go on behind the last one. Exit codes as check."""
    from schakel.cli.starting import require_schema
    from schakel.hub.records.reconcile import replay_journal

    require_schema()
    record_command("journal replay")
    report(replay_journal(*folders), as_json=as_json)


def report(found: "Reconciliation", *, as_json: bool) -> None:
    if as_json:
        click.echo(in_json(in_values(found)))
    else:
        for line in in_lines(found):
            click.echo(safe(line))
    if found.is_damaged or found.used_twice:
        sys.exit(DAMAGED)
    if found.left or found.unrecorded:
        sys.exit(MISSING)


def in_values(found: "Reconciliation") -> dict[str, object]:
    return {
        "receipts": found.receipts,
        "numbers": found.numbers,
        "missing": [vars(each) for each in found.missing],
        "used_twice": found.used_twice,
        "unrecorded": found.unrecorded,
        "faults": [vars(each) for each in found.faults],
    }


def in_lines(found: "Reconciliation") -> list[str]:
    counts = _("{receipts} receipts and {numbers} numbers in the journal.")
    lines = [counts.format(receipts=found.receipts, numbers=found.numbers)]
    for each in found.missing:
        kind = _("message") if each.kind == "message" else _("number")
        sure = "" if each.is_sure else _(" (not known whether it was used)")
        lines.append(f"{each.at[:19]}  {kind} {each.name}, {each.party}: {said_of(each.outcome)}{sure}")
    lines += [_("Two different documents have this number: {number}").format(number=each) for each in found.used_twice]
    lines += [_("In the database and not in the journal: {name}").format(name=each) for each in found.unrecorded]
    where = _("{file}, line {line}: {fault}")
    lines += [where.format(file=each.file, line=each.line, fault=said_of_fault(each.fault)) for each in found.faults]
    if not (found.missing or found.used_twice or found.unrecorded or found.is_damaged):
        lines.append(_("The database has all of it."))
    return lines


def said_of(outcome: str) -> str:
    return {
        "missing": _("missing in the database"),
        "filed": _("filed again"),
        "no_company": _("not filed: its company is not in this database; add the company, then replay again"),
        "unreadable": _("not filed: its envelope cannot be read"),
    }[outcome]


def said_of_fault(fault: str) -> str:
    return {
        "changed": _("this line is not as it was written"),
        "cut": _("lines at its end are missing"),
        "missing": _("the file is missing"),
        "unreadable": _("the file cannot be read"),
        "torn": _("the last line is incomplete because the process was killed; nothing was promised for it"),
    }[fault]
