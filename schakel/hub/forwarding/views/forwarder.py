"""One forwarder: how it stands, a test, on and off, and its end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.effects import why_not_forwarded
from schakel.hub.documents.models import Document
from schakel.hub.forwarding import document_hold, sample_offer
from schakel.hub.forwarding.forms import RouteForm
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.forwarding.overview import ForwardCounts, counts_of_forwarders
from schakel.hub.forwarding.packages import packages
from schakel.hub.forwarding.send_sample import send_sample
from schakel.hub.forwarding.words import sentence
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page
from schakel.peppol.errors import Unreachable

MOST_NAMED = 25  # routes to choose from; of more one is typed


def managed(request: SignedIn, pk: int) -> Forwarder:
    return get_object_or_404(Forwarder.objects.managed_by(request.user).select_related("office"), pk=pk)


@login_required
@require_safe
def forwarder(request: SignedIn, pk: int) -> HttpResponse:
    here = managed(request, pk)
    routes = here.routes.select_related("connection__company")
    order = ("connection__company__sort_name", "id")
    context = {
        "forwarder": here,
        "kind": here.kind_itself,
        "package": packages().get(here.package),
        "secrets": here.secrets if here.kind_itself.page_panel else {},
        "counts": counts_of_forwarders([here.pk]).get(here.pk, ForwardCounts()),
        "page": page(routes, order=order, after=request.GET.get("after", ""), size=25),
    }
    return render(request, "forwarding/forwarder.html", context)


@login_required
def test(request: SignedIn, pk: int) -> HttpResponse:
    """Sends the marked sample on one of its routes, or lays it ready to be fetched, and shows what happened."""
    here = managed(request, pk)
    routes = Route.active().filter(forwarder=here).select_related("connection__company", "forwarder__office")
    routes = routes.order_by("connection__company__sort_name", "pk")
    named = list(routes[: MOST_NAMED + 1])
    if not named:
        raise Http404
    kind = here.kind_itself
    form = RouteForm(request.POST if request.method == "POST" else None, routes=routes)
    context = {"forwarder": here, "routes": named if len(named) <= MOST_NAMED else [], "form": form, "kind": kind}
    if form.is_valid():
        asked = request.POST.get("route", "")
        route = get_object_or_404(routes, pk=asked) if asked.isdecimal() else form.route
        if kind.is_fetched:
            sample_offer.offer_sample(route)
            return redirect("forwarding:test", here.pk)
        context |= {"route": route, "tested": send_sample(route)}
    context["samples"] = sample_offer.newest_samples(here)
    return render(request, "forwarding/test.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def switch(request: SignedIn, pk: int) -> HttpResponse:
    here = managed(request, pk)
    if "on" in request.POST:
        here.start()
        messages.success(request, _("Forwarding is on. Waiting documents are being forwarded."))
    elif "off" in request.POST:
        here.stop(Forwarder.Stopped.BY_HAND)
        messages.success(request, _("Forwarding is off. New documents wait; nothing is lost."))
    return redirect("forwarding:forwarder", here.pk)


@login_required
@require_POST
def retire(request: SignedIn, pk: int) -> HttpResponse:
    here = managed(request, pk)
    here.retire()
    messages.success(request, _("%(name)s was removed. We no longer send anything there.") % {"name": here.name})
    return redirect("forwarding:list")


@login_required
@require_POST
def accept(request: SignedIn, pk: int) -> HttpResponse:
    """The key of the server that this person compared; only while the server still shows that one (F09)."""
    here = managed(request, pk)
    try:
        shown = here.kind_itself.shown_key(here.options)
    except Unreachable:
        shown = None
    if shown and shown[0] == request.POST.get("key"):
        here.options = here.kind_itself.accept_key(here.options, shown[0])
        here.save(update_fields=["options"])
        here.record(Action.FORWARDER_CHANGED, "server key accepted")
        here.start()
        messages.success(request, _("The key is accepted. Press Test again."))
    else:
        messages.error(request, _("The server now shows a different key. Test again."))
    return redirect("forwarding:forwarder", here.pk)


@login_required
@require_POST
def secret(request: SignedIn, pk: int) -> HttpResponse:
    """A new secret, the old one beside it for a while; or the end of the old one."""
    here = managed(request, pk)
    if not here.kind_itself.page_panel:
        raise Http404
    here.secrets = here.kind_itself.roll_over(here.secrets, is_ended="roll" not in request.POST)
    here.save(update_fields=["encrypted"])
    here.record(Action.FORWARDER_CHANGED, "secret")
    return redirect("forwarding:forwarder", here.pk)


@login_required
@require_safe
def forward(request: SignedIn, pk: int) -> HttpResponse:
    """One document on its way: every try, and what the other side said."""
    rows = Forward.objects.managed_by(request.user).select_related("document__bill", "forwarder", "connection__company")
    here = get_object_or_404(rows.defer("document__text"), pk=pk)
    tries = [(each, sentence(each.code) if each.code else "") for each in here.tries.order_by("-at", "-id")[:50]]
    context = {"forward": here, "tries": tries, "resting": why_not_forwarded(here.document)}
    return render(request, "forwarding/forward.html", context)


@login_required
@require_POST
def hold(request: SignedIn, pk: int) -> HttpResponse:
    """Not to bookkeeping, or after all."""
    documents = Document.objects.filter(connection__in=Connection.objects.managed_by(request.user))
    here = get_object_or_404(documents.select_related("connection__company").defer("text"), pk=pk)
    if "release" in request.POST:
        document_hold.release(here, request.user)
    elif "hold" in request.POST:
        document_hold.hold(here, request.user)
    return redirect("documents:detail", here.pk)
