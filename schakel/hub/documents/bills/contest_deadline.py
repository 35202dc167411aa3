"""Until when a bill can be contested in time: silence may be read as acceptance."""

from datetime import date

from django.utils.timezone import localdate

from schakel.hub.documents.bills.effects import effect_on
from schakel.hub.documents.bills.models import BillAnswer, Effect
from schakel.hub.documents.bills.rules import last_day
from schakel.hub.documents.models import Document


def contest_by(document: Document, *, today: date | None = None) -> date | None:
    """The last day; None: there is nothing to contest, somebody accepted or contested it, or the day is over."""
    if document.is_own or document.money_back or not document.kind or effect_on(document) != Effect.COUNTS:
        return None
    if document.bill.answer == BillAnswer.ACCEPTED:
        return None
    last = last_contest_day(document)
    return last if last >= (today or localdate()) else None


def last_contest_day(document: Document) -> date:
    return last_day(localdate(document.received_at), document.connection.company)
