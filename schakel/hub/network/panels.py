"""What the network says on a document's page: how it came or went, and what was answered."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.contest_deadline import contest_by
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from schakel.hub.network.models import Answer, Protest, Transmission
from schakel.hub.network.outbound import tracking
from schakel.hub.network.outbound.document import sendable_by
from schakel.hub.network.protests.reasons import ProtestReason
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.mailing.queue import mailable_by
from schakel.peppol.errors import NotRegistered, NotSupported

CONTESTED = (Effect.CONTESTED, Effect.REFUSED)


def beside(request: SignedIn, document: Document) -> SafeString:
    out = tracking.sent_transmissions(document)
    answers = list(Answer.objects.filter(document=document).select_related("transmission", "by").order_by("-at", "-pk"))
    may_contest = responses_out.answerable_by(request.user, document)
    may = responses_out.possible_statuses(document) if may_contest else []
    may_send = sendable_by(request.user, document)
    protest = Protest.objects.newest_of(document)
    if not (out or answers or may_contest or protest or may_send):
        return SafeString()
    context = {
        "document": document,
        "sent": out,
        "answers": answers,
        "may_send": may_send,
        "may_contest": may_contest,
        "may_withdraw": may_contest and effects.effect_on(document) in CONTESTED,
        "contest_by": contest_by(document),
        "protest": protest,
        "why": [str(ProtestReason(each).label) for each in protest.reasons] if protest else [],
        "may_answer": bool(may),
        "may_reject": AnswerStatus.REJECTED in may,
        "failed": Transmission.State.FAILED,
        "not_reached": why_not_reached(out[-1].row) if out and mailable_by(request.user, document) else "",
        "may_retry": fillable_by(request.user).filter(pk=document.connection_id).exists(),
    }
    return render_to_string("network/beside.html", context, request)


def why_not_reached(last: Transmission) -> str:
    """The code when the network knows for good that the customer is not on it, or not for this: then a mail is offered."""
    if last.state != Transmission.State.FAILED:
        return ""
    code = last.last_error.partition(":")[0]
    return code if code in {NotRegistered.default_code, NotSupported.default_code} else ""


def above(request: SignedIn) -> SafeString:
    """How many answers came that are about nothing here, and what was sent and needs a look."""
    count = Answer.objects.managed_by(request.user).of_nothing_here().count()
    alarms = tracking.needing_a_look(request.user).count()
    context = {"count": count, "alarms": alarms}
    return render_to_string("network/above.html", context, request) if count or alarms else SafeString()


def above_quarantine(request: SignedIn) -> SafeString:
    return render_to_string("network/operating/back.html", {}, request)
