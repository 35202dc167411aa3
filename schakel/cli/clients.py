"""invitations, mandates, registrations: where the clients of an office are; and reminding those who are silent."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from schakel.cli.companies import find_member, find_office, in_language
from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.hub.connections.models import Office

REMINDED = Words("cli.clients", "reminded")
NO_STATE = Words("cli.clients", "no_state")
SLICE = 2000  # letters reminded in one transaction
office_option = click.option(
    "--office", "office_name", help="Name or number of the office; with one office it is that one."
)
state_option = click.option("--state", "state", help="Only those in this state.")


@click.group()
def invitations() -> None:
    """Invitations of clients: which there are, and reminding those who are silent."""
    load()


@invitations.command("list")
@office_option
@state_option
@json_option
@language_option
def list_invitations(*, office_name: str | None, state: str | None, as_json: bool, lang: str) -> None:
    """One line for each invitation: number, state, enterprise number, connection and address."""
    from schakel.hub.connections.api.invitations import InvitationState, condition
    from schakel.hub.connections.models import Invitation

    found = Invitation.objects.filter(connection__company__office=find_office(office_name, lang))
    if state is not None:
        found = found.filter(condition(known_state(InvitationState, state, lang)))
    rows = found.select_related("letter", "connection__company").order_by("pk").iterator(chunk_size=500)
    show((invitation_values(each) for each in rows), as_json=as_json)


def invitation_values(invitation: Any) -> dict[str, object]:
    return {
        "id": invitation.pk,
        "state": str(invitation.state_now),
        "enterprise_number": invitation.connection.company.enterprise_number,
        "kind": str(invitation.connection.side),
        "email": invitation.letter.email,
        "is_undelivered": invitation.letter.is_undelivered,
    }


@invitations.command()
@office_option
@click.option("--by", "address", help="E-mail address of the member in whose name; an owner of the office if absent.")
@json_option
@language_option
def remind(*, office_name: str | None, address: str | None, as_json: bool, lang: str) -> None:
    """Remind all clients who have not answered; nobody gets two e-mails within a day. The worker sends them."""
    from schakel.hub.connections.sharing import TooMany

    office = find_office(office_name, lang)
    try:
        counts = remind_silent(office, by=find_member(office, address, lang))
    except TooMany as fault:
        stop(in_language(fault.sentence, lang))
    says = REMINDED.said_in(lang).format(counts["reminded"], counts["renewed"], counts["recent"], counts["undelivered"])
    click.echo(in_json(counts) if as_json else says)


def remind_silent(office: "Office", *, by: Any) -> dict[str, int]:
    """Raises TooMany: of those after it nobody was reminded."""
    from schakel.hub.connections.reminders import remind
    from schakel.hub.connections.unanswered import unanswered

    letters = list(unanswered(by).filter(office=office).order_by("pk").values_list("pk", flat=True).distinct())
    results = [remind(letters[n : n + SLICE], by) for n in range(0, len(letters), SLICE)]
    return {
        "reminded": sum(each.reminded for each in results),
        "renewed": sum(each.renewed for each in results),
        "recent": sum(each.recent for each in results),
        "undelivered": sum(each.bounced for each in results),
    }


@click.group()
def mandates() -> None:
    """Mandates: which clients let their office register them."""
    load()


@mandates.command("list")
@office_option
@state_option
@json_option
@language_option
def list_mandates(*, office_name: str | None, state: str | None, as_json: bool, lang: str) -> None:
    """One line for each mandate: number, state, enterprise number, address and day."""
    from schakel.hub.network.models import Mandate

    found = Mandate.objects.filter(company__office=find_office(office_name, lang))
    if state is not None:
        found = found.filter(state=known_state(Mandate.State, state, lang))
    rows = found.select_related("company").order_by("pk").iterator(chunk_size=500)
    show((mandate_values(each) for each in rows), as_json=as_json)


def mandate_values(mandate: Any) -> dict[str, object]:
    return {
        "id": mandate.pk,
        "state": str(mandate.state),
        "enterprise_number": mandate.company.enterprise_number,
        "email": mandate.email,
        "given_on": f"{mandate.given_on}",
        "has_proof": bool(mandate.proof_sha256),
    }


@click.group()
def registrations() -> None:
    """Registrations: the addresses of an office's companies on the network."""
    load()


@registrations.command("list")
@office_option
@state_option
@json_option
@language_option
def list_registrations(*, office_name: str | None, state: str | None, as_json: bool, lang: str) -> None:
    """One line for each registration: number, state, address on the network and company. Those that ended only with --state."""
    from django.utils import translation

    from schakel.hub.network.models import Registration

    found = Registration.objects.filter(company__office=find_office(office_name, lang))
    found = found.filter(state=known_state(Registration.State, state, lang)) if state is not None else found.active()
    rows = found.with_mandate().select_related("company").order_by("pk").iterator(chunk_size=500)
    with translation.override(lang):
        show((registration_values(each) for each in rows), as_json=as_json)


def registration_values(registration: Any) -> dict[str, object]:
    from schakel.hub.network.registration.overview import status_of

    return {
        "id": registration.pk,
        "state": str(registration.state),
        "participant": str(registration),
        "company": registration.company.name,
        "why": status_of(registration).why,
        "has_mandate": registration.has_mandate,
    }


def known_state(states: Any, asked: str, lang: str) -> Any:
    values = [str(each.value) for each in states]
    return states(asked) if asked in values else stop(NO_STATE.said_in(lang).format(", ".join(values)))


def show(rows: Iterable[dict[str, object]], *, as_json: bool) -> None:
    """A line each: in JSON all of it, for people the words of it."""
    for row in rows:
        words = [str(value) for name, value in row.items() if not isinstance(value, bool) and value != ""]
        click.echo(in_json(row) if as_json else safe("  ".join(words)))
