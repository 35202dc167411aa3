"""unlock, owner: getting a person or an office back in who cannot get in any more."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from schakel.cli.companies import find_office
from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.hub.people.models import User

NO_ACCOUNT = Words("cli.recovery", "no_account")
UNLOCKED = Words("cli.recovery", "unlocked")
NOT_TOLD = Words("cli.recovery", "not_told")
NO_MEMBER = Words("cli.recovery", "no_member")
OWNER = Words("cli.recovery", "owner")
OWNER_ALREADY = Words("cli.recovery", "owner_already")
ADDRESS = click.argument("address", metavar="E-MAIL")


@click.command()
@ADDRESS
@json_option
@language_option
def unlock(address: str, *, as_json: bool, lang: str) -> None:
    """Remove the second step of a person who lost it, and sign them out everywhere. Verify by telephone who asks.

    They sign in with their password or a code by e-mail, and are told by e-mail. The exit code is 1 when that e-mail could
    not be sent, 2 when nobody has this address.
    """
    load()
    from schakel.hub.people import recovery

    user = find_person(address, lang)
    removed = recovery.unlock(user)
    told = is_told(lambda: recovery.notify_unlocked(user))
    click.echo(
        in_json({"account": user.email, "removed": removed}) if as_json else UNLOCKED.said_in(lang).format(removed)
    )
    end(told=told, lang=lang)


@click.command()
@ADDRESS
@click.option("--office", "office_name", help="Name or number of the office; with one office it is that one.")
@click.option("--add", is_flag=True, help="Make them a member first, when they are none.")
@json_option
@language_option
def owner(address: str, *, office_name: str | None, add: bool, as_json: bool, lang: str) -> None:
    """Make a person an owner of an office whose owners have gone. All of its owners are told by e-mail.

    The exit code is 1 when an e-mail could not be sent, 2 when nothing was changed.
    """
    load()
    from schakel.hub.connections import membership

    user, office = find_person(address, lang), find_office(office_name, lang)
    if not add and not office.members.filter(user=user).exists():
        stop(NO_MEMBER.said_in(lang).format(user.email, office.name))
    is_new = membership.make_owner(office, user)
    told = not is_new or is_told(lambda: membership.notify_owners(office, user))
    says = (OWNER if is_new else OWNER_ALREADY).said_in(lang).format(user.email, office.name)
    click.echo(in_json({"office": office.pk, "owner": user.email, "changed": is_new}) if as_json else safe(says))
    end(told=told, lang=lang)


def find_person(address: str, lang: str) -> "User":
    from schakel.hub.people.sign_up import holder

    return holder(address) or stop(NO_ACCOUNT.said_in(lang).format(address))


def is_told(send: Callable[[], bool]) -> bool:
    try:
        return send()
    except OSError:
        return False


def end(*, told: bool, lang: str) -> None:
    """What was done stays done; the operator tells them by telephone then."""
    if not told:
        click.echo(NOT_TOLD.said_in(lang), err=True)
        sys.exit(1)
