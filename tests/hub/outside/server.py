"""A real server on this machine that behaves badly on request."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler


class Misbehaving(BaseHTTPRequestHandler):
    """What servers that misbehave share."""

    def flood(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"x" * 65536)

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


class Bad(Misbehaving):
    def do_GET(self) -> None:
        getattr(self, self.path.strip("/").partition("?")[0] or "fine")()

    do_POST = do_GET  # noqa: N815 -- the name http.server calls

    def fine(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self.say(200, self.rfile.read(length) or f"{self.command} {self.headers['host']} {self.path}".encode())

    def missing(self) -> None:
        self.say(404, b"nothing here")

    def echo(self) -> None:
        self.say(200, bytes(self.headers))

    def redirect(self) -> None:
        self.say(302, b"", location="/fine")

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)

    def hang(self) -> None:
        time.sleep(3)

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def bomb(self) -> None:
        self.say(200, b"\x1f\x8b packed", **{"content-encoding": "gzip"})


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving() -> Iterator[str]:
    """`localhost:port` of it."""
    with Server(("127.0.0.1", 0), Bad) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"localhost:{server.server_address[1]}"
        server.shutdown()
