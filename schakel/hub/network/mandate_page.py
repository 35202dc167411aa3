"""The client's page: may this office register my company? Opening it changes nothing (H04); it asks for no account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from schakel.hub.network import registering
from schakel.hub.network.models import Mandate
from schakel.hub.web.language import COOKIE

ANSWERS = {"confirm": Mandate.State.CONFIRMED, "refuse": Mandate.State.REFUSED}


@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, token: str) -> HttpResponse:
    asked = Mandate.objects.with_token(token)
    if COOKIE in request.COOKIES or asked is None:
        return answered(request, asked)
    with translation.override(asked.language):
        return answered(request, asked)


def answered(request: HttpRequest, asked: Mandate | None) -> HttpResponse:
    if asked and request.method == "POST" and (state := ANSWERS.get(request.POST.get("answer", ""))):
        registering.answer(asked, state)
        asked.refresh_from_db()
    return render(request, "network/mandate.html", {"mandate": asked}, status=200 if asked else 410)
