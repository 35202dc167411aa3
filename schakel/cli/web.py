"""The web server: gunicorn with a few processes of a few threads each."""

import gc
import os
from datetime import timedelta
from gettext import gettext as _
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from schakel.cli.parent import end_with_server
from schakel.cli.whole_requests import MOST_CONNECTIONS, WholeRequestWorker


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    def __init__(self, bind: str, *, processes: int = 0) -> None:
        self.bind, self.processes = bind, processes or max(2, os.cpu_count() or 2)
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "worker_class": WholeRequestWorker,
            "worker_connections": 2 * MOST_CONNECTIONS,  # the worker keeps to its own
            "workers": self.processes,
            "preload_app": True,
            "threads": 8,
            "loglevel": "warning",
            "proc_name": "schakel",
            "logger_class": Log,
            "post_fork": watch_server,
            "post_worker_init": announce_running,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from django.urls import get_resolver

        from schakel.hub.wsgi import application

        _ = get_resolver().url_patterns  # every page and route is loaded here, before the processes are made
        gc.collect()
        gc.freeze()  # what is loaded stays shared: a collector that looks at it would copy its pages in each process
        return application


class Log(Logger):  # type: ignore[misc]  # likewise
    """gunicorn's lines go the way of ours, each event one line (L10); its access log is ours (H05)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True

    def access(self, resp: Any, _req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        from schakel.hub.people.access_log import log_access

        status = int(str(resp.status).partition(" ")[0])  # its number apart is not there where gunicorn itself refuses
        log_access(environ, status=status, size=resp.sent, took=request_time)


def watch_server(_server: Any, worker: Any) -> None:
    end_with_server(worker.ppid)


def announce_running(worker: Any) -> None:
    """Once, by the first process that takes requests."""
    from django.conf import settings

    if worker.age > 1:
        return
    if settings.DEMO:
        from schakel.hub.demonstration.story import welcome

        click.echo(welcome())
    else:
        click.echo(_("Schakel runs: {url}").format(url=settings.URL))
