"""The API of this room: a draft written by a program, checked as a person's is, and issued."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status

from schakel.einvoice.money import decimal_text
from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import Scope
from schakel.hub.documents.api.filing import address
from schakel.hub.documents.api.schemas import DocumentOut
from schakel.hub.documents.filetypes import CSV, JPEG, ODS, PDF, PNG, XLSX
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_with
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.api_shape import DraftBody, DraftIn, place_of
from schakel.hub.sales.drafts.attachments import WHY, NotAttached, attach
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.issuing.prepare import NotIssued, Prepared, check_draft, prepare
from schakel.hub.sales.models import Attachment, Draft
from schakel.hub.web.api import Listed, Paging, body, bytes_in, listed
from schakel.hub.web.problems import NOT_FOUND, Problem, ProblemType

router = Router(tags=["Writing"])
SEND = Key(Scope.SEND)

NOT_READY = ProblemType(422, "not_ready", _("This draft cannot be issued yet; `problems` says what to fix."))
ISSUED = ProblemType(409, "issued", _("This draft was issued; a document never changes."))


NOT_ATTACHED = ProblemType(422, "not_attached", _("This file cannot be attached to the draft; `reason` says why."))


class ProblemOut(Schema):
    at: str = Field(description="place in the draft, such as lines.0.price; empty: the draft as a whole")
    sentence: str = Field(description="in the language of Accept-Language")


class TotalsOut(Schema):
    """Amounts as text, in euro."""

    without_vat: str | None = Field(description="BT-109")
    vat: str | None = Field(description="BT-110")
    with_vat: str | None = Field(description="BT-112")
    payable: str | None = Field(description="BT-115")


class DraftLine(Schema):
    id: int
    connection: int = Field(description="id")
    document: int | None = Field(description="id of what it was issued as")
    changed_at: datetime

    @staticmethod
    def resolve_connection(draft: Draft) -> int:
        return draft.connection_id

    @staticmethod
    def resolve_document(draft: Draft) -> int | None:
        return draft.document_id


class DraftAttachmentOut(Schema):
    id: int
    name: str = Field(description="as it stands in the invoice, BT-125")
    media_type: str = Field(description="told from its bytes")
    size: int = Field(description="bytes")
    sha256: str = Field(description="of its bytes, in hex")


class Named(Schema):
    name: str = Field("", max_length=200, description="of the file; folders and what no system takes are left out")


class DraftOut(DraftLine):
    totals: TotalsOut
    problems: list[ProblemOut] = Field(description="what is still to be put right; empty: it can be issued")
    content: dict[str, Any] = Field(description="as it stands in the form on the page, every value as text")


def with_sums(draft: Draft) -> Draft:
    """With its sums and problems, for the schema alone."""
    checked = check_draft(draft)
    sums = {name: getattr(checked.invoice.totals, name) for name in TotalsOut.model_fields}
    draft.totals = {name: None if value is None else decimal_text(value) for name, value in sums.items()}  # type: ignore[attr-defined]
    draft.problems = problems_out(checked.problems)  # type: ignore[attr-defined]
    return draft


def problems_out(found: Any) -> list[ProblemOut]:
    return [ProblemOut(at=place_of(each.field), sentence=str(each.sentence)) for each in found]


def draft_or_404(request: Entered, draft_id: int) -> Draft:
    return get_object_or_404(Draft.objects.writable_with(request.auth), pk=draft_id)


def require_unissued(draft: Draft) -> None:
    if draft.document_id:
        raise Problem(ISSUED, document={"id": draft.document_id, "url": address_of(draft)})


def address_of(draft: Draft) -> str:
    return f"{settings.URL}/api/v1/documents/{draft.document_id}"


@router.get("/drafts", auth=SEND, response=Listed[DraftLine], summary="Drafts not issued yet, the last changed first")
def list_drafts(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    return listed(Draft.objects.writable_with(request.auth).unissued(), paging, order=("-changed_at", "-id"))


@router.post(
    "/drafts",
    auth=SEND,
    response={201: DraftOut, 404: None},
    summary="Write a draft",
    openapi_extra={"parameters": [PARAMETER]},
)
def make_draft(request: Entered, draft: DraftIn) -> HttpResponse:
    """What you leave out is filled in from the company's settings. It is checked at once, and may be incomplete."""
    return once(request, draft.model_dump_json().encode(), partial(create_draft, request, draft))


