"""My account, and the language I read."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from schakel.hub.web.language import COOKIE


@login_required
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "people/me.html")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Kept with the person, or in a cookie for whoever is not signed in."""
    back = request.POST.get("next", "/")
    answer = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    wish = request.POST.get("language", "")
    if wish not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        request.user.language = wish
        request.user.save(update_fields=["language"])
    answer.set_cookie(COOKIE, wish, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SECURE, httponly=True)
    return answer
