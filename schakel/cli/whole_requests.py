"""A gunicorn worker whose threads are given whole requests only: who sends slowly costs a file descriptor, no thread (A27).

The loop that gunicorn's threaded worker has for idle connections also collects what each of them sends, in memory and then in
a file without a name, and gunicorn's own push parser says when a request is whole. Who is too slow is answered 408.
"""

import re
import resource
import selectors
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from socket import SHUT_WR, socket
from tempfile import SpooledTemporaryFile
from typing import Any

from gunicorn import util
from gunicorn.asgi.parser import ParseError, PythonProtocol
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import IterUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_SECONDS = 20.0  # for all headers, from the first look at the connection
BODY_SECONDS = 30.0  # for the body, and a second more for each `SLOWEST` bytes
SLOWEST = 1_000  # bytes a second
IN_MEMORY = 1 << 14  # bytes of a body; more lies in a file
LARGEST_HEAD = 1 << 15  # bytes of all headers
LARGEST = (
    110_000_000  # bytes of a request that are kept: more than the largest message. The doors refuse what is cut off
)
LINGER = 2.0  # seconds
MOST_KEPT = 1_000_000_000  # bytes of all requests of a process that are not whole
MOST_CONNECTIONS = 4_000  # of a process that have no whole request; each new one ends the oldest
FILES = 200  # that a process has open besides; a connection takes two at most
PIECE = 1 << 16
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n|$)", re.IGNORECASE)
FOLDED = re.compile(rb"\r\n[ \t]+")  # a Content-Type on two lines is one (RFC 9112 section 5.2)
TOO_SLOW = b"408 Request Timeout"
TOO_LONG = b"431 Request Header Fields Too Large"
NO_ROOM = b"503 Service Unavailable\r\nRetry-After: 60"
ANSWER = b"HTTP/1.1 %b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class HeadTooLong(Exception):
    """The headers do not end."""


