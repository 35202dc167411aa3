"""The API of this room: documents listed, fetched, and added when another program made them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, NoReturn

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema
from pydantic.json_schema import SkipJsonSchema

from schakel.einvoice.money import decimal_text
from schakel.einvoice.parse import INTERACTIVE, LIMITS, Limits, TooLarge
from schakel.einvoice.validation import Finding
from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Company, Connection, Scope
from schakel.hub.documents import files
from schakel.hub.documents.api.alike import ALIKE, AlikeOut, alike_out
from schakel.hub.documents.api.filters import Asking
from schakel.hub.documents.api.waiting import WaitingFileOut, now_or_later
from schakel.hub.documents.attachments import Enclosed, enclosed
from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills import warning_texts as warnings
from schakel.hub.documents.bills.clock import contest_by
from schakel.hub.documents.bills.compare_pdf import outcome_of
from schakel.hub.documents.bills.history import HistoryChoice, decidable_by, decide_history
from schakel.hub.documents.bills.models import BillWarning
from schakel.hub.documents.bills.rules import with_rules
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.filetypes import JPEG, PDF, PNG, UNKNOWN
from schakel.hub.documents.filing import NotFiled, ReadOnce, Repeat, file
from schakel.hub.documents.listing import counted, search_in
from schakel.hub.documents.models import (
    Document,
    DocumentQuerySet,
    Event,
    History,
    Quarantine,
    WaitingFile,
    Way,
)
from schakel.hub.documents.opening import Opened, findings, opened
from schakel.hub.documents.papers import Target
from schakel.hub.documents.placement import fillable_with
from schakel.hub.documents.search import order
from schakel.hub.documents.undrawn import drawn
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, Wanted, body, bytes_in, bytes_out, listed
from schakel.hub.web.problems import EMPTY, Problem, ProblemType

router = Router(tags=["Documents"])
READ, FILE = Key(Scope.READ), Key(Scope.FILE)
LONG = "api_document"  # kind of a waiting file
FIRST_DAY, LAST_DAY = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

REFUSED = ProblemType(422, "refused", _("This file was not added; `reason` says why."))
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
ALREADY_HERE = ProblemType(409, "already_here", _("An invoice with this number from this company is already here."))


def history_in_words(document: Document) -> str:
    row: History | None = getattr(document, "history", None)
    if row is None or row.counts:
        return ""
    return "decided" if row.decided_at else "proposed" if row.is_proposed else "given"


class CompanyName(Schema):
    id: int
    name: str
    enterprise_number: str


class DocumentOut(Schema):
    id: int
    company: CompanyName
    connection: int
    side: str = Field(description="purchase or sales")
    kind: str = Field(description="invoice, credit_note or paper; empty: it cannot be read, see `fault`")
    self_billed: bool
    number: str = Field(description="BT-1; of a paper what its text seems to say, else the name of its file")
    party: str = Field(description="the other one: seller of a purchase, buyer of a sale")
    issue_date: date | None = Field(description="BT-2")
    due_date: date | None = Field(description="BT-9")
    currency: str = Field(description="BT-5")
    payable: str | None = Field(description="BT-115 in `currency`, a decimal number as text")
    money_back: bool = Field(description="the seller owes the buyer")
    verdict: str = Field(description="valid, invalid or not_checked, by the rules of EN 16931 and Peppol")
    fault: str = Field(description="code of why it cannot be read")
    sent_elsewhere: bool = Field(description="another program sent it; it is never sent from here")
    counts_as: str = Field(
        description="counts; or duplicate, merged, replaced, refused, contested, credited, history, paper; empty: not yet known"
    )
    history: str = Field(
        description="given: who brought it said that it is history; proposed: it is older than its connection and nobody "
        "has said; decided: somebody said that it is; empty: no history"
    )
    contest_by: date | None = Field(
        description="the last day to contest it in time; null: nothing to contest, accepted or contested, or it is over"
    )
    warning: str = Field(
        description="the heaviest that nobody confirmed: stop (not payable until somebody does), look or know; empty: none"
    )
    received_at: datetime
    sha256: str = Field(description="of the original bytes, in hex")
    size: int = Field(description="bytes")

    @staticmethod
    def resolve_company(document: Document) -> Company:
        return document.connection.company

    @staticmethod
    def resolve_connection(document: Document) -> int:
        return document.connection_id

    @staticmethod
    def resolve_side(document: Document) -> str:
        return document.connection.side

    @staticmethod
    def resolve_counts_as(document: Document) -> str:
        return effects.effect_on(document) or ("history" if history_in_words(document) else "")

    @staticmethod
    def resolve_history(document: Document) -> str:
        return history_in_words(document)

    @staticmethod
    def resolve_contest_by(document: Document) -> date | None:
        return contest_by(document)

    @staticmethod
    def resolve_warning(document: Document) -> str:
        return warnings.heaviest_of(document)

    @staticmethod
    def resolve_payable(document: Document) -> str | None:
        return None if document.payable is None else decimal_text(document.payable)


class Filing(Schema):
    """What is said of a document that is added."""

    history: bool | SkipJsonSchema[None] = Field(
        None, description="true: keep it as history; false: it counts, however old; left out: by its date"
    )
    connection: Wanted = Field(
        None, description="id of the connection in which a file without an invoice is kept as a paper"
    )
    name: str = Field("", max_length=200, description="of that file")

    @property
    def choice(self) -> HistoryChoice:
        if self.history is None:
            return HistoryChoice.BY_DATE
        return HistoryChoice.HISTORY if self.history else HistoryChoice.COUNTS


class HistoryIn(Schema):
    history: bool = Field(description="true: it is history; false: it counts after all")


class FindingOut(Schema):
    rule: str = Field(description="such as BR-CO-15; docs/api/rules.md lists them")
    severity: str = Field(description="fatal or warning")
    term: str = Field(description="business term, such as BT-112")
    line: int | None = Field(description="of the invoice, from 1")
    sentence: str = Field(description="in the language of Accept-Language")


class WarningOut(Schema):
    code: str = Field(description="such as iban_changed; docs/api/rest.md lists them")
    weight: str = Field(description="stop, look or know")
    sentence: str = Field(
        description="in the language of Accept-Language; what other companies show only for a key of the whole office"
    )
    confirmed_at: datetime | None = Field(description="null: nobody confirmed it")
    how: str = Field(description="how it was confirmed: called, paper or known; empty: it was not")


class AttachmentOut(Schema):
    index: int
    name: str
    type: str = Field(description="told from its bytes")
    is_readable: bool


class DocumentDetail(DocumentOut):
    alike: list[AlikeOut] = Field(description=ALIKE)
    pdf_outcome: str = Field(
        description="the PDF inside against the data: agrees, differs, other (it is not the invoice), not_compared; "
        "empty: there is none, or not yet"
    )
    findings: list[FindingOut]
    warnings: list[WarningOut] = Field(description="what is odd about it as a bill, the heaviest first")
    attachments: list[AttachmentOut] = Field(description="empty also where it is too long to be read here")


class EventOut(Schema):
    id: int
    kind: str
    at: datetime
    by: str = Field(description="name of a person, or empty")
    way: str = Field(description="upload, command, peppol, api, folder, archive, or empty")
    detail: str

    @staticmethod
    def resolve_by(event: Event) -> str:
        return str(event.by or "")


class FiledDocument(DocumentOut):
    alike: list[AlikeOut] = Field(description=ALIKE)


class FiledOut(Schema):
    documents: list[FiledDocument] = Field(description="one, or two when seller and buyer are both reached by the key")


def finding_out(finding: Finding) -> FindingOut:
    said = finding.sentence(get_language() or "en")
    return FindingOut(rule=finding.rule, severity=finding.severity, term=finding.term, line=finding.line, sentence=said)


def warning_out(warning: BillWarning, sentence: str) -> WarningOut:
    weight = warning.get_weight_display()
    return WarningOut(
        code=warning.code, weight=weight, sentence=sentence, confirmed_at=warning.confirmed_at, how=warning.how
    )


def reached(key: ApiKey) -> DocumentQuerySet:
    related = ("connection__company", "bill", "history", *with_rules())
    return Document.objects.reachable_with(key).select_related(*related).defer("text")


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
    found = search_in(reached(key), asking.search(), user=key.made_by, connections=key.connections(), is_lenient=False)
    rows = order.shown_by(found.documents, asking.order)
    return listed(rows, paging, order=order.columns(asking.order), count=counted(found))


@router.get("/documents/{document_id}", auth=READ, response=DocumentDetail, summary="One document, with what was found")
def get_document(request: Entered, document_id: Id) -> Document:
    document = one(request, document_id)
    here = opened(document, limits=INTERACTIVE)
    said = [finding_out(each) for each in findings(document)]
    attached: list[Enclosed] = list(enclosed(here.invoice)) if here.invoice else []
    document.findings, document.attachments = said, attached  # type: ignore[attr-defined]  # for the schema alone
    document.alike = alike_out(document, request.auth)  # type: ignore[attr-defined]
    document.pdf_outcome = outcome_of(document)  # type: ignore[attr-defined]
    document.warnings = [warning_out(*each) for each in warnings.said_with(request.auth, document)]  # type: ignore[attr-defined]
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
    by = request.auth.made_by
    mine = decidable_by(by).filter(pk=document_id).select_related("connection__company").defer("text")
    if not mine:
        raise Problem(NEVER_HISTORY)
    decide_history(mine, is_history=told.history, by=by)
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
    deed = partial(now_or_later, now, too_long=TooLarge.code, kind=LONG, key=key, data=data, history=asking.choice)
    return once(request, data, deed)


def target_of(key: ApiKey, asking: Filing) -> Target | None:
    """Raises Http404: the key does not reach that connection."""
    if asking.connection is None:
        return None
    connection = get_object_or_404(fillable_with(key).select_related("company"), pk=asking.connection)
    return Target(connection, asking.name)


def filed(
    key: ApiKey,
    data: bytes | ReadOnce,
    *,
    history: HistoryChoice = HistoryChoice.BY_DATE,
    paper: Target | None = None,
    limits: Limits = LIMITS,
) -> HttpResponse:
    found = newly_filed(key, data, sent_elsewhere=True, history=history, paper=paper, limits=limits)
    for document in found:
        document.alike = alike_out(document, key)  # type: ignore[attr-defined]  # for the schema alone
    return made(FiledOut.model_validate({"documents": found}), at=address(found[0]))


def filed_later(key: ApiKey, file: WaitingFile, data: bytes) -> HttpResponse:
    return as_one(partial(filed, key, history=HistoryChoice(file.history)), data)


def as_one(deed: Callable[[ReadOnce], HttpResponse], data: bytes) -> HttpResponse:
    """All or nothing; a long document is read and judged before others wait for the transaction."""
    read = ReadOnce.of(data)
    _judged = read.report
    with transaction.atomic():
        return deed(read)


def newly_filed(
    key: ApiKey,
    data: bytes | ReadOnce,
    *,
    limits: Limits = LIMITS,
    sent_elsewhere: bool = False,
    history: HistoryChoice = HistoryChoice.BY_DATE,
    paper: Target | None = None,
) -> tuple[Document, ...]:
    """Raises Problem: there is none, it was refused, or its number is here already."""
    if not data:
        raise Problem(EMPTY)
    outcome = file(
        data,
        Way.API,
        by=key.made_by,
        among=fillable_with(key),
        sent_elsewhere=sent_elsewhere,
        history=history,
        paper=paper,
        limits=limits,
    )
    if isinstance(outcome, NotFiled):
        raise Problem(REFUSED, outcome.sentence, reason=outcome.code)
    if isinstance(outcome, Repeat):
        raise duplicate(outcome.documents[0])
    for document in outcome.documents:
        require_only_one(document)
    return outcome.documents


def require_only_one(document: Document) -> None:
    """Of two programs that add the same number at once, the second waits here and is refused (E09)."""
    Connection.objects.select_for_update().get(pk=document.connection_id)
    if other := Document.objects.with_number_of(document).first():
        raise duplicate(other)


def duplicate(document: Document) -> Problem:
    return Problem(ALREADY_HERE, document={"id": document.pk, "url": address(document)})


def undrawable() -> NoReturn:
    raise Problem(UNDRAWABLE)


def address(document: Document) -> str:
    return f"{settings.URL}/api/v1/documents/{document.pk}"


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
    by = request.auth.made_by
    document.events.create(kind=DocumentEvent.DOWNLOADED, by=by, way=Way.API, detail=file.name)
    return files.file_response(file)
