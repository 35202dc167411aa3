"""A whole service as processes of its own, for tests that kill them: `serve` and `work`, and senders over HTTP."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from schakel.peppol import as4
from tests.hub.databases import ROOT


@dataclass
class Service:
    env: dict[str, str]
    port: int = 0
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.env = self.env | {"SCHAKEL_URL": f"http://localhost:{self.port}"}

    def start(self, *commands: str) -> None:
        """Several workers are `work`, `work2` …"""
        for name in commands:
            command = name.rstrip("23456789")
            more = ["--bind", f"localhost:{self.port}"] if name == "serve" else []
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "schakel", command, *more], env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        if "serve" in commands:
            self.wait_until_open()

    def wait_until_open(self, most: float = 60) -> None:
        until = time.monotonic() + most
        while time.monotonic() < until:
            try:
                socket.create_connection(("localhost", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the service does not open")

    def wait_until_closed(self, most: float = 60) -> None:
        """Processes of a group die one after the other: until the last one has, what connects reaches nobody."""
        until = time.monotonic() + most
        while time.monotonic() < until:
            try:
                socket.create_connection(("localhost", self.port), 1).close()
            except ConnectionRefusedError:
                return
            except OSError:
                pass
            time.sleep(0.01)
        raise TimeoutError("the service does not close")

    def kill(self, *commands: str) -> None:
        """SIGKILL, for every process of it: nothing is finished, nothing is tidied."""
        for name in commands:
            process = self.processes.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if "serve" in commands:
            self.wait_until_closed()

    def post(self, sent: as4.Outgoing, *, timeout: float = 60) -> tuple[int, bytes]:
        """Raises OSError or HTTPException when no answer comes."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=timeout)
        try:
            connection.request("POST", "/as4", sent.body, {"Content-Type": sent.content_type})
            with connection.getresponse() as response:
                return response.status, response.read()
        finally:
            connection.close()


@contextmanager
def running(env: dict[str, str], *commands: str) -> Iterator[Service]:
    """These commands, until the end; then they are killed."""
    service = Service(env)
    try:
        service.start(*commands)
        yield service
    finally:
        service.kill(*service.processes)
