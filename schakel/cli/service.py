"""up, prepare, serve, work, manage: the service as processes."""

import os
import signal
import sys
from threading import Event

import click

from schakel.cli.load import load

BIND = click.option("--bind", help="Address and port to serve on; localhost:8000, or what SCHAKEL_URL says.")
DEMO = click.option("--demo", is_flag=True, help="The demonstration: made-up people, and mail that stays on a page.")


@click.command()
@DEMO
@BIND
def up(demo: bool, bind: str | None) -> None:
    """Serve the pages and do the work, in one command. Ctrl-C stops both."""
    from schakel.cli.address import choose_bind
    from schakel.cli.supervisor import supervise

    if demo:
        os.environ["SCHAKEL_DEMO"] = "1"
    sys.exit(supervise(choose_bind(bind)))


@click.command()
@click.option("--check", is_flag=True, help="Look through a SQLite database first.")
def prepare(check: bool) -> None:
    """Bring the database and the static files up to date. `up` does it first."""
    from schakel.cli.parent import end_with_parent
    from schakel.cli.starting import prepare_all

    end_with_parent()
    load()
    prepare_all(check=check)


@click.command()
@BIND
def serve(bind: str | None) -> None:
    """Serve the pages only."""
    from schakel.cli.address import choose_bind, require_free, warn_of_difference
    from schakel.cli.parent import end_server_with_parent
    from schakel.cli.starting import require_newest, require_schema, require_sound, warn_of_standbys

    end_server_with_parent()
    bind = choose_bind(bind)
    warn_of_difference(bind)
    require_free(bind, wait=3.0)
    load("schakel.hub.urls")
    from django.conf import settings

    from schakel.cli.web import WebServer
    from schakel.hub.network.access_points import own as access_point

    require_sound()
    require_schema()
    require_newest()
    warn_of_standbys()
    access_point.current()  # a key file that is wrong is told now, not to the first who sends
    WebServer(bind, processes=settings.WEB_PROCESSES).run()


@click.command()
def work() -> None:
    """Do the work only. Several may run side by side."""
    from schakel.cli.parent import end_with_parent
    from schakel.cli.starting import require_newest, require_schema, require_sound

    end_with_parent()
    load("schakel.hub.worker")
    from django.conf import settings

    from schakel.hub import worker

    require_sound()
    require_schema()
    require_newest()
    stopped = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: stopped.set())
    worker.work(stopped, settings.LANES)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own management commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["schakel manage", *arguments])
