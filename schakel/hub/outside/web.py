"""Web requests of ours: to the checked address, once, within a time and a size.

No redirect is followed, no proxy of the environment counts, nothing is unpacked, every connection is used once.
"""

import logging
import ssl
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

from schakel.hub import request_id
from schakel.hub.outside.targets import Target, pinned, read_target
from schakel.peppol.doors import Answer
from schakel.peppol.errors import Unreachable

CONNECTING = 10.0  # seconds, within the whole
AGENT = "Schakel"
FAULTS = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
    OSError,
)

log = logging.getLogger(__name__)


@cache
def usual_tls() -> ssl.SSLContext:
    """The system's authorities, TLS 1.2 at least."""
    return modern_tls()


def modern_tls(authorities: str | None = None) -> ssl.SSLContext:
    """Of a client: these authorities (PEM) or the system's, and TLS 1.2 at least, which Debian's Python leaves to OpenSSL."""
    context = ssl.create_default_context(cadata=authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True)
class Web:
    """The `Http` of the network. `plain` allows http:// on port 80, for what carries its own signature.

    `tls` may hold a certificate of our own, for who asks for one. `also` names places (`host:port`) of our own walls.
    With `status_is_enough` a body that is too long or breaks off is cut there; without, that is no answer at all.
    """

    plain: bool = False
    also: frozenset[str] = frozenset()
    tls: ssl.SSLContext = field(default_factory=usual_tls)
    status_is_enough: bool = False

    def get(self, url: str, *, limit: int, timeout: float) -> Answer:
        return self.request("GET", url, headers={}, limit=limit, timeout=timeout)

    def post(
        self, url: str, *, body: bytes | Iterable[bytes], headers: Mapping[str, str], limit: int, timeout: float
    ) -> Answer:
        return self.request("POST", url, headers=headers, limit=limit, timeout=timeout, body=body)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        limit: int,
        timeout: float,
        body: bytes | Iterable[bytes] = b"",
    ) -> Answer:
        """What the server said, whatever the status.

        `limit` is in bytes, `timeout` in seconds for the whole exchange. Raises Unreachable (temporary) when no whole
        answer came, TargetRefused (permanent) when we do not go there.
        """
        target, began = read_target(url, plain=self.plain, also=self.also), time.monotonic()
        said = "no answer"
        try:
            answer = self._exchange(method, target, headers=headers, limit=limit, timeout=timeout, body=body)
            said = str(answer.status)
            return answer
        except FAULTS as fault:
            raise Unreachable(f"{target.host}: {type(fault).__name__} {fault}"[:300]) from fault
        finally:  # without the path, which may name somebody or be a key
            log.info(
                "%s %s:%d: %s in %.0f ms", method, target.host, target.port, said, (time.monotonic() - began) * 1000
            )

    def _exchange(
        self,
        method: str,
        target: Target,
        *,
        headers: Mapping[str, str],
        limit: int,
        timeout: float,
        body: bytes | Iterable[bytes],
    ) -> Answer:
        backend = Pinning(target, time.monotonic() + timeout)
        sent = {"user-agent": AGENT, "accept-encoding": "identity", **headers}
        if mark := request_id.current():
            sent[request_id.HEADER.lower()] = mark
        if isinstance(body, bytes) and (body or method != "GET"):
            sent["content-length"] = str(len(body))
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        content = body if isinstance(body, bytes) else iter(body)
        with (
            httpcore.ConnectionPool(ssl_context=self.tls, network_backend=backend) as pool,
            pool.stream(method, url, headers=with_host(sent, target), content=content) as response,
        ):
            return Answer(response.status, self._body(response, limit), lowered(response.headers))

    def _body(self, response: httpcore.Response, limit: int) -> bytes:
        body = bytearray()
        try:
            for piece in response.iter_stream():
                body += piece
                if len(body) > limit:
                    raise Unreachable(f"an answer of more than {limit} bytes")
        except (*FAULTS, Unreachable):
            if not self.status_is_enough:
                raise
        return bytes(body[:limit])


def with_host(headers: Mapping[str, str], target: Target) -> list[tuple[bytes | str, bytes | str]]:
    usual = (target.scheme, target.port) in {("https", 443), ("http", 80)}
    host = f"[{target.host}]" if ":" in target.host else target.host
    return [("host", host if usual else f"{host}:{target.port}"), *headers.items()]


def lowered(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


class Pinning(httpcore.NetworkBackend):
    """Connects to the address that was checked, whatever the name says a moment later (F04); until the deadline."""

    def __init__(self, target: Target, deadline: float) -> None:
        self.target, self.deadline = target, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        left = min(CONNECTING, seconds_until(self.deadline))
        addresses = pinned(self.target.host, port, allowed=self.target.is_allowed, timeout=left)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self.connected(address, port, at_most=CONNECTING / 3)
        return self.connected(addresses[-1], port, at_most=CONNECTING)

    def connected(self, address: str, port: int, *, at_most: float) -> httpcore.NetworkStream:
        left = min(at_most, seconds_until(self.deadline))
        return Hurried(httpcore.SyncBackend().connect_tcp(address, port, timeout=left), self.deadline)


class Hurried(httpcore.NetworkStream):
    """A connection of which every step ends at the deadline, so that a byte now and then does not keep us (F08)."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, timeout=seconds_until(self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, timeout=seconds_until(self.deadline))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = min(CONNECTING, seconds_until(self.deadline))
        return Hurried(self.stream.start_tls(ssl_context, server_hostname, timeout=left), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def seconds_until(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left


def to_ourselves() -> Web:
    """For requests to our own public address, which may well resolve to one inside these walls."""
    parts = urlsplit(settings.URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return Web(also=frozenset({f"{(parts.hostname or '').rstrip('.')}:{port}"}))


def retry_after(answer: Answer) -> timedelta | None:
    """How long the other side wants to be left alone, from Retry-After: seconds, or a date (RFC 9110, section 10.2.3)."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        wait = timedelta(seconds=int(text[:9]))
    else:
        try:
            when = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = (when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)
    return wait if wait > timedelta() else None
