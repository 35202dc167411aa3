"""receive: documents given as files on this machine."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schakel.cli.loading import load

if TYPE_CHECKING:
    from schakel.hub.documents.filing import Filed, Refused, Repeat
    from schakel.hub.documents.models import Document

OVER_THE_BAR = "\r\033[K"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def receive(files: tuple[Path, ...]) -> None:
    """File invoices and credit notes in the connections of their seller and buyer. Sales count as sent by another program.

    One line a file says where it was filed, that it was here already, or why it was refused. The exit code is 1 when
    a file was refused.
    """
    load()
    refused = 0
    start = OVER_THE_BAR if sys.stderr.isatty() and sys.stdout.isatty() else ""
    with click.progressbar(files, label="Receiving", file=sys.stderr) as bar:
        for path in bar:
            line, is_here = received(path)
            refused += not is_here
            click.echo(start + line)
    click.echo(f"{len(files) - refused} received, {refused} refused", err=True)
    sys.exit(1 if refused else 0)


def received(path: Path) -> tuple[str, bool]:
    """What became of one file, in one line that is safe on a terminal, and whether it is here now."""
    from schakel.einvoice.render.visible import visible

    said, is_here = told(outcome_of(path))
    return visible(f"{os.fsencode(path.name).decode(errors='replace')}: {said}").replace("\n", " "), is_here


def outcome_of(path: Path) -> "Filed | Repeat | Refused":
    from django.conf import settings

    from schakel.hub.documents import filing
    from schakel.hub.documents.models import Way

    if path.stat().st_size > settings.UPLOAD_LIMIT:
        return filing.TOO_LARGE
    return filing.file(path.read_bytes(), Way.COMMAND, sent_elsewhere=True)


def told(outcome: "Filed | Repeat | Refused") -> tuple[str, bool]:
    from schakel.hub.documents.filing import Filed, Refused

    if isinstance(outcome, Refused):
        return f"refused: {outcome.sentence} ({outcome.code})", False
    if isinstance(outcome, Filed):
        return f"filed: {places(outcome.documents)}", True
    return f"here already: {places(outcome.documents)}", True


def places(documents: "tuple[Document, ...]") -> str:
    return "; ".join(f"{each.get_kind_display()} {each.number[:60]} in {each.connection}" for each in documents)
