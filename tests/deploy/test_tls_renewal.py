"""L08: the proxies of deploy/proxy take up a renewed TLS certificate while others send, and lose no message."""

import contextlib
import http.client
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.test_deploy import DEPLOY, found, needs, self_signed

pytestmark = pytest.mark.processes
NAME = "schakel.example.be"
MORE = 40  # messages on each side of the renewal


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return free.getsockname()[1]


class Behind(BaseHTTPRequestHandler):
    """In the place of Schakel: writes down what it gets."""

    protocol_version = "HTTP/1.1"
    taken: list[bytes]

    def do_POST(self) -> None:
        self.taken.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        pass


@pytest.fixture
def behind():
    handler = type("Taking", (Behind,), {"taken": []})
    with ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, handler.taken
        server.shutdown()


def shown(port: int) -> str:
    """The certificate that the proxy shows, as PEM."""
    return ssl.get_server_certificate(("localhost", port), timeout=10).strip()


class Senders:
    """Three, each message on a connection of its own as most access points send; a failure is kept."""

    def __init__(self, port: int) -> None:
        self.port, self.sent, self.failed = port, [], []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=[n]) for n in range(3)]

    def run(self, number: int) -> None:
        context = ssl._create_unverified_context()
        count = 0
        while not self.stop.is_set():
            count += 1
            body = f"{number}-{count}".encode()
            connection = http.client.HTTPSConnection("localhost", self.port, timeout=20, context=context)
            try:
                connection.request("POST", "/as4", body, {"Host": NAME})
                assert connection.getresponse().status == 200
                self.sent.append(body)
            except (OSError, http.client.HTTPException, AssertionError) as fault:
                self.failed.append(repr(fault))
            finally:
                connection.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_told):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def wait_for_more(self) -> None:
        had, until = len(self.sent), time.monotonic() + 60
        while len(self.sent) < had + MORE:
            assert time.monotonic() < until, self.failed[:3]
            time.sleep(0.02)


def renew_under_load(port: int, taken: list[bytes], place: Path, reload) -> None:
    before = shown(port)
    with Senders(port) as senders:
        senders.wait_for_more()
        certificate, _key = self_signed(place)
        reload()
        until = time.monotonic() + 30
        while shown(port) != certificate.read_text().strip():
            assert time.monotonic() < until, "the renewed certificate is not shown"
            time.sleep(0.05)
        senders.wait_for_more()
    assert shown(port) != before
    assert senders.failed == []
    assert sorted(senders.sent) == sorted(taken)


@contextlib.contextmanager
def program(*command: str | Path, port: int, **more):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    try:
        until = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("localhost", port), 1).close()
                break
            assert time.monotonic() < until, "it does not open"
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(30)


@needs("nginx")
def test_L08_nginx_takes_up_a_renewed_certificate_and_loses_no_message(behind, tmp_path):
    backend, taken = behind
    port = free_port()
    certificate, key = self_signed(tmp_path)
    said = (DEPLOY / "proxy" / "nginx.conf").read_text().replace("localhost:8000", f"localhost:{backend}")
    said = re.sub(r"ssl_certificate .*;", f"ssl_certificate {certificate};", said)
    said = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", said)
    said = re.sub(r"listen \[::\].*;", "", said).replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    said = said.replace("listen 443", f"listen 127.0.0.1:{port}")
    temporary = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    frame = f"pid {tmp_path}/pid; error_log {tmp_path}/errors; daemon off; events {{}}"
    whole = f"{frame} http {{ access_log off; {temporary} {said} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    with program(found("nginx"), "-p", tmp_path, "-c", tmp_path / "nginx.conf", port=port) as process:
        renew_under_load(port, taken, tmp_path, lambda: process.send_signal(signal.SIGHUP))


@needs("caddy")
def test_L08_caddy_takes_up_a_renewed_certificate_and_loses_no_message(behind, tmp_path):
    """With a certificate in files; one that it fetched itself it renews without any reload."""
    backend, taken = behind
    port, admin = free_port(), free_port()
    certificate, key = self_signed(tmp_path)
    said = (DEPLOY / "proxy" / "Caddyfile").read_text().replace("localhost:8000", f"localhost:{backend}")
    said = said.replace("{\n\tservers", f"{{\n\tadmin localhost:{admin}\n\tauto_https off\n\tservers", 1)
    said = said.replace(
        f"{NAME} {{", f"https://{NAME}:{port}, https://localhost:{port} {{\n\ttls {certificate} {key}", 1
    )
    config = tmp_path / "Caddyfile"
    config.write_text(said)
    words, home = ["--adapter", "caddyfile", "--config", config], {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}

    def reload() -> None:
        command = [found("caddy"), "reload", "--force", "--address", f"localhost:{admin}", *words]
        subprocess.run(command, check=True, capture_output=True, env=home)

    with program(found("caddy"), "run", *words, port=port, env=home):
        renew_under_load(port, taken, tmp_path, reload)
