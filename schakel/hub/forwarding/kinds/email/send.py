"""A parcel becomes a mail, and leaves by the operator's server.

When the line breaks after the message and before the server's yes, nobody knows: it is sent again with the same
Message-ID, so that the second is known for a repeat (J02, J06). Answers and bounces cannot come back as documents: the
mail says that a machine wrote it, and an address gets no more than so many in an hour (E12).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from schakel.hub.forwarding.kinds.kind import Outcome, Parcel, ParcelFile, Place, Result
from schakel.hub.forwarding.models import Attempt
from schakel.hub.outside import mail_refusal
from schakel.hub.web.bounces import bounces_to

ENCODED = 1.4  # a mail is so much larger than the files in it
TOO_LARGE = 552  # RFC 5321, section 4.2.3: exceeded storage allocation


batch_state = threading.local()  # the connection of the batch that this thread is at


@contextmanager
def batch() -> Iterator[None]:
    """Mails of one batch share a connection, as long as all goes well: signing in takes longer than sending."""
    batch_state.connection, batch_state.is_batch = None, True
    try:
        yield
    finally:
        close_connection()
        batch_state.is_batch = False


def send(parcel: Parcel, to: Place) -> Outcome:
    if not parcel.is_sample and is_too_often(to.address):
        return Outcome(Result.LATER, "too_many", rest=timedelta(minutes=10), is_try=False)
    outcome = send_over_connection(parcel, to)
    if outcome.result is not Result.SENT or not getattr(batch_state, "is_batch", False):
        close_connection()
    return outcome


def send_over_connection(parcel: Parcel, to: Place) -> Outcome:
    try:
        if getattr(batch_state, "connection", None) is None:
            batch_state.connection = get_connection()
            batch_state.connection.open()
        return send_what_fits(parcel, to, batch_state.connection)
    except Exception as error:
        return Outcome(Result.LATER, "mail_server", detail=mail_refusal(error).text, is_down=True)


def close_connection() -> None:
    connection, batch_state.connection = getattr(batch_state, "connection", None), None
    if connection is not None:
        connection.close()


def send_what_fits(parcel: Parcel, to: Place, connection: BaseEmailBackend) -> Outcome:
    files = files_that_fit(parcel.files)
    outcome = send_or_explain(compose(parcel, to, files=files, connection=connection))
    if outcome.status == TOO_LARGE and files:
        return send_or_explain(compose(parcel, to, files=(), connection=connection))
    return outcome


def send_or_explain(mail: EmailMessage) -> Outcome:
    try:
        mail.send()
    except Exception as error:  # whatever it is, the others' mail goes on
        refusal = mail_refusal(error)
        result = Result.FAILED if refusal.permanent else Result.LATER
        code = "address_refused" if refusal.permanent else "mail_later"
        return Outcome(result, code, detail=refusal.text, status=refusal.status)
    return Outcome.sent()


def files_that_fit(files: tuple[ParcelFile, ...]) -> tuple[ParcelFile, ...]:
    """All of them, or the structured one alone, or none: then the link stands in for them."""
    for some in (files, files[:1]):
        if sum(len(each.data) for each in some) * ENCODED < settings.MAIL_LIMIT:
            return some
    return ()


def compose(parcel: Parcel, to: Place, *, files: tuple[ParcelFile, ...], connection: BaseEmailBackend) -> EmailMessage:
    with override(to.forwarder.language):
        missing = (
            _("What is too large for an e-mail is here, after you sign in:") if len(files) < len(parcel.files) else ""
        )
    text = f"{parcel.text}\n\n{missing}\n{parcel.link}\n" if missing else f"{parcel.text}\n"
    reply_to = to.options.get("reply_to")
    mail = EmailMessage(
        parcel.subject,
        text,
        from_email=bounces_to(parcel.id),
        to=[to.address],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<forward-{parcel.id}@{settings.HOST}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "X-Schakel-Forward": parcel.id,
        },
        connection=connection,
    )
    for file in files:
        mail.attach(file.name, file.data, file.type)
    return mail


def is_too_often(address: str) -> bool:
    since, most = timezone.now() - timedelta(hours=1), settings.MAILS_PER_ADDRESS_PER_HOUR
    return Attempt.objects.filter(address=address, at__gt=since).order_by()[most - 1 : most].exists()
