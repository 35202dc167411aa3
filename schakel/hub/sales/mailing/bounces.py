"""The mail with an invoice came back (J03): the customer does not have it. Its page says so, and whoever sent it is told."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from schakel.hub.documents.models import Document
from schakel.hub.sales.events import SalesEvent
from schakel.hub.sales.models import Mailing
from schakel.hub.web import mail
from schakel.hub.web.bounces import Bounce
from schakel.hub.web.mail_failures import mail_failure


def record_bounce(bounce: Bounce) -> bool:
    """False: it is of no mailing, or was said before."""
    mailing = Mailing.objects.select_related("document").filter(uid=bounce.id).first()
    if mailing is None:
        return False
    now = timezone.now()
    with transaction.atomic():
        sent = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENT)
        if not sent.update(state=Mailing.State.FAILED, state_at=now, last_error=bounce.said, due_at=now, attempts=0):
            return False
        mailing.document.events.create(kind=SalesEvent.NOT_MAILED, detail=mailing.email[:200])
    return True


def notify_sender(mailing: Mailing) -> None:
    """The person who sent it, as long as they may read it; the reason stays as it is while this is tried again."""
    user = mailing.by
    if user and user.is_active and Document.objects.reachable_by(user).filter(pk=mailing.document_id).exists():
        link = settings.URL + reverse("documents:detail", args=[mailing.document_id])
        context = {"mailing": mailing, "document": mailing.document, "link": link}
        key = f"invoice-bounced-{mailing.pk}-{mailing.state_at.timestamp():.0f}"
        try:
            mail.send("sales/mail/bounced", to=user.email, language=user.language, context=context, key=key)
        except Exception as error:
            if not mail_failure(error, mailing).is_final:
                mailing.end_attempt(due_at=timezone.now() + mailing.backoff())
                return
    mailing.end_attempt(due_at=None)
