"""Every route that takes a key (H05): it is masked in every log, and exchanged at the first hit for a page without it.

Built from the URL configuration: a new route with a part of text fails here until it says whether that part is a key.
"""

import logging
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from schakel.hub.web.logs import masked
from schakel.hub.web.secret_links import routes

WORD = "geheim"
KEY = f"a{WORD}A:a{WORD}B-{WORD.upper()}_{WORD}.{WORD}x"
API_KEY = "schakel_" + "Ab3-_" * 8
NO_KEYS = {  # parts of text that open nothing
    "/forwarding/packages/<slug:key>/": "the name of a bookkeeping package",
    "/forwarding/new/<slug:key>/": "the name of a kind",
    "/connections/accounts/new/<str:kind>/": "the code of a provider",
    "/providers/<slug:name>": "the name of an account; the webhook is signed",
    "/today/<slug:code>/": "the code of a kind of trouble",
    "/smp/<path:asked>": "public: who is registered",
    "/demonstration/smp/<path:asked>": "public, and of the demonstration",
}
BY_HEADER = "/api/v1/"  # whose routes are opened by a key in the header, never by what stands in the address

ROUTES = sorted(set(routes(get_resolver().url_patterns)))
SECRET = [route for route in ROUTES if "<secret:" in route]
pytestmark = pytest.mark.django_db


def test_every_part_of_text_in_an_address_is_a_key_or_opens_nothing():
    texts = {route for route in ROUTES if re.search(r"<(?!int:|secret:)[^>]+>|\(\?P", route)}
    assert {route for route in texts if not route.startswith(BY_HEADER)} == set(NO_KEYS)
    assert len(SECRET) >= 3


def filled(route: str) -> str:
    return re.sub(r"<int:\w+>", "1", re.sub(r"<secret:\w+>", KEY, route))


@pytest.fixture
def visitor(caplog) -> Client:
    caplog.set_level(logging.DEBUG)
    return Client(headers={"host": settings.HOST}, raise_request_exception=False)


@pytest.mark.parametrize("route", SECRET)
@pytest.mark.parametrize("method", ["get", "head"])
def test_H05_a_key_leaves_the_address_at_the_first_hit(visitor, caplog, route, method):
    answer = getattr(visitor, method)(filled(route))
    assert answer.status_code == 302
    assert WORD not in answer.url
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    page = visitor.get(answer.url)
    assert WORD not in page.text + caplog.text + str(dict(visitor.session))


@pytest.mark.parametrize("route", SECRET)
def test_H05_a_key_is_in_no_log_whatever_goes_wrong(visitor, caplog, route, monkeypatch):
    address = filled(route)
    for wrong in (
        address.rstrip("/") + "/x",
        address.upper(),
        "/" + address[1:].replace("/", "//"),
        f"{address}?{address}",
    ):
        visitor.get(wrong)
    visitor.post(address)
    monkeypatch.setattr("django.contrib.sessions.backends.base.SessionBase.__setitem__", lambda *_told: boom(address))
    assert visitor.get(address).status_code == 500
    assert "boom" in caplog.text
    assert len(caplog.records) >= 4
    assert WORD not in caplog.text.lower()


def boom(address: str) -> None:
    raise ValueError(f"boom at {address}")


@pytest.mark.parametrize(
    "said", ["GET {} HTTP/1.1", "next=%2F{}", '"{}"', "Error handling request {}", "Referer: https://hub.example{}?a=b"]
)
@pytest.mark.parametrize("route", SECRET)
def test_H05_a_key_is_masked_wherever_its_address_is_said(said, route):
    address = filled(route)
    for written in (address, address.replace("/", "%2F"), address.replace("/", "%2f").replace(":", "%3A")):
        assert WORD not in masked(said.format(written))
    assert masked(said.format("/documents/12/")) == said.format("/documents/12/")


def test_J07_an_api_key_in_an_address_is_in_no_log(visitor, caplog):
    for address in (
        f"/api/v1/documents/{API_KEY}",
        f"/api/v1/documents?key={API_KEY}",
        f"/{API_KEY}",
        f"/live?{API_KEY}",
    ):
        visitor.get(address)
    visitor.get("/api/v1/documents", headers={"authorization": f"Bearer {API_KEY}x"})
    assert caplog.records
    assert API_KEY not in caplog.text
    assert f"{API_KEY[:16]}…" in caplog.text  # by which its owner knows which one to end


def test_L10_words_that_do_not_fit_their_message_lose_neither_the_line_nor_the_key(caplog):
    logging.getLogger("x").warning("%s and %s", f"/mandate/{KEY}/")
    assert "%s and %s ('/mandate/…/',)" in caplog.text
