"""The API of this room: documents listed, fetched, and added when another program made them."""

from functools import partial
from typing import Annotated, NoReturn

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from schakel.einvoice.parse import INTERACTIVE, TooLarge
from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Scope
from schakel.hub.documents import files, waiting_files
from schakel.hub.documents.api.alike import alike_out
from schakel.hub.documents.api.filing import Filing, filed, target_of
from schakel.hub.documents.api.filters import Asking
from schakel.hub.documents.api.labels import labels_with
from schakel.hub.documents.api.schemas import (
    DocumentDetail,
    DocumentOut,
    EventOut,
    FiledOut,
    HistoryIn,
    LabelsIn,
    finding_out,
    warning_out,
)
from schakel.hub.documents.api.waiting import WaitingFileOut, now_or_later
from schakel.hub.documents.attachments import Enclosed, enclosed
from schakel.hub.documents.bills import warning_texts as warnings
from schakel.hub.documents.bills.compare_pdf import outcome_of
from schakel.hub.documents.bills.history import decidable_by, decide_history
from schakel.hub.documents.bills.rules import with_rules
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filetypes import JPEG, PDF, PNG, UNKNOWN
from schakel.hub.documents.labels.assign import labels_shown, set_labels
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.listing import counted, search_in
from schakel.hub.documents.looks import record_fetched
from schakel.hub.documents.models import (
    Document,
    DocumentQuerySet,
    Quarantine,
    Way,
)
from schakel.hub.documents.opening import Opened, findings, opened
from schakel.hub.documents.search import order
from schakel.hub.documents.undrawn import drawn
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, body, bytes_in, bytes_out, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Documents"])
READ, FILE = Key(Scope.READ), Key(Scope.FILE)

IN_QUARANTINE = ProblemType(
    423, "in_quarantine", _("The operator of this service put this document in quarantine; `since` says when.")
)
NOT_SCANNED = ProblemType(
    423, "not_scanned", _("This document has not been scanned for viruses yet. Try again in a moment.")
)
UNDRAWABLE = ProblemType(
    422, "undrawable", _("We cannot make a PDF of this document; you can still fetch the original file.")
)
NEVER_HISTORY = ProblemType(
    422, "never_history", _("Only a document that somebody brought here, and that need not be sent, can be history.")
)
TOO_LONG = ProblemType(422, "too_long", _("This document is too long to show here. You can download the original."))


def reached(key: ApiKey) -> DocumentQuerySet:
    return with_related(Document.objects.reachable_with(key), key)


def with_related(documents: DocumentQuerySet, key: ApiKey) -> DocumentQuerySet:
    """With what is told of each. Nothing is left out of them: the caller says what the key reaches."""
    related = ("connection__company__retention_rule", "bill", "history", *with_rules())
    labels = labels_shown(Label.objects.reachable_with(key))
    return documents.select_related(*related).prefetch_related(labels).defer("text")


def one(request: Entered, document_id: int) -> Document:
    """Raises Problem, or Http404: it is in quarantine, or not within reach of the key."""
    if document := reached(request.auth).filter(pk=document_id).first():
        return document
    kept = Document.everything.reachable_with(request.auth).filter(pk=document_id)
    here = get_object_or_404(Quarantine.objects.active(), document__in=kept)
    raise Problem(IN_QUARANTINE, since=here.at.isoformat())


@router.get("/documents", auth=READ, response=Listed[DocumentOut], summary="Documents, the last received first")
def list_documents(request: Entered, asking: Query[Asking], paging: Query[Paging]) -> dict[str, object]:
    key = request.auth
    if asking.label is not None:
        labels_with(key, [asking.label])
    every, here = Document.objects.all(), key.connections()  # those of a key are found by `search_in`, along an index
    found = search_in(every, asking.search(), user=key.responsible, connections=here, is_lenient=False)
    rows = order.shown_by(with_related(found.documents, key), asking.order)
    return listed(rows, paging, order=order.columns(asking.order), count=counted(found))


@router.get("/documents/{document_id}", auth=READ, response=DocumentDetail, summary="One document, with what was found")
def get_document(request: Entered, document_id: Id) -> Document:
    document = one(request, document_id)
    record_fetched(document, key=request.auth)
    here = opened(document, limits=INTERACTIVE)
    said = [finding_out(each) for each in findings(document)]
    attached: list[Enclosed] = list(enclosed(here.invoice)) if here.invoice else []
    document.findings, document.attachments = said, attached  # type: ignore[attr-defined]  # for the schema alone
    document.alike = alike_out(document, request.auth)  # type: ignore[attr-defined]  # likewise
    document.pdf_outcome = outcome_of(document)  # type: ignore[attr-defined]  # likewise
    warned = [warning_out(*each) for each in warnings.said_with(request.auth, document)]
    document.warnings = warned  # type: ignore[attr-defined]  # likewise
    return document


