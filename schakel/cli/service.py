"""up, serve, work, manage: the service as processes."""

import multiprocessing
import os
import signal
import sys
from threading import Event

import click


@click.command()
@click.option("--demo", is_flag=True, help="Serve the demonstration: made-up people, mail that stays on a page.")
@click.option("--bind", default="localhost:8000", show_default=True, help="Address and port to serve on.")
def up(demo: bool, bind: str) -> None:
    """Serve the pages and do the work, in one command. Ctrl-C stops both."""
    if demo:
        os.environ["SCHAKEL_DEMO"] = "1"
    prepare()
    worker = multiprocessing.get_context("spawn").Process(target=run_worker, daemon=True)
    worker.start()
    try:
        run_web(bind)
    finally:
        worker.terminate()
        worker.join(10)


@click.command()
@click.option("--bind", default="localhost:8000", show_default=True, help="Address and port to serve on.")
def serve(bind: str) -> None:
    """Serve the pages only."""
    run_web(bind)


@click.command()
def work() -> None:
    """Do the work only. Several may run side by side."""
    run_worker()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own management commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["schakel manage", *arguments])


def prepare() -> None:
    """Brings the database and the static files up to date; both take no time when nothing changed."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA.mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def run_worker() -> None:
    import django

    django.setup()
    from schakel.hub import worker

    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    worker.work(stop)


def run_web(bind: str) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication

    sys.argv = [
        "schakel",
        "--bind",
        bind,
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "schakel.hub.wsgi",
    ]
    WSGIApplication("%(prog)s [OPTIONS]").run()
