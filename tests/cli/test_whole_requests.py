"""Threads of the web server get whole requests only; a real gunicorn with a small application that hashes what it reads."""

import hashlib
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from schakel.cli import whole_requests
from schakel.cli.whole_requests import LARGEST, LARGEST_HEAD, HeadTooLong, IncomingRequest

SERVER = """
import hashlib, sys
from gunicorn.app.base import BaseApplication
from schakel.cli import whole_requests
whole_requests.HEAD_SECONDS = whole_requests.BODY_SECONDS = 1.5
def app(environ, start_response):
    body = b"".join(iter(lambda: environ["wsgi.input"].read(1 << 16), b""))
    text = f"{environ['PATH_INFO']} {len(body)} {hashlib.sha256(body).hexdigest()}".encode()
    start_response("200 OK", [("Content-Length", str(len(text)))])
    return [text]
class Server(BaseApplication):
    def load_config(self):
        for name, value in {"bind": f"127.0.0.1:{sys.argv[1]}", "workers": 1, "threads": 2, "loglevel": "warning",
                            "worker_class": whole_requests.WholeRequestWorker}.items():
            self.cfg.set(name, value)
    def load(self):
        return app
Server().run()
"""
HOST = b"Host: a\r\n"
GET = b"GET /one HTTP/1.1\r\n" + HOST + b"\r\n"
HASH = {length: hashlib.sha256(b"x" * length).hexdigest() for length in (5, 40_000)}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(number)])
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", number), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield number
    finally:
        process.terminate()
        process.wait(20)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 10)


def told(connection: socket.socket, *, until: bytes = b"") -> bytes:
    """What it answers: up to some bytes, else until it closes."""
    answer = b""
    while not (until and until in answer):
        piece = connection.recv(1 << 16)
        if not piece:
            break
        answer += piece
    return answer


def post(length: int, *, more: bytes = b"") -> bytes:
    return b"POST /p HTTP/1.1\r\n" + HOST + more + b"Content-Length: %d\r\n\r\n" % length + b"x" * length


CHUNKED = b"POST /c HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nxx\r\n3;a=b\r\nxxx\r\n0\r\n\r\n"
FOLDED = post(5, more=b"Content-Type: multipart/related;\r\n\tboundary=b\r\n")


