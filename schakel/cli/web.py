"""The web server: gunicorn with a few processes of a few threads each."""

import os
from typing import Any

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    def __init__(self, bind: str) -> None:
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "worker_class": "gthread",
            "workers": max(2, os.cpu_count() or 2),
            "threads": 4,
            "loglevel": "warning",
            "proc_name": "schakel",
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from schakel.hub.wsgi import application

        return application
