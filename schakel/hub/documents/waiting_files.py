"""Files that are too long to be read while somebody waits (ADR 0192): kept as they came, read by the worker, told on a page.

Each room adds what reads its kind of file.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from django.db.models import Q
from django.db.models.fields.json import KT
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from schakel.hub.audit.origin import acting_for
from schakel.hub.connections.models import ApiKey, Company
from schakel.hub.documents import filing
from schakel.hub.documents.bills.alike import alike, alike_text
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.models import Document, WaitingFile, Way
from schakel.hub.due import work_each
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn

LEASE = timedelta(minutes=30)
KEPT = timedelta(days=30)  # what became of a file
MOST_NAMED = 3  # files above a list
DOCUMENT, CALL = "document", "api_document"  # kinds


class OutcomeLine(NamedTuple):
    """One thing that became of a file, as the page says it."""

    tone: Literal["good", "bad"]
    text: str
    address: str = ""  # of the page about it


Reader = Callable[[WaitingFile, bytes], Iterable[OutcomeLine]]
"""What it leaves in `file.result` is kept with the lines."""


def keep_for_later(
    kind: str,
    name: str,
    data: bytes,
    *,
    by: User,
    company: Company | None = None,
    sent_elsewhere: bool = False,
    history: HistoryChoice = HistoryChoice.BY_DATE,
    key: ApiKey | None = None,
    result: Any = None,
) -> WaitingFile:
    return WaitingFile.objects.create(
        kind=kind,
        name=name[:200],
        data=data,
        by=by,
        company=company,
        is_sent_elsewhere=sent_elsewhere,
        history=history,
        key=key,
        result=result,
        due_at=timezone.now(),
    )


def read_waiting() -> int:
    """The worker's step. What became of a file is forgotten after a time, for it may hold much of a stranger's list."""
    count = work_each(WaitingFile.claim(Q(kind__in=READERS), batch=1, lease=LEASE), read)
    if count:
        WaitingFile.objects.filter(due_at=None, last_error="", at__lt=timezone.now() - KEPT).delete()
    return count


def read(file: WaitingFile) -> None:
    with translation.override(file.by.language), acting_for(file.by_id, key=file.key_id):
        lines = list(READERS[file.kind](file, bytes(file.data)))
    file.end_attempt(outcome=lines, result=file.result, data=b"", due_at=None, last_error="")


def read_document(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    history = HistoryChoice(file.history)
    outcome = filing.file(data, Way.UPLOAD, by=file.by, sent_elsewhere=file.is_sent_elsewhere, history=history)
    if isinstance(outcome, filing.NotFiled):
        return [OutcomeLine("bad", str(outcome.sentence))]
    said = _("filed") if outcome.is_new else _("already here")
    found = alike(outcome.documents, among=Document.everything.reachable_by(file.by))
    return [line_of(each, f"{said}. {alike_text(found[each.pk])}".rstrip(". ")) for each in outcome.documents]


def no_right() -> OutcomeLine:
    """The person who brought the file has lost the right to it."""
    return OutcomeLine("bad", _("Your account is not allowed to do this here."))


def line_of(document: Document, said: str) -> OutcomeLine:
    name = document.number or _("without number")
    return OutcomeLine(
        "good", f"{name}, {document.connection}: {said}", reverse("documents:detail", args=[document.pk])
    )


def of_program(deed: str) -> Reader:
    """Reads what a program sent. `deed` is where a `waiting_api.Deed` is found: the API is loaded when it is needed."""

    def read_call(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
        from schakel.hub.documents.api.waiting import answer_later

        return answer_later(import_string(deed), file, data)

    return read_call


READERS: dict[str, Reader] = {
    DOCUMENT: read_document,
    CALL: of_program("schakel.hub.documents.api.filing.filed_later"),
}


def above(request: SignedIn) -> SafeString:
    """One's own files that are being read, wait for one's word, or of which one has not seen what became of them; the newest."""
    own = WaitingFile.objects.filter(by=request.user, key=None, seen_at=None).annotate(phase=KT("result__phase"))
    own = own.defer("data", "result", "outcome")
    files = own.order_by("-pk")[:MOST_NAMED]
    return render_to_string("documents/waiting_above.html", {"files": files}, request) if files else SafeString()
