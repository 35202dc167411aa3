"""A draft on its way out: the button that sends it, and whether its customer can be reached."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.models import Connection
from schakel.hub.network.outbound.draft import WHY_NOT, send
from schakel.hub.network.outbound.lookup import find_customer
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts.content import clean
from schakel.hub.sales.drafts.finish import finish
from schakel.hub.sales.models import Draft


@login_required
@require_POST
def transmission(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    action = partial(send, by=request.user)
    return finish(request, found, action, success=gettext("%(number)s is on its way over Peppol."))


@login_required
@require_safe
def reachable(request: SignedIn, pk: int) -> HttpResponse:
    """Whether the number that is being typed can be reached; the rest is as it was saved last."""
    draft = get_object_or_404(Draft.objects.writable_by(request.user), pk=pk)
    asked = ("customer_number", "customer_country", "customer_endpoint", "kind")
    typed = {name: clean(name, request.GET[name]) for name in asked if name in request.GET}
    content = draft.content | typed
    self_billed, is_asked = draft.connection.side == Connection.Side.PURCHASE, bool(content.get("customer_number"))
    found = find_customer(content, self_billed=self_billed)
    context = {
        "draft": draft,
        "name": content["customer_name"] or gettext("This customer"),
        "reached": found,
        "is_asked": is_asked,
        "may_mail": not self_billed and found.how in WHY_NOT,
    }
    return render(request, "network/draft/reached.html", context)
