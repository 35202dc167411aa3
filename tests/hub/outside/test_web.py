import socket
import time

import pytest

from schakel.hub.outside import TargetRefused, Web, targets
from schakel.peppol.errors import Unreachable
from tests.hub.outside.server import serving


@pytest.fixture(scope="module")
def server():
    with serving() as place:
        yield place


@pytest.fixture(autouse=True)
def allowed(settings, server):
    settings.ALLOWED_TARGETS = {server}


def get(server: str, path: str, *, limit: int = 1000, timeout: float = 5):
    return Web().get(f"http://{server}/{path}", limit=limit, timeout=timeout)


def test_a_request_and_its_answer(server):
    assert get(server, "fine?a=b").body == f"GET {server} /fine?a=b".encode()
    missing = get(server, "missing")
    assert (missing.status, missing.body, missing.headers["content-length"]) == (404, b"nothing here", "12")


@pytest.mark.parametrize("body", [b"all of it", [b"all ", b"of it"]])
def test_a_body_whole_or_in_pieces(server, body):
    headers = {"content-type": "text/plain"} | ({"content-length": "9"} if isinstance(body, list) else {})
    answer = Web().post(f"http://{server}/fine", body=body, headers=headers, limit=100, timeout=5)
    assert answer.body == b"all of it"


def test_F05_a_redirect_is_an_answer_and_not_followed(server):
    assert (get(server, "redirect").status, get(server, "redirect").headers["location"]) == (302, "/fine")


@pytest.mark.parametrize("path", ["hang", "drip", "flood"])
def test_F08_the_whole_exchange_ends_on_time(server, path):
    start = time.monotonic()
    with pytest.raises(Unreachable) as caught:
        get(server, path, timeout=0.3, limit=10**12)
    assert time.monotonic() - start < 2
    assert not caught.value.permanent


def test_F08_no_more_is_read_than_asked_for(server):
    with pytest.raises(Unreachable, match="more than 100000 bytes"):
        get(server, "flood", limit=100_000)


@pytest.mark.parametrize(("path", "most"), [("flood", 1000), ("cut", 4), ("drip", 100)])
def test_F08_where_the_status_is_enough_the_rest_is_left_unread(server, path, most):
    start = time.monotonic()
    answer = Web(status_is_enough=True).get(f"http://{server}/{path}", limit=1000, timeout=0.3)
    assert (answer.status, time.monotonic() - start < 2) == (200, True)
    assert 0 < len(answer.body) <= most


def test_F08_nothing_is_unpacked(server):
    assert get(server, "bomb").body == b"\x1f\x8b packed"


def test_an_answer_that_breaks_off_is_none(server):
    with pytest.raises(Unreachable):
        get(server, "cut")


def test_F08_a_server_that_hangs_in_the_handshake(settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        place = f"localhost:{silent.getsockname()[1]}"
        settings.ALLOWED_TARGETS = {place}
        with pytest.raises(Unreachable):
            Web().get(f"https://{place}/", limit=100, timeout=0.3)


def test_F04_the_connection_goes_to_the_address_that_was_checked(server, settings, monkeypatch):
    """The name says something else at every question; only the first is asked, and it decides."""
    answers, real = [["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]], socket.getaddrinfo

    def changing(host, port, *told, **named):
        if host != "rebinding.example":
            return real(host, port, *told, **named)
        return [(None, None, None, "", (one, port)) for one in answers.pop(0)]

    monkeypatch.setattr(targets.socket, "getaddrinfo", changing)
    port = server.partition(":")[2]
    settings.ALLOWED_TARGETS = {f"rebinding.example:{port}"}
    answer = Web().get(f"http://rebinding.example:{port}/fine", limit=1000, timeout=5)
    assert answer.body.startswith(b"GET rebinding.example")
    assert len(answers) == 2


def test_F01_refused_at_the_connection_too():
    with pytest.raises(TargetRefused) as caught:
        Web().get("https://127.0.0.1/", limit=100, timeout=1)
    assert caught.value.permanent
    assert caught.value.said_in("nl") != caught.value.said_in("fr")


def test_an_address_that_does_not_answer_is_passed_over(server, settings, monkeypatch):
    """A name may have an IPv6 address where nobody listens."""
    port, real = int(server.partition(":")[2]), socket.getaddrinfo

    def both(host, port, *told, **named):
        if host != "both.example":
            return real(host, port, *told, **named)
        return [(None, None, None, "", (one, port)) for one in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(targets.socket, "getaddrinfo", both)
    settings.ALLOWED_TARGETS = {f"both.example:{port}"}
    assert Web().get(f"http://both.example:{port}/fine", limit=1000, timeout=5).status == 200
