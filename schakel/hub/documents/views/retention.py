"""How long a company keeps its documents, which its office's owners decide; and keeping one document on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.forms import HoldForm, RetentionRuleForm
from schakel.hub.documents.retention.hold import end_hold
from schakel.hub.documents.retention.hold import hold as keep_on
from schakel.hub.documents.retention.period import rule_of
from schakel.hub.people.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: SignedIn, pk: int) -> HttpResponse:
    owned = Company.objects.filter(office__in=Office.objects.owned_by(request.user))
    company = get_object_or_404(owned.select_related("retention_rule"), pk=pk)
    form = RetentionRuleForm(request.POST if request.method == "POST" else None, instance=rule_of(company))
    if request.method == "POST" and form.is_valid():
        form.save()
        record(Action.RETENTION_CHANGED, company, place=company.place, detail=",".join(form.changed_data))
        messages.success(request, _("Saved."))
        return redirect("connections:company", pk)
    context = {"form": form, "company": company}
    return render(request, "documents/retention/rule.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: SignedIn, pk: int) -> HttpResponse:
    """GET asks for the reason; POST keeps the document on, or with `end` no longer."""
    managed = Document.objects.filter(connection__in=Connection.objects.managed_by(request.user, also_closed=True))
    document = get_object_or_404(managed.select_related("connection__company").defer("text"), pk=pk)
    if request.method == "POST" and "end" in request.POST:
        end_hold(document, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("documents:detail", pk)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if keep_on(document, form.cleaned_data["reason"], by=request.user):
            messages.success(request, _("We keep this document until somebody of your office ends it."))
        else:
            messages.info(request, _("Somebody of your office keeps this document on already."))
        return redirect("documents:detail", pk)
    context = {"form": form, "document": document}
    return render(request, "documents/retention/hold.html", context, status=422 if form.errors else 200)
