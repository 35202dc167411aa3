"""Sending a draft: issued and queued in one transaction, so that neither is ever there without the other."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.network.outbound.lookup import Reach, Reached, reach
from schakel.hub.network.outbound.queue import Unaddressed, queue
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.drafts.compose import Problem
from schakel.hub.sales.drafts.content import clean
from schakel.hub.sales.drafts.views.draft import draft_of, ended
from schakel.hub.sales.issuing.issue import NotIssued, issue
from schakel.hub.sales.models import Draft
from schakel.peppol.identifiers import ParticipantId

NOWHERE = _("This company is not on Peppol. Check the number; or issue the invoice and send it by e-mail.")
OTHER_KINDS = _("This company is on Peppol, but does not take this kind of document.")
WHY_NOT = {Reach.NOWHERE: NOWHERE, Reach.OTHER_KINDS: OTHER_KINDS}


class NotReached(NotIssued):
    def __init__(self, how: Reach) -> None:
        super().__init__((Problem("customer_number", WHY_NOT[how]),))
        self.how = how


def send(draft: Draft, *, by: User) -> Document:
    """Looked up first: who is not on the network gets no number. While the network cannot say, it is tried later.

    Raises:
        NotIssued                      permanent until the draft changes
        store.NotKept, store.Damaged   as the store
    """
    found = reached(draft)
    if found.how in WHY_NOT:
        raise NotReached(found.how)
    return issue_for(found, draft, by=by)


def issue_for(found: Reached, draft: Draft, *, by: User) -> Document:
    """Issued, and queued for where it was found. Raises as `send`."""
    return issue(draft, by=by, address=found.address, also=partial(queue_it, address=found.address))


def reached(draft: Draft) -> Reached:
    return reach(draft.content, self_billed=draft.connection.side == Connection.Side.PURCHASE)


def queue_it(document: Document, *, address: str = "") -> None:
    outcome = queue(document, to=ParticipantId(address.lower()) if address else None)
    if isinstance(outcome, Unaddressed):
        raise NotIssued((Problem("customer_number", outcome.sentence),))


@login_required
@require_POST
def transmission(request: SignedIn, pk: int) -> HttpResponse:
    def deed(draft: Draft) -> Document:
        return send(draft, by=request.user)

    return ended(request, draft_of(request, pk), deed, gettext("%(number)s is on its way over Peppol."))


def way(request: SignedIn, draft: Draft) -> SafeString:
    """The button on the page of the draft."""
    return render_to_string("network/draft/way.html", {"draft": draft}, request)


def beside_number(request: SignedIn, draft: Draft) -> SafeString:
    """Room for the answer below; the network is asked once the page stands there."""
    return render_to_string("network/draft/beside_number.html", {"draft": draft}, request)


@login_required
@require_safe
def reachable(request: SignedIn, pk: int) -> HttpResponse:
    """Whether the number that is being typed can be reached; the rest is as it was saved last."""
    draft = draft_of(request, pk)
    asked = ("customer_number", "customer_country", "customer_endpoint", "kind")
    typed = {name: clean(name, request.GET[name]) for name in asked if name in request.GET}
    content = draft.content | typed
    self_billed, is_asked = draft.connection.side == Connection.Side.PURCHASE, bool(content.get("customer_number"))
    found = reach(content, self_billed=self_billed)
    context = {
        "draft": draft,
        "name": content["customer_name"] or gettext("This customer"),
        "reached": found,
        "is_asked": is_asked,
        "may_mail": not self_billed and found.how in WHY_NOT,
    }
    return render(request, "network/draft/reached.html", context)
