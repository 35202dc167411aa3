"""What the network says on a document's page: how it came or went, and what was answered."""

from collections.abc import Collection

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.documents.models import Document, Status
from schakel.hub.network import answering
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.sending import sendable_by
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.mailing import mailable_by
from schakel.peppol.errors import NotRegistered, NotSupported


def beside(request: SignedIn, document: Document) -> SafeString:
    out = document.transmissions.outgoing().order_by("pk").defer("receipt", "raw", "envelope")
    answers = list(Answer.objects.filter(document=document).select_related("transmission", "by").order_by("-at", "-pk"))
    may = answering.possible(document) if answering.answerable_by(request.user, document) else []
    may_send = sendable_by(request.user, document)
    if not (out or answers or may or may_send):
        return SafeString()
    context = {
        "document": document,
        "sent": out,
        "answers": answers,
        "may_send": may_send,
        "may_answer": bool(may),
        "may_reject": Status.REJECTED in may,
        "failed": Transmission.State.FAILED,
        "not_reached": why_not_reached(out.last()) if mailable_by(request.user, document) else "",
    }
    return render_to_string("network/beside.html", context, request)


def why_not_reached(last: Transmission | None) -> str:
    """The code when the network knows for good that the customer is not on it, or not for this: then a mail is offered."""
    if last is None or last.state != Transmission.State.FAILED:
        return ""
    code = last.last_error.partition(":")[0]
    return code if code in {NotRegistered.default_code, NotSupported.default_code} else ""


def above(request: SignedIn) -> SafeString:
    """How many answers came that are about nothing here."""
    count = Answer.objects.managed_by(request.user).of_nothing_here().count()
    return render_to_string("network/above.html", {"count": count}, request) if count else SafeString()


def marks(documents: Collection[int]) -> dict[int, tuple[str, str]]:
    """For the list of what was issued: the state of each that was sent, the newest transmission first."""
    rows = Transmission.objects.outgoing().filter(document__in=documents).order_by("pk")
    rows = rows.defer("receipt", "raw", "envelope")
    return {row.document_id: (row.tone, row.get_state_display()) for row in rows if row.document_id}
