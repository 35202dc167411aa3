"""The body of a request of a machine: read in pieces, up to a limit, by a sender who keeps on sending (A19)."""

import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self

from django.http import HttpRequest

from schakel.hub.network.access_points.own import AccessPoint
from schakel.peppol import as4

PIECE = 1 << 16  # bytes
PATIENCE = 30.0  # seconds for each piece
SHUT_RD = 0  # socket.SHUT_RD; this room opens no socket


class BodyCut(Exception):
    """The sender stopped before the end, or took too long."""


def read_message(request: HttpRequest, *, ours: AccessPoint) -> as4.Received:
    """What this access point was sent, verified and in the clear. Raises as `as4.receive`, and BodyCut."""
    with Body.of(request, limit=ours.limits.message) as body:
        return as4.receive(
            {"Content-Type": request.META.get("CONTENT_TYPE", "")},
            body,
            keys=ours.keys,
            trust=ours.trust,
            clock=ours.clock,
            revocation=ours.revocation,
            limits=ours.limits,
        )


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Wire(Protocol):
    """The server's socket, of which we only end the reading."""

    def shutdown(self, how: int, /) -> None: ...


class Body:
    """What `as4.receive` reads from. Used as a context: only in it is somebody watching the time."""

    def __init__(self, source: Source, *, length: int | None, wire: Wire | None = None) -> None:
        self.source, self.left, self.wire = source, length, wire

    @classmethod
    def of(cls, request: HttpRequest, *, limit: int) -> Self:
        """Raises TooLarge when it announces more than `limit` bytes; nothing of it is then read."""
        environ: dict[str, Any] = request.META
        announced = environ.get("CONTENT_LENGTH", "")
        if announced.isdecimal() and int(announced) > limit:
            raise as4.TooLarge(as4.Code.OTHER, f"announces {announced[:20]} bytes")
        ends = environ.get("wsgi.input_terminated", False)  # the server tells the end of what comes in chunks
        length = int(announced) if announced.isdecimal() else None if ends else 0
        return cls(environ["wsgi.input"], length=length, wire=environ.get("gunicorn.socket"))

    def read(self, size: int, /) -> bytes:
        wanted = min(size, PIECE) if self.left is None else min(size, PIECE, self.left)
        if self.wire:
            watchdog.set_deadline(self.wire, time.monotonic() + PATIENCE)
        try:
            piece = self.source.read(wanted) if wanted else b""
        except OSError as fault:
            raise BodyCut(f"the message broke off: {type(fault).__name__}") from fault
        if len(piece) < wanted and self.left is not None:
            raise BodyCut(f"the message ended {self.left - len(piece)} bytes early")
        if self.left is not None:
            self.left -= len(piece)
        return piece

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.wire is None:
            return
        watchdog.forget(self.wire)
        if kind and self.left != 0:
            end_reading(self.wire)  # what we did not want to read is not read afterwards either


class Watchdog:
    """Ends the reading from those who take too long. One thread in a process, started with the first message."""

    def __init__(self) -> None:
        self.deadlines: dict[Wire, float] = {}
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def set_deadline(self, wire: Wire, deadline: float) -> None:
        with self.lock:
            self.deadlines[wire] = deadline
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, daemon=True, name="patience")
                self.thread.start()

    def forget(self, wire: Wire) -> None:
        with self.lock:
            self.deadlines.pop(wire, None)

    def run(self) -> None:
        while True:
            time.sleep(1)
            with self.lock:
                late = [wire for wire, deadline in self.deadlines.items() if deadline < time.monotonic()]
            for wire in late:
                self.forget(wire)
                end_reading(wire)


watchdog = Watchdog()


def end_reading(wire: Wire) -> None:
    with suppress(OSError):  # it has gone already
        wire.shutdown(SHUT_RD)
