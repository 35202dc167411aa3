"""view and pdf: an invoice for people to read."""

import sys
from pathlib import Path

import click

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import Inside, Syntax, find, read_found
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.model import Invoice
from schakel.einvoice.render.pdf import pdf as made_pdf
from schakel.einvoice.render.plain import plain
from schakel.einvoice.render.view import view as page_of
from schakel.einvoice.ubl.write import write

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
language_option = click.option(
    "--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The reader's language."
)


@click.command()
@file_argument
@language_option
def view(file: Path, language: str) -> None:
    """Show an invoice as text: UBL, CII, or a PDF with one of them inside.

    The exit code is 2 when the file is no invoice that can be read.
    """
    _, invoice = opened(file, language)
    click.echo(plain(page_of(invoice, language)), nl=False)


@click.command()
@file_argument
@language_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; beside the file, with .pdf for its ending, when not told. It is never written over.",
)
def pdf(file: Path, language: str, output: Path | None) -> None:
    """Make a PDF of an invoice, with the UBL attached.

    The exit code is 2 when the file is no invoice that can be read.
    """
    found, invoice = opened(file, language)
    target = output or file.with_suffix(".pdf")
    if target.exists():
        raise click.UsageError(f"{target} is there already")
    ubl = found.data if found.syntax is Syntax.UBL else write(invoice)
    target.write_bytes(made_pdf(invoice, language, ubl=ubl))
    click.echo(str(target))


def opened(file: Path, language: str) -> tuple[Inside, Invoice]:
    try:
        found = find(file.read_bytes())
        return found, read_found(found)
    except EInvoiceError as refusal:
        click.echo(f"{refusal.said_in(language)} ({refusal.code})", err=True)
        sys.exit(2)
