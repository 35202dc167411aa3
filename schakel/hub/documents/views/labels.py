"""The labels of the offices one works in, and those of one document. Who works in no office finds none of this."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.base.digits import is_digits
from schakel.hub.connections.models import Connection, Office
from schakel.hub.connections.rights import Right
from schakel.hub.documents.labels.assign import documents_with, set_labels
from schakel.hub.documents.labels.forms import LabelForm
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.listing import COUNTED
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.chips import query_of
from schakel.hub.people.requests import SignedIn


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    offices = list(
        Office.objects.allowing(request.user, Right.SET_UP).order_by("name", "pk").prefetch_related("labels")
    )
    return render(request, "documents/labels/list.html", {"offices": offices})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn, pk: int) -> HttpResponse:
    """`pk` is of the office."""
    office = get_object_or_404(Office.objects.allowing(request.user, Right.SET_UP), pk=pk)
    return edited(request, Label(office=office))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, pk: int) -> HttpResponse:
    return edited(request, get_object_or_404(Label.objects.managed_by(request.user).select_related("office"), pk=pk))


def edited(request: SignedIn, label: Label) -> HttpResponse:
    name = label.name
    form = LabelForm(request.POST if request.method == "POST" else None, instance=label)
    if request.method == "POST" and form.is_valid() and form.save_unless_taken():
        messages.success(request, _("Saved."))
        return redirect("documents:labels")
    context = {"form": form, "office": label.office, "name": name, "label": label}
    return render(request, "documents/labels/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, pk: int) -> HttpResponse:
    """Asks first, and says on how many documents it is."""
    label = get_object_or_404(Label.objects.managed_by(request.user), pk=pk)
    if request.method == "POST":
        label.delete()
        messages.success(request, _("The label “%(name)s” was removed.") % {"name": label.name})
        return redirect("documents:labels")
    count = Document.objects.filter(pk__in=documents_with(label))[: COUNTED + 1].count()
    return render(request, "documents/labels/remove.html", {"label": label, "count": count, "counted": COUNTED})


@login_required
@require_POST
def of_document(request: SignedIn, pk: int) -> HttpResponse:
    """Sets the labels of a document to those ticked."""
    managed = Document.objects.filter(connection__in=Connection.objects.managed_by(request.user))
    document = get_object_or_404(managed.select_related("connection__company").defer("text"), pk=pk)
    labels = Label.objects.reachable_by(request.user).filter(office=document.connection.company.office_id)
    given = set(request.POST.getlist("label"))
    chosen = list(labels.filter(pk__in=[each for each in given if is_digits(each) and len(each) < 19]))
    if len(chosen) != len(given):
        raise Http404
    set_labels(document, chosen, among=labels, by=request.user)
    messages.success(request, _("Saved."))
    query = query_of(request.GET) if request.GET else ""
    return redirect(f"{reverse('documents:detail', args=[pk])}{query}")
