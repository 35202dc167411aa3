"""An action with many documents: asked, begun, followed, stopped. For those ticked in the list, or for all that were found."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.base.digits import is_digits
from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.registry import find_action
from schakel.hub.documents.actions.start import settled_query, start, stop
from schakel.hub.documents.actions.words import done_sentence, reason_of, skipped_sentences, word_of
from schakel.hub.documents.listing import COUNTED, counted, find_documents
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.chips import query_of
from schakel.hub.documents.search.filters import Search
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.language import Sentence

LONGEST_QUERY = 4000  # characters


@login_required
@require_POST
def begin(request: SignedIn) -> HttpResponse:
    """`action`; `document`s, or `all` of what `query` finds. A question comes first, unless it is a choice and can be undone."""
    known = find_action(request.POST.get("action", ""), request.user)
    asked = QueryDict(request.POST.get("query", "")[:LONGEST_QUERY].removeprefix("?"))
    if known is None:
        raise Http404
    action, option, word = known
    is_all = "all" in request.POST
    ticked = None if is_all else ticked_by(request)
    if ticked == set():
        messages.warning(request, _("Select documents in the list first."))
        return redirect(list_of(asked))
    if (is_all or action.question) and "confirmed" not in request.POST:
        title = f"{action.group}: {word}" if action.choices else word
        return question(request, asked, ticked, word=title, text=action.question)
    bulk_action = start(action.code, option, by=request.user, ticked=ticked, query=query_of(asked).removeprefix("?"))
    if bulk_action.ended_at and not bulk_action.goes_on:
        BulkAction.objects.filter(pk=bulk_action.pk).update(seen_at=timezone.now())
        messages.success(request, " ".join([f"{word}:", done_sentence(bulk_action), *skipped_sentences(bulk_action)]))
        return redirect(list_of(asked))
    return redirect("documents:bulk_action", bulk_action.pk)


def ticked_by(request: SignedIn) -> set[int]:
    """Raises Http404: they may not reach one of them, and so none is touched."""
    given = set(request.POST.getlist("document"))
    keys = {int(each) for each in given if is_digits(each) and len(each) < 19}
    if Document.objects.reachable_by(request.user).filter(pk__in=keys).count() != len(given):
        raise Http404
    return keys


def list_of(asked: QueryDict) -> str:
    return f"{reverse('documents:list')}{query_of(asked) if asked else ''}"


def question(
    request: SignedIn, asked: QueryDict, ticked: set[int] | None, *, word: Sentence, text: Sentence
) -> HttpResponse:
    """Says what will be done, and with how many. A filter that was not understood would mean all: it is not gone on with."""
    unclear: tuple[str, ...] = ()
    if ticked is None:
        search = Search.read(asked)
        found, unclear = find_documents(request.user, search), search.unclear
        count, asked = counted(found), settled_query(asked, search, found)
    else:
        count = len(ticked)
    context = {
        "word": word, "text": text, "value": request.POST["action"], "ticked": ticked, "count": count, "counted": COUNTED,
        "unclear": unclear, "query": query_of(asked), "list": list_of(asked),
    }  # fmt: skip
    return render(request, "documents/actions/question.html", context, status=422 if unclear else 200)


@login_required
@require_safe
def progress(request: SignedIn, pk: int) -> HttpResponse:
    """How far one's own is; the page asks again until it has ended."""
    bulk_action = get_object_or_404(BulkAction, pk=pk, by=request.user)
    if not bulk_action.goes_on and bulk_action.seen_at is None:
        BulkAction.objects.filter(pk=pk).update(seen_at=timezone.now())
    reasons = dict(bulk_action.examples)
    rows = Document.objects.reachable_by(request.user).filter(pk__in=reasons).select_related("connection__company")
    context = {
        "bulk_action": bulk_action,
        "word": word_of(bulk_action),
        "done": done_sentence(bulk_action),
        "skipped": skipped_sentences(bulk_action),
        "examples": [(each, reason_of(bulk_action, reasons[each.pk])) for each in rows.defer("text").order_by("pk")],
        "list": list_of(QueryDict(bulk_action.query)),
    }
    return render(request, "documents/actions/progress.html", context)


@login_required
@require_POST
def halt(request: SignedIn, pk: int) -> HttpResponse:
    """What was done stays done."""
    stop(get_object_or_404(BulkAction, pk=pk, by=request.user))
    return redirect("documents:bulk_action", pk)
