"""The operator's page of what is in quarantine. What everybody else sees at its address: `one.detail`."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.hub.documents import panels, store
from schakel.hub.documents.filetypes import UNKNOWN
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.documents.quarantine import quarantine, release
from schakel.hub.documents.views import files
from schakel.hub.people.operators import require_operator
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.api import LARGEST_ID
from schakel.hub.web.paging import page


class QuarantineForm(forms.Form):
    document = forms.IntegerField(
        label=gettext_lazy("Number of the document"),
        help_text=gettext_lazy("The last number in the address of its page, such as 27 in /documents/27/."),
        min_value=1,
        max_value=LARGEST_ID,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the document. Only operators read it."),
        max_length=200,
    )

    def clean_document(self) -> Document:
        found = Document.everything.filter(pk=self.cleaned_data["document"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no document with this number."))
        return found


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
    messages.success(request, _("The document is out of quarantine. What waited for it goes on."))
    return redirect("documents:quarantine")


@login_required
@require_safe
def original(request: SignedIn, pk: int) -> HttpResponse:
    """The exact bytes, under a name and a type that tell nothing: it may be harmful to open."""
    here = one(request, pk)
    try:
        data = store.read(here.document.sha256)
    except store.Damaged as fault:
        raise Http404 from fault
    return files.handed_out(files.File(f"document-{here.document_id}.quarantine", UNKNOWN, data))
