"""runs: many clients of an office invited, asked for their mandate and registered in one go."""

from typing import TYPE_CHECKING

import click

from schakel.cli.companies import find_member, find_office
from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.hub.connections.models import Company, Office
    from schakel.hub.network.models import Run

STARTED = Words("cli.runs", "started")
NOBODY = Words("cli.runs", "nobody")
NO_RUN = Words("cli.runs", "no_run")
NO_IMPORT = Words("cli.runs", "no_import")
STOPPED = Words("cli.runs", "stopped")
AGAIN = Words("cli.runs", "again")


@click.group()
def runs() -> None:
    """Many clients at once: invited, asked for their mandate and registered."""
    load()


@runs.command()
@click.option("--office", "office_name", help="Name or number of the office; with one office it is that one.")
@click.option("--by", "address", help="E-mail address of the member in whose name; an owner of the office if absent.")
@click.option("--import", "import_number", type=int, help="Only the companies of this import.")
@click.option("--invite-only", is_flag=True, help="Ask for no mandate and register nobody.")
@click.option("--read-only", is_flag=True, help="The clients may read and download, not pay and send.")
@json_option
@language_option
def start(
    *,
    office_name: str | None,
    address: str | None,
    import_number: int | None,
    invite_only: bool,
    read_only: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Start a run over all companies of an office. The worker asks the clients, each in one e-mail."""
    from schakel.hub.connections.models import Connection, Role
    from schakel.hub.network.registration.runs.forms import USUAL_CHOICES
    from schakel.hub.network.registration.runs.start import RunWish
    from schakel.hub.network.registration.runs.start import start as start_run

    office = find_office(office_name, lang)
    by = find_member(office, address, lang)
    wish = RunWish(
        sides=Connection.Side.values,
        role=Role.READ if read_only else Role.FULL,
        registers=not invite_only,
        document_choices=[] if invite_only else USUAL_CHOICES,
    )
    started = start_run(companies_of(office, import_number, lang), wish, by=by) or stop(NOBODY.said_in(lang))
    if as_json:
        click.echo(in_json({"run": started[0].pk, "companies": started[0].lines.count()}))
    else:
        click.echo(STARTED.said_in(lang).format(started[0].pk, started[0].lines.count()), err=True)


def companies_of(office: "Office", import_number: int | None, lang: str) -> "list[Company]":
    from schakel.hub.connections.models import Company, CompanyImport

    if import_number is None:
        return list(Company.objects.open().filter(office=office))
    brought = CompanyImport.objects.filter(pk=import_number, office=office).first()
    return list(brought.companies()) if brought else stop(NO_IMPORT.said_in(lang))


@runs.command()
@click.argument("number", type=int)
@json_option
@language_option
def show(number: int, *, as_json: bool, lang: str) -> None:
    """How many companies of a run are at each stage."""
    from django.utils import translation

    from schakel.hub.network.registration.runs.stages import Stage, counts

    run = find_run(number, lang)
    found = counts(run)
    if as_json:
        click.echo(in_json({"run": run.pk, "companies": found.total(), "stages": dict(sorted(found.items()))}))
        return
    with translation.override(lang):
        for stage in Stage:
            if found[stage]:
                click.echo(safe(f"{found[stage]:>6}  {stage.label}"))


@runs.command()
@click.argument("number", type=int)
@language_option
def retry(number: int, *, lang: str) -> None:
    """Try again what failed or was stopped in a run, in the name of an owner of the office."""
    from schakel.hub.network.registration.runs.start import retry_failed

    run = find_run(number, lang)
    by = find_member(run.office, None, lang)
    click.echo(AGAIN.said_in(lang).format(retry_failed(run, by=by)), err=True)


@runs.command("stop")
@click.argument("number", type=int)
@language_option
def end(number: int, *, lang: str) -> None:
    """Ask nobody else in a run."""
    from schakel.hub.network.registration.runs.start import stop as stop_run

    click.echo(STOPPED.said_in(lang).format(stop_run(find_run(number, lang))), err=True)


def find_run(number: int, lang: str) -> "Run":
    from schakel.hub.network.models import Run

    return Run.objects.filter(pk=number).first() or stop(NO_RUN.said_in(lang))
