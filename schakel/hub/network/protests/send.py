"""Protests that go to the seller by e-mail. The mail is kept as the server took it over: it is part of the proof.

One that cannot be delivered says so on the page of its document, and to the person who contested.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from schakel.hub.documents import store
from schakel.hub.documents.returned_mail import notify_sender, record_return
from schakel.hub.due import work_each
from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.models import Protest
from schakel.hub.network.protests.letter import TEMPLATES, letter_context
from schakel.hub.network.responses.send import answerable_by
from schakel.hub.web import mail
from schakel.hub.web.bounces import Bounce
from schakel.hub.web.mail_failures import mail_failure

MOST_TRIES = 10  # over about half a day
NO_RIGHT = "The person who contested it may no longer do so."
State = Protest.State


def send_protests() -> int:
    """The worker's step."""
    return work_each(Protest.claim(batch=4), send, most=MOST_TRIES)


def send(protest: Protest) -> None:
    if protest.state == State.FAILED:
        notify_sender(protest, "network/mail/protest_failed", key="protest-failed", context={"protest": protest})
    elif protest.by is None or not answerable_by(protest.by, protest.document):
        record_failure(protest, NO_RIGHT)
    else:
        try:
            kept = store.keep(post(protest))
        except store.NotKept:
            raise
        except Exception as error:
            failure = mail_failure(error, protest, most=MOST_TRIES)
            if failure.is_final:
                record_failure(protest, failure.text)
            else:
                protest.retry(failure.text, most=MOST_TRIES)
        else:
            record_sent(protest, kept)


def post(protest: Protest) -> bytes:
    """The mail as it went. Raises as the mail server."""
    with override(protest.language):
        context = letter_context(protest)
    message = mail.send(
        TEMPLATES[protest.is_withdrawal],
        to=protest.email,
        language=protest.language,
        context=context,
        key=f"protest-{protest.uid.hex}",
        in_name_of=protest.company.name,
        bounces=protest.uid.hex,
        reply_to=protest.by.email if protest.by else "",
    )
    return bytes(message.message().as_bytes())


def record_sent(protest: Protest, sha256: str) -> None:
    kind = NetworkEvent.WITHDRAWAL_MAILED if protest.is_withdrawal else NetworkEvent.PROTEST_MAILED
    with transaction.atomic():
        if protest.end_attempt(state=State.SENT, state_at=timezone.now(), sha256=sha256, due_at=None, last_error=""):
            protest.document.events.create(kind=kind, by=protest.by, detail=protest.email[:200])


def record_failure(protest: Protest, why: str) -> None:
    """Due once more at once: who contested is told."""
    now = timezone.now()
    with transaction.atomic():
        if protest.end_attempt(state=State.FAILED, state_at=now, due_at=now, attempts=0, last_error=why[:500]):
            protest.document.events.create(kind=NetworkEvent.PROTEST_NOT_MAILED, detail=protest.email[:200])


def record_bounce(bounce: Bounce) -> bool:
    """False: it is of no protest, or was said before."""
    return record_return(Protest.objects, bounce, kind=NetworkEvent.PROTEST_NOT_MAILED)
