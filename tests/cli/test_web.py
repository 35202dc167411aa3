"""The web server's own logs."""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from schakel.cli.web import Log

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
