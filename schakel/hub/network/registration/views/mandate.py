"""The client's page: may this office register my company? Opening it changes nothing (H04); it asks for no account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from schakel.hub.network.models import Mandate
from schakel.hub.network.models.mandate import hash_token
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.directory import publisher_with_directory
from schakel.hub.web.language import COOKIE
from schakel.hub.web.secret_links import exchange

ANSWERS = {"confirm": Mandate.State.CONFIRMED, "refuse": Mandate.State.REFUSED}
KEPT = "mandate"  # in the session: the hash of the token whose link this visitor has, so that a newer link ends it


@require_safe
def open_(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address. Changes nothing else, whoever or whatever fetches it."""
    return exchange(request, KEPT, hash_token(token), page="network:mandate")


@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest) -> HttpResponse:
    asked = Mandate.objects.with_hash(request.session.get(KEPT, ""))
    if COOKIE in request.COOKIES or asked is None:
        return answer_and_show(request, asked)
    with translation.override(asked.language):
        return answer_and_show(request, asked)


def answer_and_show(request: HttpRequest, asked: Mandate | None) -> HttpResponse:
    if asked and request.method == "POST" and (state := ANSWERS.get(request.POST.get("answer", ""))):
        registration_worker.record_answer(asked, state)
        asked.refresh_from_db()
    context = {"mandate": asked, "in_directory": publisher_with_directory() is not None}
    return render(request, "network/mandate.html", context, status=200 if asked else 410)
