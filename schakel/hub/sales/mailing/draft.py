"""A draft issued and mailed in one go."""

from functools import partial

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.compose import DraftProblem
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.issuing.prepare import NotIssued
from schakel.hub.sales.mailing.forms import MailForm
from schakel.hub.sales.mailing.queue import TooManyMailings, mailable_by, queue_mailing
from schakel.hub.sales.models import Draft
from schakel.hub.sales.seller.party import ForeignAccount

WHERE_TO = _("Fill in the e-mail address for the invoice.")


def issue_and_queue(draft: Draft, *, email: str, by: User) -> Document:
    """To `email`, else to the customer's address in the draft, which it becomes. Raises as issuing."""
    recipient = {"email": email or draft.content["customer_email"], "language": draft.content.get("language") or "nl"}
    drafts_edit.save_content(draft, draft.content | {"customer_email": recipient["email"]})
    if not MailForm(recipient).is_valid():
        raise NotIssued((DraftProblem("customer_email", WHERE_TO),))
    return issue(
        draft, by=by, on_filed=partial(queue_issued, email=recipient["email"], language=recipient["language"], by=by)
    )


def queue_issued(document: Document, *, email: str, language: str, by: User) -> None:
    if not mailable_by(by, document):
        raise Http404
    try:
        queue_mailing(document, email=email, language=language, by=by)
    except (TooManyMailings, ForeignAccount) as fault:
        raise NotIssued((DraftProblem("", fault.sentence),)) from fault
