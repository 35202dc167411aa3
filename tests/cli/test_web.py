"""The web server: its own logs, and what a process of it holds before it serves anything."""

import json
import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from schakel.cli.web import Log
from schakel.hub.web.logs import OneLine
from tests.hub.databases import ROOT, database, python
from tests.hub.network.service import Service

KEY = "aSECRETaSECRETaSECRETaSECRET"


@pytest.fixture
def log():
    yield Log(Config())
    for name in ("gunicorn.access", "gunicorn.error"):
        logging.getLogger(name).propagate = True


def test_H05_L10_the_servers_lines_go_the_way_of_ours_and_tell_no_key(log, caplog):
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/mandate/{KEY}/", "QUERY_STRING": KEY, "REMOTE_ADDR": "192.0.2.7"}
    caplog.set_level(logging.INFO)
    log.access(SimpleNamespace(status="302 Found", sent=0), None, asked, timedelta(milliseconds=2))
    try:
        raise ValueError(f"/invitation/{KEY}/")
    except ValueError:
        log.exception("Error handling request %s", f"/invitation/{KEY}/\nforged")
    access, error = caplog.records
    OneLine().filter(error)
    assert access.getMessage() == "GET /mandate/…/ 302, 0 bytes in 2 ms, from 192.0.2.7"
    assert error.getMessage() == "Error handling request /invitation/…/\\nforged"
    assert "SECRET" not in caplog.text
    assert not log.error_log.handlers


@contextmanager
def service_on(service: Service, said):
    """`serve`, with its standard error in this file; told to end."""
    command = [sys.executable, "-m", "schakel", "serve", "--bind", f"localhost:{service.port}"]
    process = subprocess.Popen(command, env=service.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
    try:
        service.wait_until_open()
        yield
    finally:
        process.terminate()
        process.wait(60)


@pytest.mark.processes
def test_a_request_to_the_whole_service_is_one_line_of_json_on_standard_error(tmp_path):
    with database("sqlite", tmp_path) as env:
        env |= {"SCHAKEL_LOG": "INFO", "SCHAKEL_LOG_FORMAT": "json", "SCHAKEL_TRUSTED_PROXIES": "1"}
        service = Service(env)
        with (tmp_path / "log").open("wb") as said, service_on(service, said):
            asked = {"X-Request-Id": "proxy-0001", "X-Forwarded-For": "192.0.2.7"}
            for path in ("/as4", f"/invitation/{KEY}/?q={KEY}"):
                connection = HTTPConnection("localhost", service.port, timeout=60)
                connection.request("GET", path, headers=asked)
                assert connection.getresponse().headers["X-Request-Id"] == "proxy-0001"
                connection.close()
    lines = [json.loads(each) for each in (tmp_path / "log").read_text().splitlines()]
    access = [each for each in lines if each["logger"] == "schakel.access"]
    assert [(each["path"], each["status"]) for each in access] == [("/as4", 405), ("/invitation/…/", 302)]
    assert {(each["from"], each["request_id"]) for each in access} == {("192.0.2.7", "proxy-0001")}
    assert "SECRET" not in str(lines)


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
