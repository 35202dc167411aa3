"""A mail server and a web server on loopback that keep what they get, or misbehave; documents of the bakery; forwarders."""

import email
import socket
from collections.abc import Callable
from email.policy import default as modern
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.forwarding.worker import send_due
from tests.hub.documents.ubl import invoice
from tests.hub.forwarding.receiver import receiving

BOOKS = "bakery@package.example"


class MailServer:
    """`data` answers after the message, `rcpt` after the address; `drop` takes the message and hangs up."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.connections = 0
        self.behave()

    def behave(self, *, rcpt: str = "250 OK", data: str = "250 OK", drop: int = 0) -> None:
        self.rcpt, self.data, self.drop = rcpt, data, drop

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=modern)
        mail.envelope_from, mail.raw = envelope.mail_from, envelope.content
        if self.data.startswith("552") and mail.is_multipart():
            return self.data
        if self.data.startswith(("250", "552")):
            self.kept.append(mail)
        if self.drop:
            self.drop -= 1
            server.transport.abort()
        return "250 OK" if self.data.startswith("552") else self.data


@pytest.fixture(scope="session")
def mail_server():
    server = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    server.port = port
    yield server
    controller.stop()


@pytest.fixture
def smtp(mail_server, settings):
    mail_server.kept.clear()
    mail_server.connections = 0
    mail_server.behave()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", mail_server.port, False
    return mail_server


@pytest.fixture(scope="module")
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def there(receiver, settings):
    """A receiver that the settings allow: `localhost:port`, and what came in since the test began."""
    host, got = receiver
    got.clear()
    settings.ALLOWED_TARGETS = {host}
    return host, got


@pytest.fixture
def forwarder(office, alice, purchases) -> Callable[..., Forwarder]:
    """A forwarder of Alice's office with the bakery's purchases."""

    def make(kind: str = "email", *, address: str = BOOKS, secrets: Any = None, **fields: Any) -> Forwarder:
        row = Forwarder(office=office, kind=kind, language="en", created_by=alice, **{"name": "The books", **fields})
        row.secrets = secrets or {}
        row.save()
        Route.objects.create(forwarder=row, connection=purchases, address=address)
        return row

    return make


@pytest.fixture
def bought(purchases) -> Callable[..., Document]:
    def add(**told: str) -> Document:
        return next(each for each in file(invoice(**told), Way.COMMAND).documents if each.connection == purchases)

    return add


def forwarded(document: Document) -> Forward:
    """Dispatched, tried once."""
    dispatch_new()
    while send_due():
        pass
    return document.forwards.get()


def once_more(forward: Forward) -> Forward:
    """Tried again as if the waiting were over."""
    Forward.objects.filter(pk=forward.pk).update(due_at=timezone.now())
    send_due()
    forward.refresh_from_db()
    return forward
