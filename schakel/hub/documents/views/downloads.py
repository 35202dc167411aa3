"""Taking documents along: a ZIP of a selection or a period, or the list of them as a table."""

import re
import secrets
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.documents import table, zip_file
from schakel.hub.documents.forms import DownloadForm, PeriodForm, TickedForm
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.progress import Progress
from schakel.hub.people.requests import SignedIn
from schakel.hub.web import spreadsheet

ZIP = "application/zip"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: SignedIn) -> HttpResponseBase:
    """GET: the choice, filled in with what was searched. POST with `form`: the file; without: the choice, of what is ticked."""
    kind, ticked = request.POST.get("form", ""), [] if "all" in request.POST else request.POST.getlist("document")
    data = request.POST if kind in {"zip", *spreadsheet.TYPES} else None
    if ticked:
        form: DownloadForm = TickedForm(data, user=request.user, ticked=ticked)
    else:
        form = PeriodForm(data, user=request.user, initial=request.GET.dict())
    if data is None or not form.is_valid():
        context = {"form": form, "token": secrets.token_urlsafe(12), "most": zip_file.MOST, "ticked": ticked}
        return render(request, "documents/take.html", context, status=422 if form.errors else 200)
    return as_zip(request, form) if kind == "zip" else as_table(request, form, kind)


def as_zip(request: SignedIn, form: DownloadForm) -> HttpResponseBase:
    given = form.cleaned_data
    progress = Progress(request.user, given["token"], of=min(form.chosen().count(), zip_file.MOST))
    wish = zip_file.ZipContents(given["what"], given["shape"], get_language() or "en")
    pieces: Iterator[bytes] = zip_file.zip_pieces(form.chosen, wish, by=request.user, note=progress.note)
    response = StreamingHttpResponse(pieces, content_type=ZIP)
    response["Content-Disposition"] = f'attachment; filename="{_("documents")}-{timezone.localdate()}.zip"'
    return response


def as_table(request: SignedIn, form: DownloadForm, kind: str) -> HttpResponse:
    progress = Progress(request.user, form.cleaned_data["token"], of=min(form.chosen().count(), table.MOST))
    rows = table.rows(form.chosen(), labels=Label.objects.reachable_by(request.user), note=progress.note)
    made = spreadsheet.written(kind, _("Documents"), table.headings(), rows)
    record_of_person(Action.LIST_EXPORTED, request.user.pk, detail="documents")
    response = HttpResponse(made, content_type=spreadsheet.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{_("documents")}-{timezone.localdate()}.{kind}"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: SignedIn) -> HttpResponse:
    """How far a download of one's own is; POST stops it."""
    token = request.GET.get("token", "")
    if not re.fullmatch(r"[\w-]{1,40}", token):
        raise Http404
    here = Progress(request.user, token)
    if request.method == "POST":
        here.stop()
    done, of = here.read() or (0, 0)
    context = {"token": token, "done": done, "of": of, "is_stopped": request.method == "POST"}
    context["goes_on"] = not context["is_stopped"] and (done < of or not of)
    return render(request, "documents/progress.html", context)
