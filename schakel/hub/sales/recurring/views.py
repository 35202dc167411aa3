"""What comes back each month: begun from a draft or a document, paused, gone on with, stopped."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.models import Connection
from schakel.hub.documents.reachable import find_reachable
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts import from_document
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.models import Draft, Recurrence
from schakel.hub.sales.recurring import worker as recurring
from schakel.hub.sales.recurring.forms import RecurrenceForm


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    rows = (
        Recurrence.objects.writable_by(request.user).select_related("connection__company").order_by("state", "next_on")
    )
    shown = [(row, row.occurrences.select_related("draft").order_by("-on").first()) for row in rows[:200]]
    return render(request, "sales/recurrences.html", {"rows": shown, "State": Recurrence.State})


@login_required
def of_draft(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    return begin(request, draft.connection, draft.content)


@login_required
@page_of_a_document
def of_document(request: SignedIn, pk: int) -> HttpResponse:
    document = find_reachable(request.user, pk)
    if not from_document.may_draft_from(request.user, document):
        raise Http404
    return begin(request, document.connection, from_document.content_from(document))


def begin(request: SignedIn, connection: Connection, content: Content) -> HttpResponse:
    following = recurring.month_after(timezone.localdate(), day=timezone.localdate().day)
    form = RecurrenceForm(request.POST or None, initial={"first": following, "mode": Recurrence.Mode.DRAFT})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        recurring.create_recurrence(
            connection, content, by=request.user,
            mode=cleaned["mode"], first=cleaned["first"], until=cleaned["until"], times=cleaned["times"],
        )  # fmt: skip
        messages.success(request, _("It will repeat every month."))
        return redirect("sales:recurrences")
    context = {"form": form, "name": content.get("customer_name", ""), "company": connection.company}
    return render(request, "sales/recurrence.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def change(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(Recurrence.objects.writable_by(request.user), pk=pk)
    match request.POST.get("do"):
        case "pause":
            recurring.pause(row)
        case "go_on":
            recurring.resume(row, by=request.user)
        case "stop":
            recurring.stop(row)
    return redirect("sales:recurrences")
