"""Adding a document by the API: one that another program made, now or when the worker has read it."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic.json_schema import SkipJsonSchema

from schakel.einvoice.parse import LIMITS, Limits
from schakel.hub.connections.idempotency import made
from schakel.hub.connections.models import ApiKey, Connection
from schakel.hub.documents.api.alike import alike_out
from schakel.hub.documents.api.schemas import FiledOut
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.filing import NotFiled, ReadOnce, Repeat, file
from schakel.hub.documents.models import Document, WaitingFile, Way
from schakel.hub.documents.papers import Target
from schakel.hub.documents.placement import fillable_with
from schakel.hub.web.api import Wanted
from schakel.hub.web.problems import EMPTY, Problem, ProblemType

REFUSED = ProblemType(422, "refused", _("This file was not added; `reason` says why."))
ALREADY_HERE = ProblemType(409, "already_here", _("An invoice with this number from this company is already here."))


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
        by=key.responsible,
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


def address(document: Document) -> str:
    return f"{settings.URL}/api/v1/documents/{document.pk}"
