"""What waits about documents that were sent: said here, because several rooms know when it is solved (ADR 0282)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections import todo
from schakel.hub.connections.models.office import is_office_member
from schakel.hub.connections.todo import TodoKind
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.models import Document
from schakel.hub.documents.search import states
from schakel.hub.documents.search.listed_at import documents_in
from schakel.hub.network.document_states import ended
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.responses.codes import AnswerStatus, status_label
from schakel.hub.payments.models import Payable
from schakel.hub.people.models import User
from schakel.hub.sales.models import Mailing
from schakel.peppol.sentences import said

OVER = (Effect.CREDITED, Effect.REPLACED, Effect.MERGED, Effect.HISTORY)
AGAINST = (AnswerStatus.REJECTED, AnswerStatus.UNDER_QUERY, AnswerStatus.CONDITIONALLY_ACCEPTED)


def waiting(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Without those of documents for which nothing has to be done any more: credited, replaced, paid or archived; and without
    those in quarantine."""
    settled = Payable.everything.filter(document=OuterRef("document"))
    over = Exists(settled.filter(is_settled=True)) | Exists(settled.filter(is_archived=True))
    documents = Document.objects.filter(pk=OuterRef("document")).exclude(bill__effect__in=OVER)
    return rows.filter(~over, Exists(documents))


def not_delivered(state: Transmission.State) -> QuerySet[Any]:
    """Over Peppol, and not by e-mail since."""
    by_mail = Mailing.objects.filter(
        document=OuterRef("document"), state=Mailing.State.SENT, created_at__gt=OuterRef("created_at")
    )
    invoices = ended(state).filter(answer=None, about=None)
    return waiting(invoices.filter(~Exists(by_mail)))


def not_sent() -> QuerySet[Any]:
    return not_delivered(Transmission.State.FAILED)


def not_taken() -> QuerySet[Any]:
    return not_delivered(Transmission.State.REJECTED)


def not_mailed() -> QuerySet[Any]:
    """By e-mail, and neither by another mail nor over Peppol since."""
    later = Mailing.objects.filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    sent = Transmission.objects.outgoing().filter(document=OuterRef("document"), created_at__gt=OuterRef("created_at"))
    return waiting(Mailing.objects.filter(~Exists(later), ~Exists(sent), state=Mailing.State.FAILED))


def questioned() -> QuerySet[Any]:
    """By the customer, whose newest word it is."""
    later = Answer.objects.received().filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    against = Answer.objects.received().filter(~Exists(later), document__isnull=False, status__in=AGAINST)
    return waiting(against)


def why(error: str) -> str:
    """Why it could not be sent: the code before the colon, in words."""
    code = error.partition(": ")[0]
    if not code or " " in code:
        return ""
    return said(code, get_language() or "en", kind="EBMS" if code.startswith("EBMS:") else "PEPPOL")


def sent_kind(code: str, rows: Callable[[], QuerySet[Any]], **given: Any) -> TodoKind:
    return TodoKind(
        code,
        rows=rows,
        page=lambda company: documents_in(code, company),
        company="document__connection__company",
        **given,
    )


def for_everybody(rows: Callable[[], QuerySet[Any]]) -> Callable[[User], QuerySet[Any]]:
    return lambda _user: rows()


def register() -> None:
    for code, word, rows in (
        ("not_sent", _("could not be sent"), not_sent),
        ("not_taken", _("rejected by the network"), not_taken),
        ("not_mailed", _("could not be e-mailed"), not_mailed),
        ("questioned", _("rejected or questioned by the customer"), questioned),
    ):
        states.register_rows(code, word, for_everybody(rows), visible_to=is_office_member)
    todo.register(
        sent_kind(
            "not_sent",
            not_sent,
            order=20,
            tone="bad",
            sentence=ngettext_lazy("%(n)s invoice could not be sent", "%(n)s invoices could not be sent", "n"),
            button=_("See why and send"),
            since="state_at",
            reason="last_error",
            explain=why,
        ),
        sent_kind(
            "not_taken",
            not_taken,
            order=25,
            tone="bad",
            sentence=ngettext_lazy(
                "%(n)s invoice was rejected by the network", "%(n)s invoices were rejected by the network", "n"
            ),
            button=_("See why and correct"),
            since="state_at",
        ),
        sent_kind(
            "not_mailed",
            not_mailed,
            order=28,
            tone="bad",
            sentence=ngettext_lazy("%(n)s invoice could not be e-mailed", "%(n)s invoices could not be e-mailed", "n"),
            button=_("Correct the address"),
            since="state_at",
        ),
        sent_kind(
            "questioned",
            questioned,
            order=30,
            tone="bad",
            sentence=ngettext_lazy(
                "%(n)s invoice was rejected or questioned by its customer",
                "%(n)s invoices were rejected or questioned by their customers",
                "n",
            ),
            button=_("See what they say"),
            since="at",
            reason="status",
            explain=status_label,
        ),
    )
