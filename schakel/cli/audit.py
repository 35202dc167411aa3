"""audit: the log of who did what, checked, anchored and exported."""

import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schakel.cli.backups import records
from schakel.cli.options import in_json, json_option, language_option, safe

if TYPE_CHECKING:
    from schakel.hub.records.audit.verify import LogVerification

OFFICE = click.option(
    "--office", type=click.IntRange(min=0), help="Of one office: the number in its page's address; 0: of none."
)
PLACE = click.Path(exists=True, path_type=Path)


@click.group()
def audit() -> None:
    """The log of who did what: check that nobody changed it, keep its state elsewhere, export it."""


@audit.command()
@click.argument("anchors", nargs=-1, type=PLACE, metavar="[ANCHOR]…")
@OFFICE
@json_option
@language_option
def verify(anchors: tuple[Path, ...], *, office: int | None, as_json: bool, lang: str) -> None:
    """Check every row, their order, and the ends that were anchored. ANCHOR: files, or folders with them, kept elsewhere.

    Exit code 0 all as it was written, 1 something is not, 2 not checked.
    """
    with records(lang):
        from schakel.hub.records.audit.anchors import collect_anchors
        from schakel.hub.records.audit.verify import verify_log

        found = verify_log(collect_anchors(anchors), office=office, show=show_rows)
        click.echo(in_json(values_of(found)) if as_json else "\n".join(map(safe, lines_of(found))))
    sys.exit(1 if found.found else 0)


@audit.command()
@click.option(
    "--office", type=click.IntRange(min=0), required=True, help="The number in its page's address; 0: of none."
)
@language_option
def export(*, office: int, lang: str) -> None:
    """Write the log of one office to standard output, a row a line, in JSON, to be checked without Schakel."""
    with records(lang):
        from schakel.hub.audit.actions import Action
        from schakel.hub.audit.chain import link_all
        from schakel.hub.audit.record import Place, record
        from schakel.hub.records.audit.export import json_lines

        record(Action.LOG_EXPORTED, place=Place(office), detail="jsonl")
        link_all()
        for line in json_lines(office):
            sys.stdout.buffer.write(line)


@audit.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER")
@language_option
def anchor(folder: Path, *, lang: str) -> None:
    """Write the state of the log of today into FOLDER, on another disk or machine; the worker does it each night."""
    with records(lang):
        from schakel.hub.records.audit.anchors import create_anchor, today, write_file
        from schakel.hub.records.models import AuditAnchor

        row = create_anchor() or AuditAnchor.objects.get(day=today())
        write_file(row, folder)
        click.echo(_("Anchor of {day} written to {folder}.").format(day=row.day, folder=safe(str(folder))))


@audit.command()
@click.argument("days", nargs=-1, required=True, metavar="DAY…", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--reason", required=True, help="Why the log is another one, such as the backup that was restored.")
@language_option
def accept(days: tuple[Any, ...], *, reason: str, lang: str) -> None:
    """After restoring an older backup: say why the anchors of these days no longer fit. That is kept in the log itself."""
    with records(lang):
        from schakel.hub.audit.actions import Action
        from schakel.hub.audit.record import record

        for day in days:
            record(Action.ANCHORS_ACCEPTED, detail=f"{day:%Y-%m-%d} {reason}")


def show_rows(done: int) -> None:
    """Where somebody watches."""
    if sys.stderr.isatty():
        text = _("{done} rows")
        click.echo(f"\r{text.format(done=done)}  ", err=True, nl=False)


def values_of(found: "LogVerification") -> dict[str, object]:
    return {
        "entries": found.entries,
        "chains": found.chains,
        "not_linked": found.not_linked,
        "anchors": found.anchors,
        "seconds": round(found.seconds, 1),
        "found": found.found,
        "faults": [{**vars(each), "sentence": each.sentence} for each in found.faults],
        "days": sorted(found.days),
        "restored": found.restored,
    }


def lines_of(found: "LogVerification") -> list[str]:
    text = _("{entries} rows in {chains} chains held against {anchors} anchors in {seconds} seconds: {found} faults.")
    lines = [each.sentence for each in found.faults]
    if found.days and found.restored:
        lines += [_("A backup was restored on {which}.").format(which=each) for each in found.restored]
        text_of_accept = _("If that is why anchors do not fit: {command}")
        command = f'schakel audit accept {" ".join(sorted(found.days))} --reason "…"'
        lines.append(text_of_accept.format(command=command))
    if found.not_linked:
        lines.append(_("{n} rows are not linked yet: the worker does that within seconds.").format(n=found.not_linked))
    return [*lines, text.format(**values_of(found))]
