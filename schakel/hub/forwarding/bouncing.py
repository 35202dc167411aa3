"""A mail that came back (J03): the mail server hands it to us, and the document it carried is not delivered after all.

The envelope's sender names the forward: `bounces+<id>@hub.example`; only whoever saw that mail knows its id. A notice of a
delay, an answer by a machine or a person, and whatever else comes to that address, changes nothing.

Source: RFC 3464 (delivery status notifications), section 2.3.3: Action is failed, delayed, delivered, relayed, expanded.
"""

import email
import re
from email.message import Message
from email.policy import default as modern

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from schakel.hub.documents.models import Event
from schakel.hub.forwarding.models import Attempt, Dispatch, Forward

WHO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
LONGEST = 500  # characters of what the server said


def bounced(data: bytes, *, recipient: str = "") -> bool:
    """Whether it is a bounce of something that we forwarded, and was noted."""
    mail = email.message_from_bytes(data, policy=modern)
    said = failure(mail)
    forward = forward_of(mail, recipient) if said is not None else None
    if forward is None or said is None:
        return False
    return came_back(forward, said)


def failure(mail: Message) -> str | None:
    """What the other server says of a mail it gave up; None: it says something else."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload() if part.is_multipart() else []:
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                return f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}".strip()[:LONGEST]
    return None


def forward_of(mail: Message, recipient: str) -> Forward | None:
    """By the address it came to. The id may carry the number of an edition."""
    name, _at, host = settings.MAIL_BOUNCES.partition("@")
    if not host:
        return None
    text = " ".join([recipient, *(str(value) for header in WHO for value in mail.get_all(header, []))])
    pattern = rf"{re.escape(name)}\+([0-9a-f]{{32}})(?:\.(\d{{1,5}}))?@{re.escape(host)}"
    found = re.search(pattern, text, re.IGNORECASE)
    if not found:
        return None
    rows = Forward.objects.select_related("forwarder", "document")
    return rows.filter(uid=found[1], edition=int(found[2] or 1)).first()


def came_back(forward: Forward, said: str) -> bool:
    """It failed after all: the office sees it, and is told. Said twice it changes nothing."""
    now = timezone.now()
    with transaction.atomic():
        sent = Forward.objects.filter(pk=forward.pk, state=Forward.State.SENT)
        if not sent.update(state=Forward.State.FAILED, state_at=now, code="bounced", last_error=said):
            return False
        Attempt.objects.create(forward=forward, address=forward.address, code="bounced", detail=said)
        if not forward.document.forwards.filter(state=Forward.State.SENT).exists():
            Dispatch.came_back(forward.document_id)
        forward.document.events.create(kind=Event.Kind.NOT_FORWARDED, detail=forward.forwarder.name)
        forward.forwarder.failed()
    return True
