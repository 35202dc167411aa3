"""Forwarding, on a document's page and on a company's."""

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.connections.models import Company
from schakel.hub.connections.models.office import sees_all_of
from schakel.hub.documents.bills.effects import why_not_forwarded
from schakel.hub.documents.models import Document
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder
from schakel.hub.forwarding.overview import counts_of_companies
from schakel.hub.people.requests import SignedIn


def beside(request: SignedIn, document: Document) -> SafeString:
    """Where it went and where it waits: for all who read it; what can be done about it, for the office."""
    forwards = list(document.forwards.select_related("forwarder", "notice").order_by("forwarder__name"))
    dispatch = Dispatch.objects.filter(document=document).select_related("held_by").first()
    is_held = bool(dispatch and dispatch.held_at)
    is_routed = document.connection.routes.filter(forwarder__ended_at=None).exists()
    if not (forwards or is_held or is_routed):
        return SafeString()
    resting = why_not_forwarded(document)
    context = {
        "document": document,
        "forwards": forwards,
        "dispatch": dispatch,
        "is_held": is_held,
        "may_hold": is_held or not (resting or (dispatch and dispatch.exported_at)),
        "resting": resting,
        "managed": document.connection.company.is_managed_by(request.user),
    }
    return render_to_string("forwarding/beside.html", context, request)


def of_company(request: HttpRequest, company: Company, managed: bool) -> str:
    """For its office: whether its documents go on to bookkeeping, and how that stands."""
    if not managed:
        return ""
    forwarders = Forwarder.objects.active().filter(routes__connection__company=company, office=company.office_id)
    context = {
        "company": company,
        "forwarders": forwarders.distinct().order_by("name", "pk"),
        "counts": counts_of_companies([company.pk]).get(company.pk),
        "State": Forward.State,
        "may_set_up": sees_all_of(cast(SignedIn, request).user, company.office_id),
    }
    return render_to_string("forwarding/of_company.html", context, request)
