"""What was kept as history because of its date, and what somebody decides of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from schakel.hub.documents.bills.history import asked_of, decidable_by, decide_history
from schakel.hub.documents.search import order
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

MOST_TICKED = 500


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: SignedIn) -> HttpResponse:
    """GET: what is asked. POST with `document`s: `is_history` 1 or 0; `all`: everything that is asked is history."""
    if request.method == "POST":
        return decide(request)
    rows = asked_of(request.user).select_related("connection__company").defer("text")
    found = page(rows, order=order.columns(order.DEFAULT), after=request.GET.get("after", ""))
    return render(request, "documents/history/list.html", {"page": found})


def decide(request: SignedIn) -> HttpResponse:
    said, ticked = request.POST.get("is_history", ""), ticked_in(request)
    if said not in ("0", "1", "all"):
        return redirect("documents:history")
    chosen = asked_of(request.user) if said == "all" else decidable_by(request.user).filter(pk__in=ticked)
    allowed = chosen.select_related("connection__company").defer("text")
    count = decide_history(allowed, is_history=said != "0", by=request.user)
    messages.success(request, counted(count, is_history=said != "0"))
    if request.POST.get("from") == "document" and ticked:
        return redirect("documents:detail", ticked[0])
    return redirect("documents:history")


def ticked_in(request: SignedIn) -> list[int]:
    """Keys of documents; what is none is left out."""
    given = request.POST.getlist("document")[:MOST_TICKED]
    return [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19]


def counted(count: int, *, is_history: bool) -> str:
    if not count:
        return _("Nothing changed.")
    if is_history:
        return ngettext("%(n)d document is history.", "%(n)d documents are history.", count) % {"n": count}
    return ngettext("%(n)d document counts.", "%(n)d documents count.", count) % {"n": count}
