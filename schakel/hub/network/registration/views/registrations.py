"""All registrations an office manages, with their states and how fast they go."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.overview import counts_of, pace_of, provider_titles, status_of
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

SIZE = 50
WITHOUT_MANDATE = "without_mandate"  # a filter beside the states
ORDER = ("company__sort_name", "id")


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    asked, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100].replace("\0", "")
    state = asked if asked in {*Registration.State.values, WITHOUT_MANDATE} else ""
    rows = Registration.objects.managed_by(request.user).select_related("company__office").with_mandate()
    without = rows.without_mandate()
    found = without if state == WITHOUT_MANDATE else rows.filter(state=state) if state else rows.active()
    if text:
        found = found.filter(company__sort_name__contains=sort_name_of(text))
    shown = page(found, order=ORDER, after=request.GET.get("after", ""), size=SIZE)
    titles = provider_titles(shown.rows)
    answer = {
        "rows": [(row, status_of(row), titles.get(row.pk, "")) for row in shown.rows],
        "page": shown,
        "state": state,
        "text": text,
    }
    if request.htmx.target == "more":
        return render(request, "network/registrations_rows.html", answer)
    counted = counts_of(request.user)
    count = without.count()
    answer |= {
        "tabs": tabs(counted, state, without=count),
        "without_mandate": count,
        "pace": pace_of(request.user, waiting=counted[Registration.State.WANTED]),
    }
    return render(request, "network/registrations.html", answer)


def tabs(counted: Counter[str], chosen: str, *, without: int) -> list[tuple[str, str, int]]:
    """All that are active, then each state that occurs, and those without a mandate; the chosen one always."""
    active = counted.total() - counted[Registration.State.UNREGISTERED]
    found = [("", _("All"), active)]
    found += [(each.value, capfirst(str(each.label)), counted[each]) for each in Registration.State]
    found.append((WITHOUT_MANDATE, _("Without a mandate"), without))
    return [tab for tab in found if tab[2] or tab[0] in ("", chosen)]
