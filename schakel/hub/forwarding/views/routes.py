"""Which companies go to a forwarder and to which address of theirs there: a page of them at a time, found by name or number."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schakel.hub.connections.listing import ORDER, matching
from schakel.hub.connections.models import Company
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.forwarding.route_choices import CompanyChoices, choices_of, save_routes
from schakel.hub.forwarding.views.forwarder import managed
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

AT_ONCE = 25  # companies on a page


@login_required
def routes(request: SignedIn, pk: int) -> HttpResponse:
    here = managed(request, pk)
    text = request.GET.get("q", "").strip()[:100].replace("\0", "")
    companies = Company.objects.filter(office=here.office)
    if text:
        companies = companies.filter(matching(request.user, text))
    found = page(companies, order=ORDER, after=request.GET.get("after", ""), size=AT_ONCE)
    lines = lines_of(request, here, [each.pk for each in found.rows])
    is_wrong = any(cell.fault for line in lines for cell in line.cells)
    if request.method == "POST" and not is_wrong:
        save_routes(here, lines)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    context = {"forwarder": here, "kind": here.kind_itself, "lines": lines, "page": found, "text": text}
    return render(request, "forwarding/routes.html", context, status=422 if is_wrong else 200)


def lines_of(request: SignedIn, here: Forwarder, companies: list[int]) -> list[CompanyChoices]:
    """As they are; of a form, those of its companies, which the page had when it was shown."""
    routes = dict(here.routes.values_list("connection", "address"))
    if request.method != "POST":
        return choices_of(here.office, here.kind_itself, asked=None, routes=routes, companies=companies)
    shown = [int(each) for each in request.POST.getlist("company")[:AT_ONCE] if each.isdecimal() and len(each) < 19]
    return choices_of(here.office, here.kind_itself, asked=request.POST, routes=routes, companies=shown)