@given(whole=st.sampled_from([GET, post(5), CHUNKED, FOLDED]), cuts=st.lists(st.integers(1, 120), max_size=8))
def test_a_request_is_whole_with_its_last_byte_and_not_before(whole: bytes, cuts: list[int]) -> None:
    incoming = IncomingRequest(Config())
    ends = sorted({cut for cut in cuts if cut < len(whole)})
    pieces = [whole[start:end] for start, end in zip([0, *ends], [*ends, len(whole)], strict=True)]
    assert [incoming.feed(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert b"".join(incoming.pieces()).replace(b"; ", b";\r\n\t", whole is FOLDED) == whole
    incoming.kept.close()


def test_A20_headers_without_end_are_refused() -> None:
    incoming = IncomingRequest(Config())
    assert not incoming.feed(b"X-A: " + b"a" * (LARGEST_HEAD - 5))
    with pytest.raises(HeadTooLong):
        incoming.feed(b"a")
    incoming.kept.close()


@pytest.mark.processes
def test_requests_arrive_as_they_were_sent(port: int) -> None:
    for request, length in ((post(5), 5), (post(40_000), 40_000), (CHUNKED, 5)):
        with connect(port) as connection:
            for at in range(0, len(request), 7_001):
                connection.sendall(request[at : at + 7_001])
                time.sleep(0.01)
            connection.settimeout(5)
            assert HASH[length].encode() in told(connection, until=HASH[length].encode())


@pytest.mark.processes
def test_several_in_one_packet_are_answered_one_after_the_other(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(GET + post(5) + GET[:4])
        time.sleep(0.2)
        connection.sendall(GET[4:].replace(b"/one", b"/last"))
        answers = told(connection, until=b"/last")
        assert [answers.count(name) for name in (b"/one", b"/p 5", b"/last")] == [1, 1, 1]


@pytest.mark.processes
def test_who_asks_whether_to_continue_is_told_once(port: int) -> None:
    with connect(port) as connection:
        request = post(5, more=b"Expect: 100-continue\r\n")
        connection.sendall(request[:-5])
        assert told(connection, until=b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(request[-5:])
        answer = told(connection, until=HASH[5].encode())
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"100 Continue" not in answer


@pytest.mark.processes
def test_A27_slow_senders_are_ended_and_others_are_answered_at_once(port: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(port)) for _ in range(60)]
        for number, connection in enumerate(slow):
            connection.sendall(post(50_000)[:100] if number % 2 else GET[:10])
        start = time.monotonic()
        with connect(port) as honest:
            honest.sendall(post(40_000, more=b"Connection: close\r\n"))
            assert HASH[40_000].encode() in told(honest)
        assert time.monotonic() - start < 1
        assert {told(connection)[:12] for connection in slow} == {b"HTTP/1.1 408"}


@pytest.mark.processes
def test_A27_who_leaves_an_answered_connection_open_holds_up_nobody(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            connection = stack.enter_context(connect(port))
            connection.sendall(post(5, more=b"Connection: close\r\n"))
            assert HASH[5].encode() in told(connection)
        start = time.monotonic()
        with connect(port) as honest:
            honest.sendall(GET)
            assert told(honest, until=b"/one")
        assert time.monotonic() - start < 1


@pytest.mark.processes
def test_A26_what_follows_a_request_that_is_cut_off_is_no_request(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"POST /big HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % (LARGEST + 1) + b"x")
        assert b"/big 1 " in told(connection, until=b"/big 1 ")
        with suppress(OSError):
            connection.sendall(GET)
            assert b"/one" not in told(connection)


def worker_with_connections(count: int) -> tuple[whole_requests.WholeRequestWorker, list[Any], list[socket.socket]]:
    """With a poller of its own, our sides of that many connections, and the other sides."""
    worker = whole_requests.WholeRequestWorker(1, 1, [], None, 30, Config(), SimpleNamespace(warning=print))
    worker.poller = selectors.DefaultSelector()
    pairs = [socket.socketpair() for _ in range(count)]
    conns = [whole_requests.TConn(worker.cfg, ours, ("127.0.0.1", 1), ("127.0.0.1", 2)) for ours, _ in pairs]
    return worker, conns, [theirs for _, theirs in pairs]


def test_A27_one_that_gives_way_while_it_sends_is_left_alone() -> None:
    """A new connection and bytes of the oldest in one turn of the loop: nothing may end the process."""
    worker, conns, others = worker_with_connections(4)
    worker.most = 3
    for conn in conns[:3]:
        worker.enqueue_req(conn)
    listener, new = socket.socketpair()
    worker.poller.register(listener, selectors.EVENT_READ, lambda _: worker.enqueue_req(conns[3]))
    for each in (new, *others[:3]):
        each.send(b"G")
    events = sorted(worker.poller.select(1), key=lambda event: event[0].fileobj is not listener)
    assert len(events) == 4
    for key, _ in events:
        key.data(key.fileobj)
    assert list(worker.incoming) == conns[1:]
    assert [worker.incoming[conn].size for conn in conns[1:]] == [1, 1, 0]
    for conn in conns[1:]:
        worker.end(conn)
    worker.tmp.close()
    worker.poller.close()
    for each in (listener, new, *others, *(conn.sock for conn in conns)):
        each.close()


def test_A27_the_oldest_gives_way_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_requests.resource, "getrlimit", lambda _kind: (300, 300))
    assert whole_requests.raise_file_limit() == 300
    monkeypatch.setattr(whole_requests, "MOST_KEPT", 100)
    worker, conns, others = worker_with_connections(4)
    worker.most = 3
    for conn in conns[:4]:
        worker.enqueue_req(conn)
    assert list(worker.incoming) == conns[1:4]
    for conn in conns[1:4]:
        worker.take(conn, post(50_000)[:90])
    assert list(worker.incoming) == conns[3:4]
    assert b"503" in others[1].recv(100)
    assert worker.kept == 90
    worker.incoming[conns[3]].began = worker.incoming[conns[3]].body_began = -1e6
    worker.murder_pending()
    assert (dict(worker.incoming), worker.kept) == ({}, 0)
    worker.tmp.close()
    worker.poller.close()
    for each in (*others, *(conn.sock for conn in conns)):
        each.close()
