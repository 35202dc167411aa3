"""A mail server on loopback that keeps what it gets, or says no."""

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default as modern

from aiosmtpd.controller import Controller


class Server:
    """`answers` are given to the messages in turn, then 250; `drop` breaks the line after a message and before the answer."""

    def __init__(self) -> None:
        self.kept, self.answers, self.drop, self.port = [], [], False, 0

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=modern)
        mail.envelope_from = envelope.mail_from
        self.kept.append((envelope.rcpt_tos, mail))
        if self.drop:
            server.transport.abort()
        return self.answers.pop(0) if self.answers else "250 OK"


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port, data_size_limit=0)
    controller.start()
    yield server
    controller.stop()
