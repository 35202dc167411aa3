"""A webhook receiver on loopback that keeps what it gets, and misbehaves when told so by its path."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.hub.outside.server import Misbehaving, Server


class Receiver(Misbehaving):
    got: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        getattr(self, self.path.partition("?")[0].strip("/"))()

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

    def hang(self) -> None:
        time.sleep(1)


@contextmanager
def receiving() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """`localhost:port`, and what came in."""
    got: list[tuple[dict[str, str], bytes]] = []
    with Server(("127.0.0.1", 0), type("Here", (Receiver,), {"got": got})) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"localhost:{server.server_address[1]}", got
        server.shutdown()
