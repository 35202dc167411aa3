"""clamd at the door: one of our own that knows one harmless word, and the real one with a signature of our own for it."""

import shutil
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORD = "".join(["this-word-", "stands-for-", "something-harmful"])  # put together here, so that no file holds it
NAME = "Schakel.Test"


class Scanner(socketserver.ThreadingTCPServer):
    """Speaks INSTREAM. `answer` is said instead of what it found; `streams` is what it was given."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.streams: list[bytes] = []
        self.answer = ""

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Handler(socketserver.StreamRequestHandler):
    server: Scanner

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.server.streams.append(data)
        found = f"stream: {NAME} FOUND" if WORD.encode() in data else "stream: OK"
        self.wfile.write((self.server.answer or found).encode() + b"\0")


@contextmanager
def scanning() -> Iterator[Scanner]:
    with Scanner() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def real_clamd(place: Path) -> Iterator[str]:
    """The path of its socket. It knows one signature, of ours; nothing is fetched."""
    folder, at = place / "signatures", place / "clamd.sock"
    folder.mkdir()
    (folder / "ours.ndb").write_text(f"{NAME}:0:*:{WORD.encode().hex()}\n")
    told = f"DatabaseDirectory {folder}\nLocalSocket {at}\nForeground yes\nTemporaryDirectory {place}\n"
    (place / "clamd.conf").write_text(told + "User root\n" * (place.owner() == "root"))
    daemon = subprocess.Popen(
        [shutil.which("clamd") or "clamd", "-c", str(place / "clamd.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while not at.exists() and daemon.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        yield str(at)
    finally:
        daemon.terminate()
        daemon.wait(20)
