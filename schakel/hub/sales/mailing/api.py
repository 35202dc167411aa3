"""Sending to a customer by e-mail, by API: a document that is there, or a draft that is issued in the same go."""

from datetime import datetime
from enum import StrEnum
from functools import partial

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Scope
from schakel.hub.documents.models import Document
from schakel.hub.sales import api as sales
from schakel.hub.sales.mailing.draft import issue_and_queue
from schakel.hub.sales.mailing.forms import MailForm, usual_recipient
from schakel.hub.sales.mailing.queue import TooManyMailings, mailable_by, queue_mailing
from schakel.hub.sales.models import Draft, Mailing
from schakel.hub.sales.seller.party import ForeignAccount
from schakel.hub.web.api import Listed, Paging, Wanted, listed
from schakel.hub.web.language import OWN_NAMES
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Sending by e-mail"])
SEND = Key(Scope.SEND)
ONCE = {"parameters": [PARAMETER]}
MailLanguage = StrEnum("MailLanguage", {code: code for code, _name in OWN_NAMES})  # type: ignore[misc]  # as many as we speak

NOT_MAILABLE = ProblemType(422, "not_mailable", _("This document cannot be sent by e-mail; `reason` says why."))


class MailingIn(Schema):
    """To whom. What is left out is where it went before, what the address book says, or what is in the document."""

    email: str = Field("", max_length=254)
    language: MailLanguage | None = Field(None, description="of the e-mail")

    model_config = {"json_schema_extra": {"examples": [{"email": "billing@mill.example", "language": "nl"}, {}]}}


class DraftMailingIn(Schema):
    """To whom; in the language of the draft."""

    email: str = Field("", max_length=254, description="left out: that of the customer in the draft")

    model_config = {"json_schema_extra": {"examples": [{"email": "billing@mill.example"}, {}]}}


class MailingOut(Schema):
    id: int
    document: int = Field(description="id")
    email: str
    language: MailLanguage
    state: Mailing.State = Field(description="sent: the mail server accepted it; failed also when it came back later")
    state_at: datetime
    created_at: datetime
    next_try_at: datetime | None = Field(description="while it is queued")
    error: str = Field(description="what the mail server said last; empty: nothing")
    is_pdf_only: bool = Field(description="with the XML and the attachments it was too large for an e-mail")

    @staticmethod
    def resolve_document(mailing: Mailing) -> int:
        return mailing.document_id

    @staticmethod
    def resolve_next_try_at(mailing: Mailing) -> datetime | None:
        return mailing.due_at if mailing.state == Mailing.State.QUEUED else None

    @staticmethod
    def resolve_error(mailing: Mailing) -> str:
        return mailing.last_error

    @staticmethod
    def resolve_is_pdf_only(mailing: Mailing) -> bool:
        return mailing.left_out


class MailingFilter(Schema):
    """Which of them."""

    document: Wanted = Field(None, description="id of a document")
    state: Mailing.State | None = None


def reached(key: ApiKey) -> QuerySet[Mailing]:
    return Mailing.objects.filter(document__in=Document.objects.reachable_with(key))


@router.get("/mailings", auth=SEND, response=Listed[MailingOut], summary="What was e-mailed, the newest first")
def list_mailings(request: Entered, asking: Query[MailingFilter], paging: Query[Paging]) -> dict[str, object]:
    rows = reached(request.auth).filter(**asking.model_dump(exclude_none=True))
    return listed(rows, paging, order=("-id",))


@router.get("/mailings/{mailing_id}", auth=SEND, response=MailingOut, summary="One of them")
def get_mailing(request: Entered, mailing_id: Id) -> Mailing:
    return get_object_or_404(reached(request.auth), pk=mailing_id)


@router.post(
    "/documents/{document_id}/mailings",
    auth=SEND,
    response={201: MailingOut},
    summary="Send a sales invoice by e-mail",
    openapi_extra=ONCE,
)
def mail_document(request: Entered, document_id: Id, to: MailingIn) -> HttpResponse:
    """The PDF, and with it the XML. The worker sends it; follow it by its id. As long as one is on its way to an address, it is
    that one that you get."""
    return once(request, request.body, partial(create_mailing, request, document_id, to))


def create_mailing(request: Entered, document_id: int, to: MailingIn) -> HttpResponse:
    document = get_object_or_404(Document.objects.reachable_with(request.auth), pk=document_id)
    if not mailable_by(request.auth.responsible, document):
        raise Problem(NOT_MAILABLE, reason="not_own")
    recipient = recipient_of(document, to)
    try:
        mailing = queue_mailing(document, **recipient, by=request.auth.responsible)
    except (TooManyMailings, ForeignAccount) as fault:
        raise Problem(NOT_MAILABLE, fault.sentence, reason=fault.code) from fault
    return mailing_made(mailing)


def recipient_of(document: Document, to: MailingIn) -> dict[str, str]:
    """Raises Problem: there is no address, or it is none."""
    given = {"email": to.email.strip(), "language": to.language}
    form = MailForm(usual_recipient(document) | {name: value for name, value in given.items() if value})
    if not form.is_valid():
        raise Problem(NOT_MAILABLE, " ".join(str(each) for each in form.errors["email"]), reason="no_address")
    return {name: form.cleaned_data[name] for name in ("email", "language")}


@router.post(
    "/drafts/{draft_id}/mailings",
    auth=SEND,
    response={201: MailingOut, 409: None},
    summary="Issue it and send it by e-mail",
    openapi_extra=ONCE,
)
def mail_draft(request: Entered, draft_id: Id, to: DraftMailingIn) -> HttpResponse:
    """Number, document and e-mail are there together, or none of them."""
    draft = sales.draft_or_404(request, draft_id)
    return once(request, request.body, partial(issue_and_mail, request, draft, to))


def issue_and_mail(request: Entered, draft: Draft, to: DraftMailingIn) -> HttpResponse:
    action = partial(issue_and_queue, email=to.email.strip(), by=request.auth.responsible)
    document = sales.issue_or_raise(draft, action)
    return mailing_made(document.mailings.get())


def mailing_made(mailing: Mailing) -> HttpResponse:
    return made(MailingOut.from_orm(mailing), at=f"{settings.URL}/api/v1/mailings/{mailing.pk}")
