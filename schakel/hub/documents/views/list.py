"""Documents: the list, and adding to it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import push_url

from schakel.einvoice.parse import INTERACTIVE, TooLarge
from schakel.hub.connections.forms import address_with, read_company
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.connections.rights import Right
from schakel.hub.documents import dropfolder, filing, panels, waiting_files
from schakel.hub.documents.actions.registry import groups_for
from schakel.hub.documents.archives.bring import bring_archive, is_archive
from schakel.hub.documents.bills.alike import Alike, alike
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.listing import COUNTED, counted, find_documents, listed, order_of, page_with, unread_count
from schakel.hub.documents.models import Document, WaitingFile, Way
from schakel.hub.documents.papers import Target
from schakel.hub.documents.placement import fillable_by
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.documents.saved_views.query import Named, is_within_reach, unsaved_query, view_opened
from schakel.hub.documents.search import order
from schakel.hub.documents.search.chips import chips_of, query_of
from schakel.hub.documents.search.filters import Reader, Search
from schakel.hub.documents.search.find import Found
from schakel.hub.documents.search.query import LONGEST
from schakel.hub.documents.search.states import visible
from schakel.hub.documents.views.connection_choice import chosen_connection, connections_offered
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

FOUND = "found"  # the part of the page that follows what is typed
CARRIED = ("connection", "counts_as", "number", "received_since", "view")  # no field of the form


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    """The page; to htmx, what was found while somebody types, or the rows that follow."""
    user = request.user
    asked, picker = read_company(request.GET, Company.objects.reachable_by(user).distinct())
    if picker.is_valid():
        return redirect(address_with(picker.cleaned_data["company"], request.path, asked))
    view = view_opened(asked, user)
    if view and not is_within_reach(view, Named.by([view], user)):
        return redirect("documents:saved_view", view.pk)
    search, query = Search.read(asked), query_of(asked) if asked else ""
    if any(len(asked.get(name, "")) > LONGEST for name in ("q", "party", "number")):
        return redirect(request.path + without_excess(asked, search))
    connection, company = place_of(user, search)
    found = find_documents(user, search)
    context = {
        "search": search,
        "query": query,
        "connection": connection,
        "picker": picker,
        **rows_found(user, search, asked, found=found),
    }
    if request.htmx and request.htmx.target != FOUND:
        return render(request, "documents/rows.html", context)
    labels = list(Label.objects.reachable_by(user).select_related("office"))
    label = next((each for each in labels if each.pk == search.label), None)
    context["chips"] = chips_of(search, found.parts, asked, company=company, label=label)
    context |= {"view": view, "unsaved": unsaved_query(asked, view), **of_found(user, search, found)}
    if request.htmx:
        return push_url(render(request, "documents/found.html", context), query or "?")
    context |= {"by": order_of(search, found.parts), "labels": labels, **around_found(request, connection)}
    return render(request, "documents/list.html", context)


def without_excess(asked: QueryDict, search: Search) -> str:
    """The query of the address with no more of each text than is searched: every link of the page carries it along."""
    return query_of(asked, q=search.text, party=search.party, number=search.number)


def of_found(user: User, search: Search, found: Found) -> dict[str, object]:
    """How many there are, and what can be done with them."""
    return {
        "found": found,
        "count": counted(found),
        "unread": unread_count(user, found) if search.state in ("", "unread") else None,
        "counted": COUNTED,
        "is_asked": search.is_narrow,
        "actions": groups_for(user),
    }


def rows_found(user: User, search: Search, asked: QueryDict, *, found: Found) -> dict[str, object]:
    """One page of the rows, and how they are in order. Who comes back from a document (`at`) gets the page it is on."""
    at = Reader(asked).key("at")
    after = asked.get("after", "") or (page_with(user, search, at, found=found) if at else "")
    return {
        "page": listed(user, search, after=after, found=found),
        "at": at,
        "is_later": bool(after),
        "orders": order_links(asked, order_of(search, found.parts)),
    }


def around_found(request: SignedIn, connection: Connection | None) -> dict[str, object]:
    """The rest of the page: what the form of filters offers and carries along, and what rooms show."""
    return {
        "carried": [(name, value) for name in CARRIED if (value := request.GET.get(name))],
        "dates": [("issue", _("invoice date")), ("due", _("due date")), ("received", _("day of receipt"))],
        "order_names": order.names(),
        "sides": Connection.SHORT_NAMES.items(),
        "kinds": Document.Kind.choices,
        "states": visible(request.user),
        "may_add": fillable_by(request.user).exists(),
        "above": panels.above_of(request),
        "views": SavedView.objects.reachable_by(request.user),
        "is_lost_view": "view" in request.GET and view_opened(request.GET, request.user) is None,
        "buttons": [made(request, connection) for made in panels.buttons],
    }


def place_of(user: User, search: Search) -> tuple[Connection | None, Company | None]:
    """The connection and the company that are asked for. Raises Http404: not theirs."""
    connection = company = None
    if search.connection is not None:
        reachable = Connection.objects.reachable_by(user).select_related("company")
        connection = get_object_or_404(reachable, pk=search.connection)
    if search.company is not None:
        company = get_object_or_404(Company.objects.reachable_by(user).distinct(), pk=search.company)
    return connection, company


def order_links(asked: QueryDict, by: str) -> dict[str, tuple[str, str]]:
    """By the name of an order: the address of the list in it, and how the list is in it now, for aria-sort. Days and amounts
    begin with the last and the highest; once more turns it round."""
    links = {}
    for name in order.KEYS:
        first = name if name == "party" else f"-{name}"
        other = first.removeprefix("-") if first.startswith("-") else f"-{first}"
        is_now = by.removeprefix("-") == name
        way = "descending" if by.startswith("-") else "ascending"
        links[name] = (query_of(asked, order=other if by == first else first), way if is_now else "")
    return links


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    """Sales among them were sent by another program, unless it is said that they are still to be sent from here."""
    history, chosen = history_choice(request), chosen_connection(request)
    outcomes = [(file.name, outcome_of(request, file, history, chosen)) for file in request.FILES.getlist("files")]
    brought = [each for _name, outcome in outcomes for each in getattr(outcome, "documents", ())]
    context = {
        "outcomes": with_alike(request.user, outcomes),
        "limit": settings.UPLOAD_LIMIT,
        "nothing": request.method == "POST" and not outcomes,
        "folders": folders(request.user) if settings.DOCUMENTS_FOLDER else [],
        "to_send": request.POST.get("sales") == "to_send",
        "history": history,
        "chosen": chosen,
        "connections": connections_offered(request.user),
        "choices": HistoryChoice.choices,
        "asked": [each for each in brought if getattr(each, "history", None) and each.history.is_asked],
    }
    return render(request, "documents/upload.html", context)


def history_choice(request: SignedIn) -> HistoryChoice:
    """What is not understood is left to the dates."""
    said = request.POST.get("history", "")
    return HistoryChoice(said) if said in HistoryChoice else HistoryChoice.BY_DATE


Outcome = filing.Filed | filing.Repeat | filing.NotFiled | WaitingFile
Shown = tuple[str | None, Outcome, list[tuple[Document, list[Alike]]]]


def with_alike(user: User, outcomes: list[tuple[str | None, Outcome]]) -> list[Shown]:
    """Beside each document that came of a file, those that may be the same bill."""
    each = [
        (name, one, one.documents if isinstance(one, filing.Filed | filing.Repeat) else ()) for name, one in outcomes
    ]
    added = [document for _name, _one, documents in each for document in documents]
    found = alike(added, among=Document.everything.reachable_by(user))
    return [(name, one, [(document, found[document.pk]) for document in documents]) for name, one, documents in each]


def outcome_of(
    request: SignedIn, file: "UploadedFile[bytes]", history: HistoryChoice, chosen: Connection | None
) -> Outcome:
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        return filing.TOO_LARGE
    sent_elsewhere, data = request.POST.get("sales") != "to_send", file.read()
    if is_archive(data):
        return bring_archive(file.name or "", data, by=request.user, papers_to=chosen)
    outcome = filing.file(
        data,
        Way.UPLOAD,
        by=request.user,
        sent_elsewhere=sent_elsewhere,
        history=history,
        paper=Target(chosen, file.name or "") if chosen else None,
        limits=INTERACTIVE,
    )
    if isinstance(outcome, filing.NotFiled) and outcome.code == TooLarge.code:
        return waiting_files.keep_for_later(
            waiting_files.DOCUMENT,
            file.name or "",
            data,
            by=request.user,
            sent_elsewhere=sent_elsewhere,
            history=history,
        )
    return outcome


def folders(user: User) -> list[tuple[Office, str]]:
    """Of each office for all of which they work: where other programs may put documents."""
    offices = Office.objects.allowing(user, Right.SET_UP).order_by("name")
    return [(office, dropfolder.FOLDER.format(pk=office.pk)) for office in offices]
