"""A call whose file is too long to be read while its program waits: 202, and where to ask for its answer (ADR 0192)."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import made
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Company
from schakel.hub.documents import waiting_files
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.models import WaitingFile
from schakel.hub.web.problems import MISSING_SCOPE, NOT_FOUND, UNKNOWN_KEY, Problem

router = Router(tags=["Long files"])
Deed = Callable[[ApiKey, WaitingFile, bytes], HttpResponse]  # all or nothing


class WaitingFileOut(Schema):
    id: int
    state: Literal["waiting", "answered", "failed"] = Field(description="failed: our fault; the operator is asked")
    at: datetime
    status: int | None = Field(description="of the answer; null: it is not there yet")
    location: str = Field(description="of what was made; empty: nothing, or several things")
    answer: dict[str, Any] | None = Field(
        description="what the call answers to a shorter file: what it made, or a problem"
    )

    @staticmethod
    def resolve_state(file: WaitingFile) -> str:
        return "waiting" if file.is_waiting else "failed" if file.result is None else "answered"

    @staticmethod
    def resolve_status(file: WaitingFile) -> int | None:
        return file.result["status"] if file.result else None

    @staticmethod
    def resolve_location(file: WaitingFile) -> str:
        return str(file.result["location"]) if file.result else ""

    @staticmethod
    def resolve_answer(file: WaitingFile) -> Any:
        return file.result["answer"] if file.result else None


@router.get("/waiting-files/{file_id}", auth=Key(), response=WaitingFileOut, summary="What became of a long file")
def get_waiting_file(request: Entered, file_id: Id) -> WaitingFile:
    """For the key that sent it and others of its maker for the same office or company, with all the scopes of that key."""
    key = request.auth
    own = WaitingFile.objects.filter(
        key__responsible=key.responsible_id, key__office=key.office_id, key__company=key.company_id
    ).exclude(key=None)
    file = get_object_or_404(own.defer("data").select_related("key"), pk=file_id)
    for scope in file.key.scopes if file.key else ():
        if scope not in key.scopes:
            raise Problem(MISSING_SCOPE, scope=scope)
    return file


def now_or_later(
    deed: Callable[[], HttpResponse],
    *,
    too_long: str,
    kind: str,
    key: ApiKey,
    data: bytes,
    company: Company | None = None,
    history: HistoryChoice = HistoryChoice.BY_DATE,
) -> HttpResponse:
    """The answer, or 202 when the deed raises the Problem whose `reason` is `too_long`; the worker then reads the `kind`."""
    try:
        return deed()
    except Problem as problem:
        if problem.more.get("reason") != too_long:
            raise
    file = waiting_files.keep_for_later(kind, "", data, by=key.responsible, company=company, history=history, key=key)
    return made(WaitingFileOut.from_orm(file), at=f"{settings.URL}/api/v1/waiting-files/{file.pk}", status=202)


def answer_later(deed: Deed, file: WaitingFile, data: bytes) -> Iterable[waiting_files.OutcomeLine]:
    """For the worker: does the deed as the key could now; the answer is kept as the file's result."""
    try:
        if file.key is None or not file.key.is_alive():
            raise Problem(UNKNOWN_KEY)
        answer = deed(file.key, file, data)
    except Http404:
        answer = Problem(NOT_FOUND).response()
    except Problem as problem:
        answer = problem.response()
    told = json.loads(answer.content)
    file.result = {"status": answer.status_code, "location": answer.get("Location", ""), "answer": told}
    return ()
