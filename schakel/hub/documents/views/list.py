"""Documents: the list, and adding to it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from schakel.einvoice.parse import INTERACTIVE, TooLarge
from schakel.hub.connections.models import Connection, Office
from schakel.hub.documents import dropfolder, filing, panels, waiting_files
from schakel.hub.documents.bills.alike import Alike, alike
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.listing import COUNTED, Search, listed, unread_count
from schakel.hub.documents.models import Document, WaitingFile, Way
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    search = Search.read(request.GET)
    page = listed(request.user, search, after=request.GET.get("after", ""))
    context = {"search": search, "page": page}
    if request.htmx:
        return render(request, "documents/rows.html", context)
    connection = None
    if search.connection is not None:
        reachable = Connection.objects.reachable_by(request.user).select_related("company")
        connection = get_object_or_404(reachable, pk=search.connection)
    context |= {
        "connection": connection,
        "unread": unread_count(request.user, replace(search, unread=False)),
        "counted": COUNTED,
        "sides": Connection.SHORT_NAMES.items(),
        "kinds": Document.Kind.choices,
        "may_add": fillable_by(request.user).exists(),
        "above": panels.above_of(request),
        "buttons": [made(request, connection) for made in panels.buttons],
        "is_asked": search != Search(connection=search.connection),
    }
    return render(request, "documents/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    """Sales among them were sent by another program, unless it is said that they are still to be sent from here."""
    history = history_choice(request)
    outcomes = [(file.name, outcome_of(request, file, history)) for file in request.FILES.getlist("files")]
    brought = [each for _name, outcome in outcomes for each in getattr(outcome, "documents", ())]
    context = {
        "outcomes": with_alike(request.user, outcomes),
        "limit": settings.UPLOAD_LIMIT,
        "nothing": request.method == "POST" and not outcomes,
        "folders": folders(request.user) if settings.DOCUMENTS_FOLDER else [],
        "to_send": request.POST.get("sales") == "to_send",
        "history": history,
        "choices": HistoryChoice.choices,
        "asked": [each for each in brought if getattr(each, "history", None) and each.history.is_asked],
    }
    return render(request, "documents/upload.html", context)


def history_choice(request: SignedIn) -> HistoryChoice:
    """What is not understood is left to the dates."""
    said = request.POST.get("history", "")
    return HistoryChoice(said) if said in HistoryChoice else HistoryChoice.BY_DATE


Outcome = filing.Filed | filing.Repeat | filing.NotFiled | WaitingFile
Shown = tuple[str | None, Outcome, list[tuple[Document, list[Alike]]]]


def with_alike(user: User, outcomes: list[tuple[str | None, Outcome]]) -> list[Shown]:
    """Beside each document that came of a file, those that may be the same bill."""
    each = [
        (name, one, one.documents if isinstance(one, filing.Filed | filing.Repeat) else ()) for name, one in outcomes
    ]
    added = [document for _name, _one, documents in each for document in documents]
    found = alike(added, among=Document.everything.reachable_by(user))
    return [(name, one, [(document, found[document.pk]) for document in documents]) for name, one, documents in each]


def outcome_of(request: SignedIn, file: "UploadedFile[bytes]", history: HistoryChoice) -> Outcome:
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        return filing.TOO_LARGE
    sent_elsewhere, data = request.POST.get("sales") != "to_send", file.read()
    outcome = filing.file(
        data, Way.UPLOAD, by=request.user, sent_elsewhere=sent_elsewhere, history=history, limits=INTERACTIVE
    )
    if isinstance(outcome, filing.NotFiled) and outcome.code == TooLarge.code:
        return waiting_files.keep_for_later(
            waiting_files.DOCUMENT,
            file.name or "",
            data,
            by=request.user,
            sent_elsewhere=sent_elsewhere,
            history=history,
        )
    return outcome


def folders(user: User) -> list[tuple[Office, str]]:
    """Of each office in which they work: where other programs may put documents."""
    return [(office, dropfolder.FOLDER.format(pk=office.pk)) for office in Office.objects.of(user).order_by("name")]
