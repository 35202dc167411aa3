"""documents: setting one document apart, and bringing it back."""

import sys
from typing import TYPE_CHECKING

import click

from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, safe
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.hub.documents.models import Document

NUMBER = click.argument("number", type=int, metavar="ID")
IN_QUARANTINE = Words("cli.quarantine", "in_quarantine")
ALREADY = Words("cli.quarantine", "already")
RELEASED = Words("cli.quarantine", "released")
IN_NONE = Words("cli.quarantine", "in_none")
NO_DOCUMENT = Words("cli.quarantine", "no_document")
DAMAGED = Words("cli.quarantine", "damaged")


@click.group()
def documents() -> None:
    """Put a document in quarantine, release it, list what is in quarantine. ID is the number in its page's address."""
    load()


@documents.command("quarantine")
@NUMBER
@click.option("--reason", required=True, help="Why; kept with the document, only operators read it.")
@json_option
@language_option
def begin(number: int, reason: str, *, as_json: bool, lang: str) -> None:
    """Keep a document, but leave it out of every list, sum, search, export and payment file, and send nothing more for it."""
    from schakel.hub.documents.quarantine import quarantine

    is_new = quarantine(find_document(number, lang), reason)
    says = (IN_QUARANTINE if is_new else ALREADY).said_in(lang).format(number)
    click.echo(in_json({"document": number, "in_quarantine": True, "changed": is_new}) if as_json else says)


@documents.command()
@NUMBER
@json_option
@language_option
def release(number: int, *, as_json: bool, lang: str) -> None:
    """Bring a document back from quarantine: everything goes on where it was."""
    from schakel.hub.documents.quarantine import release

    was_kept = release(find_document(number, lang))
    says = (RELEASED if was_kept else IN_NONE).said_in(lang).format(number)
    click.echo(in_json({"document": number, "in_quarantine": False, "changed": was_kept}) if as_json else says)


@documents.command()
@NUMBER
@click.option("--reason", required=True, help="Why you must see it; its office reads this on its page and in its log.")
@language_option
def original(number: int, reason: str, *, lang: str) -> None:
    """Write the exact bytes of a document to standard output, in quarantine or not. They may be harmful to open."""
    from schakel.hub.documents import store
    from schakel.hub.documents.looks import record_operator_look

    document = find_document(number, lang)
    record_operator_look(document, reason=reason, by=None)
    try:
        sys.stdout.buffer.write(store.read(document.sha256))
    except store.Damaged as fault:
        raise click.ClickException(DAMAGED.said_in(lang).format(fault)) from fault


@documents.command("list")
@json_option
@language_option
def list_(*, as_json: bool, lang: str) -> None:
    """What is in quarantine, one document a line: its number, since when, its connection, and why."""
    from django.utils import translation

    from schakel.hub.documents.models import Quarantine

    for each in Quarantine.objects.active().select_related("document__connection__company").order_by("at", "pk"):
        with translation.override(lang):
            connection = str(each.document.connection)
        values = {
            "document": each.document_id,
            "since": each.at.isoformat(),
            "connection": connection,
            "reason": each.reason,
        }
        says = f"{each.document_id}\t{each.at:%Y-%m-%d %H:%M} UTC\t{connection}\t{each.reason}"
        click.echo(in_json(values) if as_json else safe(says))


def find_document(number: int, lang: str) -> "Document":
    from schakel.hub.documents.models import Document

    document = Document.everything.filter(pk=number).first() if 0 < number < 2**63 else None
    if document is None:
        raise click.ClickException(NO_DOCUMENT.said_in(lang).format(number))
    return document
