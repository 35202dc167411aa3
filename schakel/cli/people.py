"""people: the personal data of an account, for a request that came by mail."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schakel.cli.files import NEW_FILE, target_of, write_to
from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.hub.people.models import User

ADDRESS = click.argument("address")
NOBODY = Words("cli.people", "nobody")
ERASED = Words("cli.people", "erased")
NOT_ERASED = Words("cli.people", "not_erased")
ASKED = Words("cli.people", "asked")


@click.group()
def people() -> None:
    """The people who sign in here: give them their personal data, or erase their account. ADDRESS is their e-mail address."""
    load()


@people.command()
@ADDRESS
@click.option("-o", "--output", "out", type=NEW_FILE, help="Write to this file; standard output if absent.")
@language_option
def export(address: str, *, out: Path | None, lang: str) -> None:
    """Write the personal data of an account as JSON. Documents are not in it: they are of the companies."""
    from schakel.hub.records.personal_data.export import as_json

    target = target_of(Path(address), out, "") if out else None
    data = as_json(find_user(address, lang))
    if target:
        write_to(target, data.encode())
    else:
        click.echo(data)


@people.command()
@ADDRESS
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@json_option
@language_option
def erase(address: str, *, is_sure: bool, as_json: bool, lang: str) -> None:
    """Erase an account for good. What the law or others need stays under a number.

    The exit code is 1 when something must be settled first; then nothing was changed.
    """
    from schakel.hub.records.personal_data.erase import NotErasable
    from schakel.hub.records.personal_data.erase import erase as erase_account

    user = find_user(address, lang)
    if not is_sure:
        click.confirm(safe(ASKED.said_in(lang).format(user.email)), abort=True, err=True)
    try:
        erase_account(user)
    except NotErasable as fault:
        lines = [NOT_ERASED.said_in(lang), *fault.reasons]
        click.echo(in_json({"erased": False, "reasons": fault.reasons}) if as_json else safe_lines(lines))
        sys.exit(1)
    click.echo(in_json({"erased": True, "former_person": user.pk}) if as_json else ERASED.said_in(lang).format(user.pk))


def safe_lines(lines: list[str]) -> str:
    return "\n".join(safe(line) for line in lines)


def find_user(address: str, lang: str) -> "User":
    """By any of the addresses; ends the command with 2 when nobody has it."""
    from allauth.account.models import EmailAddress

    from schakel.hub.people.models import User, normal

    wanted = normal(address)
    user = User.objects.filter(email=wanted).first()
    if user is None:
        known = EmailAddress.objects.filter(email=wanted, verified=True).select_related("user").first()
        user = known.user if known else None
    if user is None:
        stop(NOBODY.said_in(lang).format(safe(address)))
    return user