class IncomingRequest:
    """What came of one request so far."""

    def __init__(self, cfg: Any) -> None:
        self.kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- until the request was answered
        self.head = bytearray()
        self.size = 0
        self.began = time.monotonic()
        self.body_began = 0.0  # when the headers were whole
        self.expects_continue = False
        self.parser = PythonProtocol(
            limit_request_line=cfg.limit_request_line,
            limit_request_fields=cfg.limit_request_fields,
            limit_request_field_size=cfg.limit_request_field_size,
        )

    def feed(self, data: bytes) -> bool:
        """Whether a thread can answer it now: it is whole, or so wrong or so large that the rest does not matter.

        Raises HeadTooLong, and OSError when it cannot be kept.
        """
        self.size += len(data)
        data = data if self.body_began else self._whole_head(data)
        self.kept.write(data)
        if self.size > LARGEST:
            return True
        try:
            self.parser.feed(data)
        except ParseError:
            return True  # gunicorn says what is wrong with it
        return self.is_whole or (self.parser.content_length or 0) > LARGEST

    @property
    def is_whole(self) -> bool:
        return bool(self.parser.is_complete)

    def _whole_head(self, data: bytes) -> bytes:
        """The headers once they are all there, each on one line as the push parser wants them, with what follows them."""
        start = max(0, len(self.head) - 3)
        self.head += data
        end = self.head.find(b"\r\n\r\n", start)
        if (len(self.head) if end < 0 else end) > LARGEST_HEAD:
            raise HeadTooLong
        if end < 0:
            return b""
        head, rest = bytes(self.head[:end]), bytes(self.head[end:])
        self.head.clear()
        self.body_began = time.monotonic()
        head, count = EXPECT.subn(b"", head)  # we answer that, so gunicorn need not
        self.expects_continue = bool(count)
        return FOLDED.sub(b" ", head) + rest

    @property
    def deadline(self) -> float:
        """Until when the next piece must be there."""
        if self.body_began:
            return self.body_began + BODY_SECONDS + self.size / SLOWEST
        return self.began + HEAD_SECONDS

    def pieces(self) -> Iterator[bytes]:
        self.kept.seek(0)
        return iter(partial(self.kept.read, PIECE), b"")


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """As gunicorn's threaded worker, but that a thread never waits for what a client still has to send."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.incoming: dict[TConn, IncomingRequest] = {}  # not whole yet, the oldest first
        self.kept = 0  # bytes of these
        self.lingering: dict[TConn, float] = {}  # answered and half closed, with until when
        self.looked = 0.0  # when deadlines were looked at last
        self.slow = 0  # ended since the last line in the log
        self.logged = 0.0
        self.most = min(MOST_CONNECTIONS, (raise_file_limit() - FILES) // 2)

    def enqueue_req(self, conn: TConn) -> None:
        """gunicorn's word for: this connection has something, or is new. It is given to a thread when that is whole."""
        if len(self.incoming) >= self.most:
            self.end(next(iter(self.incoming)), TOO_SLOW)
        if conn.parser is None:
            conn.parser = RequestParser(self.cfg, (), conn.client)
            conn.initialized = conn.data_ready = True
        self.incoming[conn] = IncomingRequest(self.cfg)
        conn.sock.setblocking(False)  # noqa: FBT003 -- as socket wants it
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_bytes, conn))

    def on_bytes(self, conn: TConn, client: socket) -> None:
        """Some more of a request came in, or its sender has gone."""
        if conn not in self.incoming:
            return  # ended by another one's event of the same turn
        try:
            data = client.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.take(conn, data)
        else:
            self.end(conn)

    def take(self, conn: TConn, data: bytes) -> None:
        incoming = self.incoming[conn]
        had = incoming.body_began
        self.kept += len(data)
        try:
            is_whole = incoming.feed(data)
        except HeadTooLong:
            self.end(conn, TOO_LONG)
            return
        except OSError as fault:  # there is no room to keep it; the sender comes again
            self.log.warning("A request cannot be kept: %s", fault)
            self.end(conn, NO_ROOM)
            return
        if is_whole:
            self.submit(conn, incoming)
        elif incoming.expects_continue and not had:
            with suppress(OSError):
                conn.sock.send(CONTINUE)
        if self.kept > MOST_KEPT and self.incoming:
            self.end(next(iter(self.incoming)), NO_ROOM)

    def submit(self, conn: TConn, incoming: IncomingRequest) -> None:
        """To a thread, which reads what is kept instead of the socket."""
        self.forget(conn)
        conn.parser.unreader = IterUnreader(incoming.pieces())
        done = self.tpool.submit(self.handle, conn)
        done.add_done_callback(lambda future: self.method_queue.defer(self.finish, conn, incoming, future))

    def finish(self, conn: TConn, incoming: IncomingRequest, future: Any) -> None:
        """Answered: what came behind it is the beginning of the next one. Behind a request that is cut off nothing is."""
        stays_open = incoming.is_whole and not future.cancelled() and bool(future.result())
        behind = conn.parser.unreader.take_buffered() + incoming.kept.read() if stays_open else b""
        incoming.kept.close()
        if behind:
            self.enqueue_req(conn)
            self.take(conn, behind)
        elif stays_open:
            self.finish_request(conn, future)
        else:
            self.linger(conn)

    def linger(self, conn: TConn) -> None:
        """Ours is said; the other side has a moment to close too, so that it reads all of it (RFC 9112 section 9.6).

        gunicorn waits for that in its loop, which nobody else gets a turn of meanwhile.
        """
        try:
            conn.sock.shutdown(SHUT_WR)
            conn.sock.setblocking(False)  # noqa: FBT003 -- as socket wants it
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_last_bytes, conn))
            self.lingering[conn] = time.monotonic() + LINGER
        except (OSError, ValueError):  # it has gone
            self.nr_conns -= 1
            util.close(conn.sock)

    def on_last_bytes(self, conn: TConn, client: socket) -> None:
        try:
            is_open = bool(client.recv(PIECE))
        except BlockingIOError:
            return
        except OSError:
            is_open = False
        if not is_open:
            self.leave(conn)

    def leave(self, conn: TConn) -> None:
        del self.lingering[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        util.close(conn.sock)

    def forget(self, conn: TConn) -> None:
        incoming = self.incoming.pop(conn)
        self.kept -= incoming.size
        self.poller.unregister(conn.sock)

    def end(self, conn: TConn, answer: bytes = b"") -> None:
        """No request comes of it."""
        incoming = self.incoming[conn]
        self.forget(conn)
        incoming.kept.close()
        if answer and incoming.size:
            with suppress(OSError):
                conn.sock.send(ANSWER % answer)
        self.slow += answer == TOO_SLOW
        self.nr_conns -= 1
        util.close(conn.sock)

    def murder_pending(self) -> None:
        """gunicorn calls it in each turn: who is too slow, and while we stop who has sent nothing yet, is ended."""
        now = time.monotonic()
        if now - self.looked < 1 and self.alive:
            return
        self.looked = now
        for conn, incoming in list(self.incoming.items()):
            if incoming.deadline < now or not (self.alive or incoming.size):
                self.end(conn, TOO_SLOW if incoming.deadline < now else b"")
        for conn, until in list(self.lingering.items()):
            if until < now:
                self.leave(conn)
        if self.slow and now - self.logged > 60:
            self.log.warning("%d connections were ended: too slow to send a request", self.slow)
            self.slow, self.logged = 0, now


def raise_file_limit() -> int:
    """As many files as this process may open: the soft limit, usually 1,024, is raised towards the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES + 2 * MOST_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else resource.getrlimit(resource.RLIMIT_NOFILE)[0]
