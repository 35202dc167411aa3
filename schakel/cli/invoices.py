"""view, pdf and convert: an invoice for people to read, and as UBL."""

import sys
from dataclasses import asdict, replace
from gettext import gettext as _
from pathlib import Path
from typing import NoReturn

import click

from schakel.cli.files import EXISTING_FILE, STANDARD, bytes_of, name_of, output_option, target_of, why_unread, write_to
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.cli.outcome import CheckedDocument, as_values, in_words
from schakel.cli.releases import ruleset_of_today
from schakel.einvoice import model
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import Inside, Syntax, find, read_found
from schakel.einvoice.language import Words
from schakel.einvoice.model import Invoice, PaymentMeans, Unread
from schakel.einvoice.render.plain import plain
from schakel.einvoice.render.view import view as page_of
from schakel.einvoice.ubl.markup import NotWritable
from schakel.einvoice.ubl.write import write
from schakel.einvoice.validation import Verdict, validate

file_argument = click.argument("file", type=EXISTING_FILE)

NO_NETWORK = "NA"  # cbc:NetworkID, which the schema of UBL wants

LEFT_OUT = Words("cli.invoices", "left_out")


@click.command()
@file_argument
@json_option
@language_option
def view(file: Path, *, as_json: bool, lang: str) -> None:
    """Show an invoice as text: UBL, CII, or a PDF with one of them inside; - for standard input.

    The exit code is 2 when the file is no invoice that can be read.
    """
    invoice = read_invoice(file, lang)[1]
    page = page_of(invoice, lang)
    click.echo(in_json(asdict(page)) if as_json else plain(page), nl=as_json)


@click.command()
@file_argument
@json_option
@language_option
@output_option(beside=".pdf")
def pdf(file: Path, output: Path | None, *, as_json: bool, lang: str) -> None:
    """Make a PDF of an invoice, with the UBL attached; - for standard input.

    The exit code is 2 when the file is no invoice that can be read.
    """
    from schakel.einvoice.render.pdf import pdf as made_pdf

    found, invoice = read_invoice(file, lang)
    target = target_of(file, output, ".pdf")
    ubl = found.data if found.syntax is Syntax.UBL else write(invoice)
    write_to(target, made_pdf(invoice, lang, ubl=ubl))
    if target != STANDARD:
        click.echo(in_json({"file": name_of(target)}) if as_json else str(target))


@click.command()
@file_argument
@json_option
@language_option
@output_option(beside=".ubl.xml")
def convert(file: Path, output: Path | None, *, as_json: bool, lang: str) -> None:
    """Make UBL (Peppol BIS Billing) of a CII invoice, or of the one inside a PDF, and judge it; - for standard input.

    What UBL has no place for is named. UBL inside a PDF comes out as it is. The judgement goes to standard error, with
    --json to standard output; the exit code is 0 when the UBL is valid, 1 when it is not, and 2 when there is no invoice.
    """
    found, invoice = read_invoice(file, lang)
    target = target_of(file, output, ".ubl.xml")
    if as_json and target == STANDARD:
        raise click.UsageError(_("Standard output takes the UBL or the JSON, not both: give -o FILE."))
    try:
        ubl = found.data if found.syntax is Syntax.UBL else write(as_peppol(invoice))
    except NotWritable as refusal:
        stop_with(refusal, lang)
    checked = CheckedDocument.from_report(validate(ubl, ruleset=ruleset_of_today()))
    write_to(target, ubl)
    left_out = () if found.syntax is Syntax.UBL else invoice.unread
    write_outcome(name_of(target), checked, left_out, as_json=as_json, lang=lang)
    sys.exit(int(checked.verdict is not Verdict.VALID))


def as_peppol(invoice: Invoice) -> Invoice:
    """The same invoice, as Peppol wants it in UBL: under its own names of processes, with one note, and with a network
    for every card, which CII does not know."""
    own = (
        (model.SELF_BILLING, model.SELF_BILLING_PROCESS)
        if invoice.is_self_billed
        else (model.BILLING, model.BILLING_PROCESS)
    )
    return replace(
        invoice,
        specification=own[0],
        process=own[1],
        notes=("\n".join(invoice.notes),) if invoice.notes else (),
        payment_means=tuple(map(_with_network, invoice.payment_means)),
    )


def _with_network(means: PaymentMeans) -> PaymentMeans:
    if means.card is None or means.card.network:
        return means
    return replace(means, card=replace(means.card, network=NO_NETWORK))


def write_outcome(
    name: str, checked: CheckedDocument, left_out: tuple[Unread, ...], *, as_json: bool, lang: str
) -> None:
    if as_json:
        lost = [{"place": each.place, "text": each.text, "reason": each.reason} for each in left_out]
        click.echo(in_json(as_values(name, checked, lang) | {"left_out": lost}))
        return
    for each in left_out:
        click.echo(safe(LEFT_OUT.said_in(lang).format(each.text, each.place)), err=True)
    click.echo(in_words(name, checked, lang), err=True)


def read_invoice(file: Path, lang: str) -> tuple[Inside, Invoice]:
    """Ends the command with 2 when there is no invoice to read."""
    try:
        found = find(bytes_of(file))
        return found, read_found(found)
    except EInvoiceError as refusal:
        stop_with(refusal, lang)
    except OSError as error:
        stop(f"{why_unread(error).said_in(lang)}: {name_of(file)}")


def stop_with(refusal: EInvoiceError, lang: str) -> NoReturn:
    stop(f"{refusal.said_in(lang)} ({refusal.code})")
