"""Verbindingen: the list, and what happened to one connection."""

from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schakel.hub.connections import panels
from schakel.hub.connections.history import happenings
from schakel.hub.connections.listing import CLOSED, MANY, Order, Search, counts, letters, listed
from schakel.hub.connections.models import Company, Connection, InvitationMail, Office
from schakel.hub.connections.models.office import has_right
from schakel.hub.connections.rights import Right
from schakel.hub.connections.unanswered import unanswered
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import opened
from schakel.hub.web.templatetags.formatting import number

MOST_COUNTED = 1000
FEW = 4  # companies that a client oversees without searching


@dataclass(frozen=True)
class Tab:
    word: str
    count: str
    query: str
    here: bool


@login_required
def list_(request: SignedIn) -> HttpResponse:
    """The whole page; or, for htmx, what was found; or only the next companies."""
    user = request.user
    offices = Office.objects.of(user).order_by("name")
    if not offices and not Company.objects.reachable_by(user).exists():
        return render(request, "connections/welcome.html")
    search, after = Search.read(request.GET), request.GET.get("after", "")
    groups, page = listed(user, search, after=after)
    if search.is_empty and not groups and not after:
        search = replace(search, state=CLOSED)  # perhaps there is nothing else
        groups, page = listed(user, search)
    several = len({group.company.office_id for group in groups} | {office.pk for office in offices}) > 1
    answer = {
        "groups": groups,
        "page": page,
        "search": search,
        "offices": offices,
        "may_add": has_right(user, Right.ADD),
        "by_office": several,
        "searchable": bool(offices or page.next or after or not search.is_empty or len(groups) > FEW),
        "rows": is_in_rows(user, search, offices),
        "office_before": dict(enumerate(opened(after))).get(1),
    }
    if request.htmx.target == "more":
        return render(
            request, "connections/dense_rows.html" if answer["rows"] else "connections/companies.html", answer
        )
    if answer["rows"]:
        answer |= {"letters": letters(user, search), "orders": Order.choices, "sides": Connection.SHORT_NAMES.values()}
    answer |= {"for_chosen": panels.for_chosen, "links": panels.links}
    answer["above"] = [notice for made in panels.above if (notice := made(request))]
    answer |= summary(user, search) | {"queued": InvitationMail.objects.managed_by(user).exclude(due_at=None).count()}
    return render(
        request, "connections/found.html" if request.htmx.target == "found" else "connections/list.html", answer
    )


def is_in_rows(user: User, search: Search, offices: QuerySet[Office]) -> bool:
    """One row a company, where there are too many for cards; or as asked."""
    if search.view or not offices:
        return search.view == "rows"
    return Company.objects.managed_by(user)[: MANY + 1].count() > MANY


def summary(user: User, search: Search) -> dict[str, object]:
    counted = counts(user, search)
    closed = counted[CLOSED]
    total = counted.total() - closed
    shown = tabs(search, counted) if total or closed else []
    return {"tabs": shown, "total": total, "closed": closed, "open": unanswered(user).count()}


def tabs(search: Search, counted: Counter[str]) -> list[Tab]:
    """All that are open, then each state that occurs, then the closed ones; the chosen one always."""
    closed = counted[CLOSED]
    states = [("", _("all"), counted.total() - closed)] + [
        (s.value, str(s.label), counted[s]) for s in Connection.State
    ]
    states.append((CLOSED, _("closed"), closed))
    return [
        Tab(capfirst(word), up_to_thousand(n), query_of(search, state), state == search.state)
        for state, word, n in states
        if n or state in ("", search.state)
    ]


def query_of(search: Search, state: str) -> str:
    order = "" if search.order == Order.NAME else search.order
    asked = {"q": search.text, "state": state, "office": search.office or "", "order": order, "view": search.view}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def up_to_thousand(n: int) -> str:
    return number(n) if n <= MOST_COUNTED else f"{number(MOST_COUNTED)}+"


@login_required
def history(request: SignedIn, pk: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.managed_by(request.user).select_related("company__office"), pk=pk)
    return render(request, "connections/history.html", {"connection": connection, "happenings": happenings(connection)})