@router.get(
    "/documents/{document_id}/original",
    auth=READ,
    summary="The exact bytes",
    openapi_extra=bytes_out(files.XML, PDF, PNG, JPEG),
)
def get_original(request: Entered, document_id: Id) -> HttpResponse:
    """XML, or PDF when the invoice came inside one; a paper is a PDF, PNG or JPEG."""
    document = one(request, document_id)
    return download(request, document, files.original_file(document, opened(document, limits=INTERACTIVE)))


@router.get("/documents/{document_id}/pdf", auth=READ, summary="A PDF of it", openapi_extra=bytes_out(PDF))
def get_pdf(request: Entered, document_id: Id) -> HttpResponse:
    """The sender's own when one is inside; else made here, in the language of Accept-Language, with the XML inside."""
    document = one(request, document_id)
    here = drawn(document, lambda: opened(document, limits=INTERACTIVE), otherwise=undrawable)
    require_short(here)
    return download(request, document, drawn(document, lambda: files.any_pdf(document, here), otherwise=undrawable))


@router.get(
    "/documents/{document_id}/attachments/{index}",
    auth=READ,
    summary="A file inside it",
    openapi_extra=bytes_out(UNKNOWN),
)
def get_attachment(request: Entered, document_id: Id, index: Annotated[int, Path(ge=0, le=LARGEST_ID)]) -> HttpResponse:
    """Under the type that its bytes tell: PDF, PNG, JPEG, CSV, XLSX, ODS, or application/octet-stream."""
    document = one(request, document_id)
    here = opened(document, limits=INTERACTIVE)
    require_short(here)
    return download(request, document, files.attached_file(here, index))


@router.get(
    "/documents/{document_id}/events", auth=READ, response=Listed[EventOut], summary="What happened to it, oldest first"
)
def list_events(request: Entered, document_id: Id, paging: Query[Paging]) -> dict[str, object]:
    return listed(one(request, document_id).events.select_related("by"), paging, order=("at", "id"))


@router.put("/documents/{document_id}/history", auth=FILE, response=DocumentOut, summary="Whether it is history")
def put_history(request: Entered, document_id: Id, told: HistoryIn) -> Document:
    """Of a document that was uploaded or added by a program or folder. What came over the network is never history."""
    one(request, document_id)
    by = request.auth.responsible
    mine = decidable_by(by).filter(pk=document_id).select_related("connection__company").defer("text")
    if not mine:
        raise Problem(NEVER_HISTORY)
    decide_history(mine, is_history=told.history, by=by)
    return one(request, document_id)


@router.put("/documents/{document_id}/labels", auth=FILE, response=DocumentOut, summary="The labels of a document")
def put_labels(request: Entered, document_id: Id, told: LabelsIn) -> Document:
    """These and no others. Only for a key of somebody of the office."""
    document, key = one(request, document_id), request.auth
    labels = labels_with(key, told.labels)
    set_labels(document, labels, among=Label.objects.reachable_with(key), by=key.responsible)
    return one(request, document_id)


@router.post(
    "/documents",
    auth=FILE,
    response={201: FiledOut, 202: WaitingFileOut, 409: None},
    summary="Add a document that another program made",
    openapi_extra=bytes_in(files.XML, PDF, PNG, JPEG) | {"parameters": [PARAMETER]},
)
def file_document(request: Entered, asking: Query[Filing]) -> HttpResponse:
    """UBL or CII, or a PDF with one of them inside; it is kept as it is, where its seller and buyer are. A PDF, PNG or JPEG
    without an invoice inside is kept as a paper in the `connection` that is named.

    With `history=true` it is kept as history: read and found, never open, forwarded or answered. Without `history`, what is
    older than its connection is proposed as history and held until somebody decides; `history` in the answer says so.

    A sale is marked as sent elsewhere and never sent from here. Without an Idempotency-Key, a number that is here
    already is refused with 409, and `document` names the one that has it. A long one (of more than 75,000 elements, some
    5,000 lines) is answered with 202, and the answer to this call stands under `Location` when it was read.
    """
    data, key = body(request, settings.UPLOAD_LIMIT), request.auth
    now = partial(filed, key, data, history=asking.choice, paper=target_of(key, asking), limits=INTERACTIVE)
    deed = partial(
        now_or_later, now, too_long=TooLarge.code, kind=waiting_files.CALL, key=key, data=data, history=asking.choice
    )
    return once(request, data, deed)


def undrawable() -> NoReturn:
    raise Problem(UNDRAWABLE)


def require_short(here: Opened) -> None:
    """Raises Problem: it is too long to be read while its program waits."""
    if here.is_too_long:
        raise Problem(TOO_LONG)


def download(request: Entered, document: Document, file: files.DocumentFile | None) -> HttpResponse:
    """A download, noted in the timeline."""
    if document.is_unscanned:
        raise Problem(NOT_SCANNED, headers={"Retry-After": "10"})
    if file is None:
        raise Http404
    by = request.auth.responsible
    document.events.create(kind=DocumentEvent.DOWNLOADED, by=by, way=Way.API, detail=file.name)
    return files.file_response(file)
