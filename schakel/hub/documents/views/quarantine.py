"""The operator's page of what is in quarantine. What everybody else sees at its address: `detail.detail`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from schakel.hub.documents import panels, store
from schakel.hub.documents.files import DocumentFile, file_response
from schakel.hub.documents.filetypes import UNKNOWN
from schakel.hub.documents.forms import LookForm, QuarantineForm
from schakel.hub.documents.looks import record_operator_look
from schakel.hub.documents.models import Quarantine
from schakel.hub.documents.quarantine import quarantine, release
from schakel.hub.people.operators import require_operator
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_(request: SignedIn) -> HttpResponse:
    """GET: what is in quarantine. POST: one document more."""
    require_operator(request.user)
    form = QuarantineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if quarantine(form.cleaned_data["document"], form.cleaned_data["reason"], by=request.user):
            messages.success(request, _("The document is in quarantine."))
        return redirect("documents:quarantine")
    rows = Quarantine.objects.active().select_related("document__connection__company", "by")
    found = page(rows.defer("document__text"), order=("-at", "-id"), after=request.GET.get("after", ""))
    context = {"form": form, "page": found, "above": [made(request) for made in panels.above_quarantine]}
    return render(request, "documents/quarantine/list.html", context, status=422 if form.errors else 200)


def one(request: SignedIn, pk: int) -> Quarantine:
    require_operator(request.user)
    return get_object_or_404(Quarantine.objects.active().select_related("document"), pk=pk)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    here = one(request, pk)
    release(here.document, by=request.user)
    messages.success(request, _("The document was released from quarantine. Everything continues."))
    return redirect("documents:quarantine")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: SignedIn, pk: int) -> HttpResponse:
    """GET asks why. POST: the exact bytes, under a name and a type that tell nothing: it may be harmful to open."""
    here = one(request, pk)
    form = LookForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "documents/quarantine/look.html", {"form": form}, status=422 if form.errors else 200)
    record_operator_look(here.document, reason=form.cleaned_data["reason"], by=request.user)
    try:
        data = store.read(here.document.sha256)
    except store.Damaged as fault:
        raise Http404 from fault
    return file_response(DocumentFile(f"document-{here.document_id}.quarantine", UNKNOWN, data))
