"""Contesting an invoice, and taking that back: the answer over the network and the mail to its seller, recorded as one.

Where the network takes no answer (no address, or none can follow what was said before) the mail goes all the same, and the
other way round; only where neither can go nothing is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.first_look import record_look
from schakel.hub.documents.bills.models import BillAnswer, Effect
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.models import Document
from schakel.hub.network.events import NetworkEvent
from schakel.hub.network.models import Answer, Protest
from schakel.hub.network.protests.reasons import clarifications
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.network.responses.send import PreparedAnswer, Unanswerable
from schakel.hub.people.models import User

MOST_A_DAY = 100  # mails of one company
Says = Protest.Says

MEANING = {Says.REJECTED: BillAnswer.REFUSED, Says.WITHDRAWN: None}  # every other protest contests the bill

MEANWHILE = Unanswerable("meanwhile", _("Somebody contested it, or took that back, a moment before. Look again."))
NOWHERE = Unanswerable(
    "nowhere", _("This invoice cannot be answered over Peppol. Fill in the seller's e-mail address.")
)
TOO_MANY = Unanswerable("too_many", _("You cannot send more of these e-mails for this company today. Try tomorrow."))
NOT_CONTESTED = Unanswerable("not_contested", _("This invoice is not contested."))


@dataclass(frozen=True)
class ProtestRequest:
    """What a person wants said to the seller."""

    says: Protest.Says
    reasons: Sequence[str] = ()  # ProtestReason values, at least one but for a withdrawal
    text: str = ""
    email: str = ""  # empty: no mail
    language: str = "en"
    after: int | None = None  # the newest protest that this person knew of


def contest(document: Document, request: ProtestRequest, *, by: User) -> Protest | Unanswerable:
    """Raises as the store."""
    is_rejection = request.says == Says.REJECTED
    codes = clarifications(request.reasons, request.text, is_rejection=is_rejection, language=request.language)
    prepared = responses_out.prepare_answer(document, AnswerStatus(request.says), codes)
    return record(document, request, prepared, by=by)


def withdraw(document: Document, *, after: int | None, by: User) -> Protest | Unanswerable:
    """The bill counts again. Over the network *in process* says so where it can follow, and a mail goes where one went."""
    before = Protest.objects.newest_of(document)
    request = ProtestRequest(
        Says.WITHDRAWN,
        email=before.email if before else "",
        language=before.language if before else document.connection.company.language,
        after=after,
    )
    prepared = responses_out.prepare_answer(document, AnswerStatus.IN_PROCESS, ())
    return record(document, request, prepared, by=by)


def record(
    document: Document, request: ProtestRequest, prepared: PreparedAnswer | Unanswerable, *, by: User
) -> Protest | Unanswerable:
    if prepared is responses_out.UNREADABLE:
        return responses_out.UNREADABLE
    record_look(document, by)
    with turn(document.connection.company_id):
        refusal = why_not_now(document, request)
        if refusal:
            return refusal
        answer = record_answer_where_it_can_go(document, prepared, by=by)
        if not answer and not request.email and request.says != Says.WITHDRAWN:
            return NOWHERE
        record_answer(document, MEANING.get(request.says, BillAnswer.CONTESTED))
        return create(document, request, answer, by=by)


def why_not_now(document: Document, request: ProtestRequest) -> Unanswerable | None:
    """Of two at once the second sees what the first did."""
    Document.objects.select_for_update().filter(pk=document.pk).first()
    if not effects.TABLE[bill_for(document).effect].is_answerable:
        return responses_out.NO_ANSWERS
    newest = Protest.objects.newest_of(document)
    if (newest.pk if newest else None) != request.after:
        return MEANWHILE
    if request.says == Says.WITHDRAWN and not is_contested(document):
        return NOT_CONTESTED
    return TOO_MANY if request.email and mails_today(document) >= MOST_A_DAY else None


def is_contested(document: Document) -> bool:
    """By whichever answer."""
    return bill_for(document).effect in {Effect.REFUSED, Effect.CONTESTED}


def mails_today(document: Document) -> int:
    since = timezone.now() - timedelta(days=1)
    return Protest.objects.filter(company=document.connection.company_id, at__gt=since).exclude(email="").count()


def record_answer_where_it_can_go(
    document: Document, prepared: PreparedAnswer | Unanswerable, *, by: User
) -> Answer | None:
    if isinstance(prepared, Unanswerable):
        return None
    outcome = responses_out.record_prepared(document, prepared, by=by)
    return None if isinstance(outcome, Unanswerable) else outcome


def create(document: Document, request: ProtestRequest, answer: Answer | None, *, by: User) -> Protest:
    made = Protest.objects.create(
        company=document.connection.company,
        document=document,
        answer=answer,
        by=by,
        says=request.says,
        reasons=list(request.reasons),
        text=request.text,
        email=request.email,
        language=request.language,
        state=Protest.State.QUEUED if request.email else Protest.State.NOT_MAILED,
        due_at=timezone.now() if request.email else None,
    )
    kind = NetworkEvent.WITHDRAWN if made.is_withdrawal else NetworkEvent.CONTESTED
    document.events.create(kind=kind, by=by, detail=request.email[:200])
    return made
