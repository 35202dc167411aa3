"""The worker's step that tells those who may approve a payment file that one waits for them."""

from django.conf import settings
from django.urls import reverse

from schakel.hub.connections.payers import payers_of
from schakel.hub.due import work_each
from schakel.hub.payments.models import PaymentFile
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import MOST_TRIES, send_to_each


def notify_approvers() -> int:
    """The worker's step. Returns of how many files."""
    return work_each(PaymentFile.claim(), notify, most=MOST_TRIES)


def notify(file: PaymentFile) -> None:
    """One mail a person; the page behind the link asks to sign in, for the link itself opens nothing."""
    if file.state == PaymentFile.State.WAITING:
        send_to_each(payers_of(file.company), lambda user: send_notice(user, file))
    file.settle()


def send_notice(user: User, file: PaymentFile) -> None:
    context = {"file": file, "link": settings.URL + reverse("payments:file", args=[file.pk])}
    key = f"payment-file-{file.pk}-{user.pk}"
    mail.send("payments/mail/approve", to=user.email, language=user.language, context=context, key=key)