def create_draft(request: Entered, given: DraftIn) -> HttpResponse:
    connection = fillable_with(request.auth).select_related("company").filter(pk=given.connection).first()
    if connection is None:
        raise Problem(NOT_FOUND)
    draft = drafts_edit.create_draft(
        connection, by=request.auth.responsible, **given.content(usual_vat=drafts_edit.usual_vat(connection))
    )
    return made(DraftOut.from_orm(with_sums(draft)), at=f"{settings.URL}/api/v1/drafts/{draft.pk}")


@router.get("/drafts/{draft_id}", auth=SEND, response=DraftOut, summary="One draft, with its sums and problems")
def get_draft(request: Entered, draft_id: Id) -> Draft:
    return with_sums(draft_or_404(request, draft_id))


@router.put("/drafts/{draft_id}", auth=SEND, response={200: DraftOut, 409: None}, summary="Write it anew")
def change_draft(request: Entered, draft_id: Id, draft: DraftBody) -> Draft:
    """What you leave out is filled in from the company's settings, as in a new one."""
    found = draft_or_404(request, draft_id)
    usual = drafts_edit.blank_content(found.connection) | {"communication": found.content.get("communication", "")}
    anew = draft.content(usual_vat=drafts_edit.usual_vat(found.connection))
    if not drafts_edit.save_content(found, usual | anew):
        require_unissued(found)
    return with_sums(found)


@router.delete("/drafts/{draft_id}", auth=SEND, response={204: None, 409: None}, summary="Throw it away")
def delete_draft(request: Entered, draft_id: Id) -> Status[None]:
    found = draft_or_404(request, draft_id)
    require_unissued(found)
    found.delete()
    return Status(204, None)


@router.get(
    "/drafts/{draft_id}/attachments",
    auth=SEND,
    response=Listed[DraftAttachmentOut],
    summary="The files that go with it, the oldest first",
)
def list_attachments(request: Entered, draft_id: Id, paging: Query[Paging]) -> dict[str, object]:
    return listed(draft_or_404(request, draft_id).attachments.all(), paging, order=("id",))


@router.post(
    "/drafts/{draft_id}/attachments",
    auth=SEND,
    response={201: DraftAttachmentOut, 409: None},
    summary="Add a file to it",
    openapi_extra=bytes_in(PDF, PNG, JPEG, CSV, XLSX, ODS) | {"parameters": [PARAMETER]},
)
def add_attachment(request: Entered, draft_id: Id, given: Query[Named]) -> HttpResponse:
    """The file is the body, as it is; what it is, its bytes tell: PDF, PNG, JPEG, CSV, XLSX or ODS. 20 at most."""
    found = draft_or_404(request, draft_id)
    data = body(request, settings.UPLOAD_LIMIT)
    return once(request, data, partial(create_attachment, found, given.name, data))


def create_attachment(draft: Draft, name: str, data: bytes) -> HttpResponse:
    draft.refresh_from_db(fields=["document"])
    require_unissued(draft)
    try:
        attachment = attach(draft, name, data)
    except NotAttached as fault:
        raise Problem(NOT_ATTACHED, WHY[fault.code], reason=fault.code) from fault
    return made(DraftAttachmentOut.from_orm(attachment))


@router.delete(
    "/attachments/{attachment_id}", auth=SEND, response={204: None, 409: None}, summary="Take a file off its draft"
)
def remove_attachment(request: Entered, attachment_id: Id) -> Status[None]:
    mine = Attachment.objects.filter(draft__in=Draft.objects.writable_with(request.auth)).select_related("draft")
    found = get_object_or_404(mine, pk=attachment_id)
    require_unissued(found.draft)
    found.delete()
    return Status(204, None)


@router.post(
    "/drafts/{draft_id}/documents",
    auth=SEND,
    response={201: DocumentOut, 409: None},
    summary="Issue it without sending",
    openapi_extra={"parameters": [PARAMETER]},
)
def issue_draft(request: Entered, draft_id: Id) -> HttpResponse:
    """It gets the next number and never changes again."""
    found = draft_or_404(request, draft_id)
    ahead = None if found.document_id else prepare(found)
    return once(request, b"", partial(create_document, request, found, ahead))


def create_document(request: Entered, draft: Draft, ahead: Prepared | None) -> HttpResponse:
    document = issue_or_raise(draft, partial(issue, by=request.auth.responsible, ahead=ahead))
    return made(DocumentOut.from_orm(document), at=address(document))


def issue_or_raise(draft: Draft, action: Callable[[Draft], Document]) -> Document:
    """Raises Problem: it was issued before, or what stands in the way."""
    draft.refresh_from_db(fields=["document"])
    require_unissued(draft)
    try:
        document = action(draft)
    except NotIssued as fault:
        problems = [each.model_dump() for each in problems_out(fault.problems)]
        raise Problem(NOT_READY, problems=problems) from fault
    return document
