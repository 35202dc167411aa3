"""The real server: fifty copies at once, senders that never finish, headers that are too long."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hub.databases import both, database, python
from tests.hub.documents.ubl import invoice
from tests.hub.network.service import Service, running
from tests.hub.network.world import Peer, verify

COUNT = """
from schakel.cli.load import load; load()
from schakel.hub.network.models import Transmission
print(Transmission.objects.count())
"""
FOUR = {"SCHAKEL_WEB_PROCESSES": "4"}
TWO_LENGTHS = (
    b"POST /as4 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
)
DRIP = b"POST /as4 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n"


@both
def test_E02_fifty_copies_at_once_are_one_document_and_fifty_equal_receipts(kind, tmp_path):
    sent = Peer().message(invoice())
    with database(kind, tmp_path) as env, running(env | FOUR, "serve") as service, ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: service.post(sent), range(50)))
        assert len(set(answers)) == 1
        verify(sent, *answers[0])
        assert python(COUNT, service.env) == "1"


@pytest.mark.processes
def test_A19_A20_A26_slow_and_oversized_senders_go_and_others_are_served(tmp_path):
    sent = Peer().message(invoice())
    with database("sqlite", tmp_path) as env:
        env = env | {"TEST_PATIENCE": "2"}
        with running(env, "serve") as service:
            slow = [dripping(service) for _ in range(6)]
            chunked = chunks(sent.body)
            for told in (sent.content_type, sent.content_type.replace("; ", ";\r\n\t")):
                assert raw(service, told, chunked).startswith(b"HTTP/1.1 200")
            huge = b"POST /as4 HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1_000_000
            assert not answered(service, huge).startswith(b"HTTP/1.1 2")
            assert answered(service, TWO_LENGTHS).startswith(b"HTTP/1.1 400")
            verify(sent, *service.post(sent))
            assert all(ended(connection) for connection in slow)


def raw(service: Service, content_type: str, body: bytes) -> bytes:
    head = (
        f"POST /as4 HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    return answered(service, head.encode() + body)


def chunks(body: bytes) -> bytes:
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def answered(service: Service, request: bytes) -> bytes:
    with socket.create_connection(("localhost", service.port), 20) as connection:
        try:
            connection.sendall(request)
            return connection.recv(200)
        except OSError:
            return b"closed"


def dripping(service: Service) -> socket.socket:
    connection = socket.create_connection(("localhost", service.port), 20)
    connection.sendall(DRIP + b"x")
    return connection


def ended(connection: socket.socket) -> bool:
    """One byte a second, until the server has enough."""
    with connection:
        for _ in range(20):
            try:
                connection.sendall(b"x")
                connection.settimeout(1)
                if connection.recv(200) is not None:
                    return True
            except TimeoutError:
                time.sleep(0)
            except OSError:
                return True
    return False
