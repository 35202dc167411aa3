"""qr and reference: what a payer needs."""

import sys
from decimal import Decimal, InvalidOperation
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from schakel.base.epc_qr import CreditTransfer
from schakel.cli.files import EXISTING_FILE, NEW_FILE, STANDARD, target_of, write_to
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.einvoice.language import Words
from schakel.sepa.errors import SepaError
from schakel.sepa.reference import (
    CreditorReference,
    FreeText,
    NotAStructuredCommunication,
    Remittance,
    StructuredCommunication,
    read,
)

NO_TRANSFER = Words("cli.transfers", "no_transfer")
NO_AMOUNT = Words("cli.transfers", "no_amount")
NO_REFERENCE = Words("cli.transfers", "no_reference")
RIGHT = Words("cli.transfers", "right")


@click.command()
@click.argument("file", required=False, type=EXISTING_FILE)
@click.option("--name", default="", help="Who is paid, when no invoice is given.")
@click.option("--iban", default="", help="On which account.")
@click.option("--amount", default="", help="How much, in euro, as 121.00.")
@click.option("--reference", default="", help="Structured communication, RF reference or free text.")
@click.option("-o", "--output", type=NEW_FILE, help="Write it as .svg or .png; - for SVG on standard output.")
@json_option
@language_option
def qr(
    *,
    file: Path | None,
    name: str,
    iban: str,
    amount: str,
    reference: str,
    output: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Draw the QR code with which a bank app pays an invoice, or a transfer given by --name, --iban and --amount.

    Without -o it is drawn on the terminal. The exit code is 2 when there is nothing that a SEPA transfer can pay.
    """
    if (file is None) == (not iban):
        raise click.UsageError(_("Give an invoice, or --name, --iban and --amount."))
    paid = of_invoice(file, lang) if file else of_options(name, iban, amount=amount, reference=reference, lang=lang)
    if output:
        target = target_of(file or STANDARD, output, ".svg")
        write_to(target, paid.png() if target.suffix.lower() == ".png" else paid.svg().encode())
    if as_json:
        click.echo(in_json(values(paid)), err=output == STANDARD)
    elif not output:
        click.echo(paid.terminal() + "\n".join(safe(line) for line in paid.epc.split("\n")))


def of_invoice(file: Path, lang: str) -> CreditTransfer:
    from schakel.cli.invoices import read_invoice
    from schakel.einvoice.render.transfer import transfer

    paid = transfer(read_invoice(file, lang)[1])
    if paid is None:
        stop(NO_TRANSFER.said_in(lang))
    return paid


def of_options(name: str, iban: str, *, amount: str, reference: str, lang: str) -> CreditTransfer:
    from schakel.sepa.epc_qr import Transfer, carried
    from schakel.sepa.iban import Iban

    try:
        return carried(Transfer(name, Iban.parse(iban), Decimal(amount), read(reference)))
    except InvalidOperation:
        stop(NO_AMOUNT.said_in(lang))
    except SepaError as refusal:
        stop(refusal.words.said_in(lang))


def values(paid: CreditTransfer) -> dict[str, Any]:
    return {
        "name": paid.name,
        "iban": paid.iban,
        "amount": f"{paid.amount:.2f}",
        "reference": paid.reference,
        "text": "" if paid.reference else paid.text,
        "epc": paid.epc,
    }


@click.group()
def reference() -> None:
    """Structured communications (OGM/VCS) and RF references (SCOR, ISO 11649): make, check, format."""


@reference.command()
@click.argument("base")
@click.option("--scor", "is_scor", is_flag=True, help="An RF reference of at most 21 letters and digits.")
@json_option
@language_option
def make(base: str, *, is_scor: bool, as_json: bool, lang: str) -> None:
    """Make one of a number of at most ten digits, or with --scor of letters and digits; the check digits are added.

    The exit code is 2 when it cannot be made.
    """
    try:
        made: Remittance = CreditorReference.make(base) if is_scor else StructuredCommunication.make(int(base))
    except SepaError as refusal:
        stop(refusal.words.said_in(lang))
    except ValueError:
        stop(NotAStructuredCommunication.words.said_in(lang))
    click.echo(in_json(as_values(base, made, lang)) if as_json else str(made))


@reference.command()
@click.argument("texts", nargs=-1, required=True)
@json_option
@language_option
def check(texts: tuple[str, ...], *, as_json: bool, lang: str) -> None:
    """Say of each whether it is a right structured communication or RF reference. The exit code is 1 when one is not."""
    found = [as_values(text, read_reference(text), lang) for text in texts]
    for each in found:
        line = f"{each['text']}: {each['says']}"
        click.echo(in_json(each) if as_json else safe(line))
    sys.exit(0 if all(each["right"] for each in found) else 1)


@reference.command("format")
@click.argument("text")
@json_option
@language_option
def format_(text: str, *, as_json: bool, lang: str) -> None:
    """Write one as it is printed: +++090/9337/55493+++, RF18 5390 0754 7034. The exit code is 1 when it is not right."""
    found = as_values(text, read_reference(text), lang)
    if not found["right"]:
        click.echo(safe(f"{text}: {found['says']}"), err=True)
        sys.exit(1)
    click.echo(in_json(found) if as_json else found["printed"])


def read_reference(text: str) -> Remittance | SepaError:
    try:
        return read(text)
    except SepaError as refusal:
        return refusal


def as_values(text: str, found: Remittance | SepaError, lang: str) -> dict[str, Any]:
    """What it is, whether it is right, and how a program and a page write it."""
    kind = {StructuredCommunication: "structured_communication", CreditorReference: "creditor_reference"}.get(
        type(found), ""
    )
    says = found.words if isinstance(found, SepaError) else NO_REFERENCE if isinstance(found, FreeText) else RIGHT
    compact = {"structured_communication": "digits", "creditor_reference": "text"}.get(kind)
    return {
        "text": text,
        "right": bool(kind),
        "kind": kind or None,
        "compact": getattr(found, compact) if compact else None,
        "printed": str(found) if kind else None,
        "says": says.said_in(lang),
    }
