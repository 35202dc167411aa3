"""Saved views: the list of them, opening one, saving what one sees, and with which one's list begins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.hub.documents.listing import COUNTED
from schakel.hub.documents.saved_views.forms import SavedViewForm
from schakel.hub.documents.saved_views.models import SavedView, StartView
from schakel.hub.documents.saved_views.query import Named, count_of, is_within_reach, query_to_save, words_of
from schakel.hub.people.requests import SignedIn

NOT_FOUND = 404


def find_view(request: SignedIn, pk: int) -> SavedView | None:
    return SavedView.objects.reachable_by(request.user).select_related("office").filter(pk=pk).first()


def unknown(request: SignedIn) -> HttpResponse:
    """The same for one that does not exist and for one that is not theirs."""
    return render(request, "documents/saved_views/unknown.html", status=NOT_FOUND)


@login_required
@require_safe
def list_(request: SignedIn, counts: dict[int, int | None] | None = None) -> HttpResponse:
    views = list(SavedView.objects.reachable_by(request.user).select_related("office"))
    named = Named.by(views, request.user)
    start = StartView.objects.filter(user=request.user).values_list("view", flat=True).first()
    rows = [
        (view, words_of(view, named), is_within_reach(view, named), (counts or {}).get(view.pk, "")) for view in views
    ]
    context = {"rows": rows, "start": start, "counted": COUNTED}
    return render(request, "documents/saved_views/list.html", context)


@login_required
@require_safe
def start(request: SignedIn) -> HttpResponse:
    """Where the menu leads: to the view with which their list begins, or to all documents."""
    begins = StartView.objects.filter(user=request.user, view__in=SavedView.objects.reachable_by(request.user)).first()
    return redirect("documents:saved_view", begins.view_id) if begins else redirect("documents:list")


@login_required
@require_safe
def open_(request: SignedIn, pk: int) -> HttpResponse:
    view = find_view(request, pk)
    if view is None:
        return unknown(request)
    if not is_within_reach(view, Named.by([view], request.user)):
        return render(request, "documents/saved_views/unreachable.html", {"view": view})
    query = QueryDict(view.query, mutable=True)
    query["view"] = str(view.pk)
    return redirect(f"{reverse('documents:list')}?{query.urlencode()}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """GET with the query of the list: the form; POST with it: saved."""
    query = query_to_save(request.GET)
    view = SavedView(query=query, owner=request.user)
    return edited(request, view)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """Its name and whose it is; with a query, what it asks for too."""
    view = find_view(request, pk)
    if view is None:
        return unknown(request)
    if request.GET:
        view.query = query_to_save(request.GET)
    return edited(request, view)


def edited(request: SignedIn, view: SavedView) -> HttpResponse:
    name, words = view.name, words_of(view, Named.by([view], request.user))
    form = SavedViewForm(request.POST if request.method == "POST" else None, instance=view, user=request.user)
    if request.method == "POST" and form.is_valid() and form.save_unless_taken():
        messages.success(request, _("Saved."))
        return redirect("documents:saved_view", view.pk)
    context = {"form": form, "view": view, "name": name, "words": words}
    return render(request, "documents/saved_views/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, pk: int) -> HttpResponse:
    view = find_view(request, pk)
    if view is None:
        return unknown(request)
    if request.method == "POST":
        view.delete()
        messages.success(request, _("The view “%(name)s” was removed.") % {"name": view.name})
        return redirect("documents:saved_views")
    return render(request, "documents/saved_views/remove.html", {"view": view})


@login_required
@require_POST
def begin_with(request: SignedIn, pk: int) -> HttpResponse:
    """Their list begins with this view; with `not`, with all documents again."""
    view = find_view(request, pk)
    if view is None:
        return unknown(request)
    if "not" in request.POST:
        StartView.objects.filter(user=request.user, view=view).delete()
    else:
        StartView.objects.update_or_create(user=request.user, defaults={"view": view})
    messages.success(request, _("Saved."))
    return redirect("documents:saved_views")


@login_required
@require_safe
def count(request: SignedIn, pk: int) -> HttpResponse:
    """How many documents it finds now: to htmx that alone, else in the list of views."""
    view = find_view(request, pk)
    if view is None:
        return unknown(request)
    number = count_of(view, request.user)
    if not request.htmx:
        return list_(request, counts={view.pk: number})
    return render(request, "documents/saved_views/count.html", {"count": number, "counted": COUNTED})
