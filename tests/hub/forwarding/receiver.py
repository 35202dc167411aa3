"""A webhook receiver on loopback that keeps what it gets, and misbehaves when told so by its path."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler

from tests.hub.outside.server import Server


class Receiver(BaseHTTPRequestHandler):
    got: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        getattr(self, self.path.strip("/"))()

    def fine(self) -> None:
        self.say(200, b"thank you " * 500)

    def gone(self) -> None:
        self.say(410, b"moved away")

    def busy(self) -> None:
        self.say(503, b"", retry_after="7200")

    def broken(self) -> None:
        self.say(500, b"a trace of ours")

    def redirect(self) -> None:
        self.say(302, b"", location="http://169.254.169.254/")

    def flood(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"x" * 65536)

    def hang(self) -> None:
        time.sleep(1)

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_told: object) -> None:
        pass


@contextmanager
def receiving() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """`localhost:port`, and what came in."""
    got: list[tuple[dict[str, str], bytes]] = []
    with Server(("127.0.0.1", 0), type("Here", (Receiver,), {"got": got})) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"localhost:{server.server_address[1]}", got
        server.shutdown()
