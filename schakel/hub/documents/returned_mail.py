"""A mail about a document came back (J03): its page says so, and the person who sent it is told.

For rows that are mails: they have `uid` (by which the bounce knows them), `by`, `email`, `document`, and a `state` that is
`sent` or `failed`, since `state_at`.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from schakel.hub.documents.models import Document
from schakel.hub.web import mail
from schakel.hub.web.bounces import Bounce
from schakel.hub.web.mail_failures import mail_failure


def record_return(mails: Any, bounce: Bounce, *, kind: str) -> bool:
    """Failed after all, with an event of this kind; due at once, for its sender is told. False: it is none of these, or was
    said before."""
    now = timezone.now()
    with transaction.atomic():
        sent = mails.filter(uid=bounce.id, state="sent")
        if not sent.update(state="failed", state_at=now, last_error=bounce.said, due_at=now, attempts=0):
            return False
        row = mails.select_related("document").get(uid=bounce.id)
        row.document.events.create(kind=kind, detail=row.email[:200])
    return True


def notify_sender(row: Any, template: str, *, key: str, context: dict[str, Any]) -> None:
    """As long as they may read it. The reason in the row stays as it is while this is tried again."""
    user = row.by
    if user and user.is_active and Document.objects.reachable_by(user).filter(pk=row.document_id).exists():
        link = settings.URL + reverse("documents:detail", args=[row.document_id])
        told = {**context, "document": row.document, "link": link}
        once = f"{key}-{row.pk}-{row.state_at.timestamp():.0f}"
        try:
            mail.send(template, to=user.email, language=user.language, context=told, key=once)
        except Exception as error:
            if not mail_failure(error, row).is_final:
                row.end_attempt(due_at=timezone.now() + row.backoff())
                return
    row.end_attempt(due_at=None)
