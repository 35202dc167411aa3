"""The body of a request of a machine: read in pieces, up to a limit (A19).

Who sends slowly waits in the server, which hands on whole requests only (ADR 0277).
"""

from typing import Any, Protocol, Self

from django.http import HttpRequest

from schakel.hub.network.access_points.own import AccessPoint
from schakel.peppol import as4

PIECE = 1 << 16  # bytes


class BodyCut(Exception):
    """The sender stopped before the end."""


def read_message(request: HttpRequest, *, ours: AccessPoint) -> as4.Received:
    """What this access point was sent, verified and in the clear. Raises as `as4.receive`, and BodyCut."""
    return as4.receive(
        {"Content-Type": request.META.get("CONTENT_TYPE", "")},
        Body.of(request, limit=ours.limits.message),
        keys=ours.keys,
        trust=ours.trust,
        clock=ours.clock,
        revocation=ours.revocation,
        limits=ours.limits,
    )


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Body:
    """What `as4.receive` reads from."""

    def __init__(self, source: Source, *, length: int | None) -> None:
        self.source, self.left = source, length

    @classmethod
    def of(cls, request: HttpRequest, *, limit: int) -> Self:
        """Raises TooLarge when it announces more than `limit` bytes; nothing of it is then read."""
        environ: dict[str, Any] = request.META
        announced = environ.get("CONTENT_LENGTH", "")
        if announced.isdecimal() and int(announced) > limit:
            raise as4.TooLarge(as4.Code.OTHER, f"announces {announced[:20]} bytes")
        ends = environ.get("wsgi.input_terminated", False)  # the server tells the end of what comes in chunks
        length = int(announced) if announced.isdecimal() else None if ends else 0
        return cls(environ["wsgi.input"], length=length)

    def read(self, size: int, /) -> bytes:
        wanted = min(size, PIECE) if self.left is None else min(size, PIECE, self.left)
        try:
            piece = self.source.read(wanted) if wanted else b""
        except OSError as fault:
            raise BodyCut(f"the message broke off: {type(fault).__name__}") from fault
        if len(piece) < wanted and self.left is not None:
            raise BodyCut(f"the message ended {self.left - len(piece)} bytes early")
        if self.left is not None:
            self.left -= len(piece)
        return piece
