"""What became of a file that is read in the background; and of an archive, what is in it and whether to take it in."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.documents.archives.bring import begin_import, discard, is_ready
from schakel.hub.documents.archives.progress import Progress
from schakel.hub.documents.archives.worker import KIND
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.models import WaitingFile
from schakel.hub.documents.placement import fillable_by
from schakel.hub.documents.views.connection_choice import chosen_connection, connections_offered
from schakel.hub.documents.waiting_files import OutcomeLine
from schakel.hub.people.requests import SignedIn

FOUND = {
    "invoice": gettext_lazy("Invoices"),
    "credit_note": gettext_lazy("Credit notes"),
    "with_pdf": gettext_lazy("of them with the PDF of the same name"),
    "pdf": gettext_lazy("PDFs, with or without an invoice inside"),
    "paper": gettext_lazy("Papers"),
    "known": gettext_lazy("Already here"),
    "refused": gettext_lazy("Cannot be imported"),
}


@login_required
@require_safe
def waiting(request: SignedIn, pk: int) -> HttpResponse:
    """How far one's own file is; the page asks again by itself until it was read."""
    own = WaitingFile.objects.filter(by=request.user, key=None)
    file = get_object_or_404(own.defer("data").select_related("company"), pk=pk)
    if not file.is_waiting and file.seen_at is None and not is_ready(file):
        WaitingFile.objects.filter(pk=pk).update(seen_at=timezone.now())
    ahead = own.filter(due_at__isnull=False, pk__lt=pk).count() if file.is_waiting else 0
    context = {"file": file, "lines": [OutcomeLine(*line) for line in file.outcome], "ahead": ahead}
    if file.kind == KIND and file.result:
        context |= archive_context(request, Progress.from_json(file.result))
    return render(request, "documents/waiting.html", context)


def archive_context(request: SignedIn, progress: Progress) -> dict[str, Any]:
    chosen = fillable_by(request.user).select_related("company").filter(pk=progress.connection or 0).first()
    return {
        "archive": progress,
        "days": [date.fromisoformat(day) for day in (progress.first, progress.last) if day],
        "found": [(word, progress.found[what]) for what, word in FOUND.items() if progress.found.get(what)],
        "places": sorted(progress.places.items()),
        "choices": HistoryChoice.choices,
        "chosen": chosen,
        "connections": connections_offered(request.user),
        "has_any": any(count for what, count in progress.found.items() if what != "refused"),
        "has_papers": bool(progress.found.get("pdf") or progress.found.get("paper")),
    }


@login_required
@require_POST
def import_archive(request: SignedIn, pk: int) -> HttpResponse:
    """`history` is a HistoryChoice, `connection` where papers go."""
    file = own_file(request, pk)
    said = request.POST.get("history", "")
    history = HistoryChoice(said) if said in HistoryChoice else HistoryChoice.HISTORY
    if not begin_import(file, history=history, papers_to=chosen_connection(request)):
        messages.info(request, _("Nothing changed."))
    return redirect("documents:waiting", pk)


@login_required
@require_POST
def discard_archive(request: SignedIn, pk: int) -> HttpResponse:
    if discard(own_file(request, pk)):
        messages.success(request, _("Nothing was imported."))
        return redirect("documents:list")
    return redirect("documents:waiting", pk)


def own_file(request: SignedIn, pk: int) -> WaitingFile:
    return get_object_or_404(WaitingFile.objects.filter(by=request.user, key=None).defer("data"), pk=pk)
