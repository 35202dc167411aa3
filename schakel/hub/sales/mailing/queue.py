"""What may be mailed, by whom and how often; and the row that the worker sends."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.sales.models import Mailing
from schakel.hub.sales.rights import companies_sold_for_by
from schakel.hub.sales.seller.party import require_known_account

MOST_A_DAY = 300  # of one company


class TooManyMailings(Exception):
    """Temporary: tomorrow more may be sent."""

    code = "too_many"
    sentence = _("You cannot e-mail more invoices for this company today. Try again tomorrow.")


def mailable_by(user: User, document: Document) -> bool:
    """What the company itself wrote, readable and not sent elsewhere, by who may do more than read."""
    if not document.is_own or document.sent_elsewhere or document.fault:
        return False
    return companies_sold_for_by(user).filter(pk=document.connection.company_id).exists()


def marks_of_mailings(documents: Collection[int]) -> dict[int, tuple[str, str]]:
    """For the list of what was issued: the state of the newest mailing of each, and the word for it."""
    rows = Mailing.objects.filter(document__in=documents).order_by("pk").only("document_id", "state")
    words = {**dict(Mailing.State.choices), Mailing.State.SENT.value: _("sent by e-mail")}
    return {row.document_id: (row.state, str(words[row.state])) for row in rows}


def queue_mailing(document: Document, *, email: str, language: str, by: User) -> Mailing:
    """Due now; once to an address as long as it is on its way.

    Raises:
        TooManyMailings, ForeignAccount
    """
    company = document.connection.company
    require_known_account(document)
    with transaction.atomic():
        Document.objects.select_for_update().filter(pk=document.pk).first()
        waiting = document.mailings.filter(email=email, state=Mailing.State.QUEUED).first()
        if waiting:
            return waiting
        if sent_today(company) >= MOST_A_DAY:
            raise TooManyMailings
        now = timezone.now()
        mailing = Mailing.objects.create(
            document=document, fair_key=company.office_id, email=email, language=language, by=by, due_at=now
        )
        record(Action.MAILING_QUEUED, document, place=company.place, by=by.pk)
        return mailing


def sent_today(company: Company) -> int:
    since = timezone.now() - timedelta(days=1)
    return Mailing.objects.filter(document__connection__company=company, created_at__gt=since).count()
