"""up, serve, work, manage: the service as processes."""

import os
import signal
import subprocess
import sys
import time
from threading import Event
from types import FrameType

import click

from schakel.cli.loading import load

BIND = click.option("--bind", default="localhost:8000", show_default=True, help="Address and port to serve on.")
DEMO = click.option("--demo", is_flag=True, help="The demonstration: made-up people, and mail that stays on a page.")

AGAIN = 2  # seconds before a worker that stopped is started again


@click.command()
@DEMO
@BIND
def up(demo: bool, bind: str) -> None:
    """Serve the pages and do the work, in one command. Ctrl-C stops both."""
    if demo:
        os.environ["SCHAKEL_DEMO"] = "1"
        os.environ.setdefault("SCHAKEL_URL", f"http://{bind}")
    prepare()
    web, worker = child("serve", "--bind", bind), child("work")
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, leave)
    try:
        while web.poll() is None:
            if worker.poll() is not None:
                click.echo(f"The worker stopped with {worker.returncode}; starting it again.", err=True)
                time.sleep(AGAIN)
                worker = child("work")
            time.sleep(0.5)
    finally:
        stop(web, worker)
    sys.exit(web.returncode)


@click.command()
@BIND
def serve(bind: str) -> None:
    """Serve the pages only."""
    from django.conf import settings

    load("schakel.hub.urls")
    from schakel.cli.web import Server
    from schakel.hub.network import access_point

    refuse_newer_schema()
    warn_of_standbys()
    access_point.current()  # a key file that is wrong is told now, not to the first who sends
    Server(bind, processes=settings.WEB_PROCESSES).run()


@click.command()
def work() -> None:
    """Do the work only. Several may run side by side."""
    from django.conf import settings

    load("schakel.hub.worker")
    from schakel.hub import worker

    refuse_newer_schema()
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


def prepare() -> None:
    """Brings the database and the static files up to date, and loads the demonstration where it is wanted and missing."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    load()
    refuse_newer_schema()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.DEMO:
        from schakel.hub.demonstration import registrations, story

        story.tell_once()
        registrations.connect_once()
        click.echo(story.welcome())


def refuse_newer_schema() -> None:
    """D14: after a step back to an older version nothing is written into tables it does not know."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    known, ours = set(loader.disk_migrations), loader.migrated_apps
    newer = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if app in ours and (app, name) not in known
    )
    if newer:
        raise click.ClickException(f"The database was made by a newer version, which has {newer[0]}: use that one.")


def warn_of_standbys() -> None:
    """D10: said at the start, not only when somebody asks the doctor."""
    from schakel.hub import doctor

    for text in doctor.standbys():
        click.echo(f"Warning: {text}.", err=True)


def child(*arguments: str) -> subprocess.Popen[bytes]:
    """A command of ours as a process of its own, out of reach of the terminal's Ctrl-C: `up` tells it when to stop."""
    command = [sys.executable, "-m", "schakel", *arguments]
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 -- our own command


def leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def stop(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
