"""The web server: its own logs, and what a process of it holds before it serves anything."""

import logging
import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from schakel.cli.web import Log
from tests.hub.databases import python

KEY = "aSECRETaSECRETaSECRETaSECRET"


@pytest.fixture
def log(tmp_path):
    config = Config()
    for name in ("accesslog", "errorlog"):
        config.set(name, str(tmp_path / name))
    yield Log(config)
    for name in ("gunicorn.access", "gunicorn.error"):
        for handler in list(logging.getLogger(name).handlers):
            logging.getLogger(name).removeHandler(handler)
            handler.close()


def test_H05_the_servers_logs_tell_no_key(log, tmp_path):
    asked = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/mandate/{KEY}/?a=1",
        "HTTP_REFERER": f"http://hub/me/take-back/{KEY}",
    }
    answer = SimpleNamespace(status="302 Found", sent=0, headers=[])
    log.access(answer, SimpleNamespace(headers=[]), asked | {"SERVER_PROTOCOL": "HTTP/1.1"}, timedelta(0))
    try:
        raise ValueError(f"/invitation/{KEY}/")
    except ValueError:
        log.exception("Error handling request %s", f"/invitation/{KEY}/\nforged")
    written = {name: (tmp_path / name).read_text() for name in ("accesslog", "errorlog")}
    assert '"GET /mandate/…/?a=1 HTTP/1.1" 302 0 "http://hub/me/take-back/…"' in written["accesslog"]
    assert "Error handling request /invitation/…/\\nforged" in written["errorlog"]
    assert "SECRET" not in "".join(written.values())


LOADED = """
import gc, sys
from schakel.cli.load import load; load()
from schakel.cli.web import WebServer
WebServer.load(None)
import schakel.hub.worker
print("schakel.hub.sales.urls" in sys.modules, gc.get_freeze_count() > 100_000, *({"typst", "pypdf"} & {*sys.modules}))
"""


@pytest.mark.processes
def test_pages_are_loaded_and_frozen_before_processes_are_made_and_what_makes_and_reads_pdfs_is_not(tmp_path):
    """20 MB of an idle `schakel up`."""
    (tmp_path / "static").mkdir()
    env = os.environ | {"SCHAKEL_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
    assert python(LOADED, env) == "True True"
