"""Object stores on loopback: a small one that does as it is told, also wrong, and the real versitygw where it is installed."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import urlopen
from xml.sax.saxutils import escape

import pytest

KEY, SECRET, REGION = "schakel", "a secret of the store", "eu-west-1"
VERSITYGW = shutil.which("versitygw")
real = pytest.mark.skipif(
    not VERSITYGW, reason="versitygw is tried where it is: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0"
)


class Door(BaseHTTPRequestHandler):
    """What boto3 asks of a store for small objects, without looking at signatures."""

    protocol_version, disable_nagle_algorithm, wbufsize = "HTTP/1.1", True, -1
    server: "SmallStore"

    def log_message(self, *_told: object) -> None:
        pass

    def handle_one(self) -> None:
        url = urlsplit(self.path)
        key = unquote(url.path).lstrip("/").partition("/")[2]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, key))
        if wrong := self.server.answer(self.command, key):
            status, _space, code = wrong.partition(" ")
            self.say(int(status), f"<Error><Code>{code}</Code><Message>as the test says</Message></Error>".encode())
        elif self.command == "PUT":
            self.server.keep(key, body)
            self.say(200, b"")
        elif self.command == "DELETE":
            self.server.objects.pop(key, None)
            self.say(204, b"")
        elif "list-type" in url.query:
            self.say(200, self.server.listing(parse_qs(url.query)))
        elif key in self.server.objects:
            self.say(200, self.server.objects[key])
        else:
            self.say(404, b"<Error><Code>NoSuchKey</Code><Message>no</Message></Error>")

    do_GET = do_PUT = do_DELETE = do_HEAD = handle_one  # noqa: N815 -- names of http.server

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class SmallStore(ThreadingHTTPServer):
    daemon_threads = True
    page = 1000  # objects in one listing

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.answer: Callable[[str, str], str] = lambda _method, _key: ""
        self.keep: Callable[[str, bytes], None] = self.objects.__setitem__

    def listing(self, asked: dict[str, list[str]]) -> bytes:
        (prefix,), after = asked.get("prefix", [""]), asked.get("continuation-token", [""])[0]
        keys = [key for key in sorted(self.objects) if key.startswith(prefix) and key > after]
        page = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.objects[key])}</Size></Contents>"
            for key in keys[: self.page]
        )
        more = (
            f"<NextContinuationToken>{escape(keys[self.page - 1])}</NextContinuationToken>" if keys[self.page :] else ""
        )
        is_more = "true" if more else "false"
        return f"<ListBucketResult>{page}<IsTruncated>{is_more}</IsTruncated>{more}</ListBucketResult>".encode()

    def put(self) -> list[str]:
        """The keys that were written since it was asked last."""
        keys = [key for method, key in self.asked if method == "PUT"]
        self.asked.clear()
        return keys


def surroundings(endpoint: str) -> dict[str, str]:
    """What every program for S3 reads."""
    return {
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


@contextmanager
def small_store() -> Iterator[SmallStore]:
    with SmallStore() as store:
        thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield store
        finally:
            store.shutdown()
            thread.join()


@contextmanager
def versitygw(place: Path) -> Iterator[str]:
    """Its address; the bucket `backups` is a directory of this place."""
    (place / "backups").mkdir(parents=True)
    for _turn in range(5):  # another may take the port meanwhile
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [VERSITYGW, "--quiet", "--port", address, "--access", KEY, "--secret", SECRET, "--region", REGION]
        server = subprocess.Popen([*command, "posix", place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if answers(server, f"http://{address}"):
                yield f"http://{address}"
                return
        finally:
            server.kill()
            server.wait()
    pytest.fail("versitygw did not start")


def answers(server: subprocess.Popen, url: str) -> bool:
    while server.poll() is None:
        try:
            urlopen(url, timeout=10).close()
        except HTTPError as answer:  # it wants a signature
            answer.close()
            return True
        except OSError:
            time.sleep(0.05)
    return False
