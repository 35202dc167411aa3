"""Every address in the access log (H05, L10): by its route, without keys, names, numbers of documents or queries."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.urls import get_resolver

from schakel.hub import request_id
from schakel.hub.people.access_log import log_access, shown
from schakel.hub.web.logs import JsonFormatter, OneLine
from schakel.hub.web.secret_links import routes
from tests.hub.test_every_secret import API_KEY, KEY

WORD = "geheim"
ROUTES = sorted(set(routes(get_resolver().url_patterns)))
PART = re.compile(r"<(?:\w+:)?\w+>")


def line(caplog, path: str, **more: str) -> str:
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "REMOTE_ADDR": "192.0.2.7", **more}
    log_access(environ, status=200, size=12, took=timedelta(milliseconds=3))
    (record,) = caplog.records
    OneLine().filter(record)
    plain, made = record.getMessage(), JsonFormatter().format(record)
    assert json.loads(made)["message"] == plain
    return f"{plain} {made}"


@pytest.mark.parametrize("value", [KEY, API_KEY, "Bakkerij Peeters", "2026-0017", "0208:0407214018"])
def test_H05_no_address_says_what_stands_in_a_part_of_text(caplog, value):
    hides = {
        "QUERY_STRING": f"q={value}",
        "RAW_URI": f"/x?q={value}",
        "HTTP_REFERER": f"https://hub/{value}",
        "HTTP_COOKIE": f"schakel={value}",
        "HTTP_AUTHORIZATION": f"Bearer {value}",
        "HTTP_USER_AGENT": value,
    }
    texts = [route for route in ROUTES if PART.search(route)]
    assert len(texts) > 150
    for route in texts:
        for part in re.findall(r"<int:\w+>", route):
            route = route.replace(part, "12")
        assert value not in line(caplog, PART.sub(value, route), **hides), route


@pytest.mark.parametrize(
    "path", [f"/invitatoin/{KEY}/", f"/mandate//{KEY}", f"/{KEY}", f"/MANDATE/{KEY}/", "/\x1b[31m\n"]
)
def test_H05_what_is_no_address_of_ours_is_not_repeated(caplog, path):
    said = line(caplog, path)
    assert "GET … 200" in said
    assert WORD not in said.lower()
    assert "\n" not in said


def test_an_address_of_ours_is_recognised():
    assert shown("/documents/12/") == "/documents/12/"
    assert shown("/api/v1/documents/12") == "/api/v1/documents/12"
    assert shown("/api/v1/participants/0407214018") == "/api/v1/participants/…"
    assert shown("/static/web/site.css") == "/static/…"


def test_a_line_says_who_asked_what_and_how_it_ended(caplog, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forwarded = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.4", request_id.KEY: "a-request-id"}
    said = line(caplog, "/documents/12/", **forwarded)
    assert "GET /documents/12/ 200, 12 bytes in 3 ms, from 198.51.100.4" in said
    assert '"request_id": "a-request-id"' in said
    assert caplog.records[0].levelno == logging.INFO


def test_questions_of_machines_that_watch_are_not_shown(caplog):
    for path in ("/live", "/ready", "/metrics"):
        line(caplog, path)
        assert caplog.records[0].levelno == logging.DEBUG


@pytest.mark.parametrize("method", ["GET /x HTTP/1.1\n", "get", "X" * 1000, ""])
def test_L10_a_method_that_is_none_is_not_repeated(caplog, method):
    assert "… /live 200" in line(caplog, "/live", REQUEST_METHOD=method)
