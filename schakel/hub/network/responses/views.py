"""Answers on pages: giving one, saying "not ours", the list of those about invoices that are not here, and the proof."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.documents.undrawn import page_of_a_document
from schakel.hub.network.models import Answer
from schakel.hub.network.proof_download import proof_response
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.network.responses.find import answerable
from schakel.hub.network.responses.forms import AnswerForm, not_ours_clarifications
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page


@login_required
@page_of_a_document
def give(request: SignedIn, pk: int) -> HttpResponse:
    document = answerable(request, pk)
    form = AnswerForm(request.POST or None, possible=responses_out.possible_statuses(document))
    if request.method == "POST" and form.is_valid():
        status = AnswerStatus(form.cleaned_data["status"])
        return send_answer(request, document, status=status, clarifications=form.clarifications())
    context = {"document": document, "form": form}
    return render(request, "network/answer.html", context, status=422 if form.errors else 200)


@login_required
@page_of_a_document
def reject_as_not_ours(request: SignedIn, pk: int) -> HttpResponse:
    """Asks once; then the supplier is told."""
    document = answerable(request, pk)
    if request.method != "POST":
        may = AnswerStatus.REJECTED in responses_out.possible_statuses(document)
        return render(request, "network/not_ours.html", {"document": document, "may": may})
    clarifications = not_ours_clarifications(document.connection.company)
    return send_answer(request, document, status=AnswerStatus.REJECTED, clarifications=clarifications)


def send_answer(request: SignedIn, document: Document, *, status: AnswerStatus, clarifications: tuple) -> HttpResponse:  # type: ignore[type-arg]
    outcome = responses_out.send_answer(document, status, by=request.user, clarifications=clarifications)
    if isinstance(outcome, responses_out.Unanswerable):
        messages.error(request, str(outcome.sentence))
    else:
        messages.success(request, _("Your answer is on its way: %(answer)s.") % {"answer": outcome.word})
    return redirect("documents:detail", document.pk)


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    """Of the office: answers to invoices that were sent with another program."""
    answers = Answer.objects.managed_by(request.user).of_nothing_here().select_related("company", "transmission")
    shown = page(answers, order=("-at", "-id"), after=request.GET.get("after", ""))
    return render(request, "network/answers.html", {"page": shown})


@login_required
@require_safe
def proof_of(request: SignedIn, pk: int) -> HttpResponse:
    """What was said, as it went or came, with the receipt, in one file."""
    answer = get_object_or_404(Answer.objects.reachable_by(request.user).select_related("transmission"), pk=pk)
    response = ("answer.xml", partial(store.read, answer.sha256))
    return proof_response(answer.transmission, f"answer-{answer.pk}.zip", [response])
