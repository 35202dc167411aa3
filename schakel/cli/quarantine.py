"""documents: setting one document apart, and bringing it back."""

import sys
from typing import TYPE_CHECKING

import click

from schakel.cli.loading import load
from schakel.cli.speaking import safe

if TYPE_CHECKING:
    from schakel.hub.documents.models import Document

NUMBER = click.argument("number", type=int, metavar="ID")


@click.group()
def documents() -> None:
    """Put a document in quarantine, release it, list what is in quarantine. ID is the number in its page's address."""
    load()


@documents.command("quarantine")
@NUMBER
@click.option("--reason", required=True, help="Why; kept with the document, only operators read it.")
def begin(number: int, reason: str) -> None:
    """Keep a document, but leave it out of every list, sum, search, export and payment file, and send nothing more for it."""
    from schakel.hub.documents.quarantine import quarantine

    is_new = quarantine(found(number), reason)
    click.echo(f"document {number} is in quarantine" + ("" if is_new else " already"))


@documents.command()
@NUMBER
def release(number: int) -> None:
    """Bring a document back from quarantine: everything goes on where it was."""
    from schakel.hub.documents.quarantine import release

    was_kept = release(found(number))
    click.echo(f"document {number} is " + ("out of quarantine" if was_kept else "in no quarantine"))


@documents.command()
@NUMBER
def original(number: int) -> None:
    """Write the exact bytes of a document to standard output, in quarantine or not. They may be harmful to open."""
    from schakel.hub.documents import store

    try:
        sys.stdout.buffer.write(store.read(found(number).sha256))
    except store.Damaged as fault:
        raise click.ClickException(f"the file in the store is damaged: {fault}") from fault


@documents.command("list")
def list_() -> None:
    """What is in quarantine, one document a line: its number, since when, its connection, and why."""
    from schakel.hub.documents.models import Quarantine

    for each in Quarantine.objects.active().select_related("document__connection__company").order_by("at", "pk"):
        said = f"{each.document_id}\t{each.at:%Y-%m-%d %H:%M} UTC\t{each.document.connection}\t{each.reason}"
        click.echo(safe(said))


def found(number: int) -> "Document":
    from schakel.hub.documents.models import Document

    document = Document.everything.filter(pk=number).first() if 0 < number < 2**63 else None
    if document is None:
        raise click.ClickException(f"there is no document {number}")
    return document
