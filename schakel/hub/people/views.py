"""My account, the language I read, signing out everywhere, and taking back an account whose address was changed."""

from allauth.account.internal.flows.reauthentication import resume_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.people import proof, sessions, taking_back
from schakel.hub.people.forms import CodeForm, MeForm
from schakel.hub.people.requests import SignedIn, own_address
from schakel.hub.people.words import WRONG_CODE
from schakel.hub.web.faults import too_many
from schakel.hub.web.language import COOKIE
from schakel.hub.web.secret_links import exchange

SINGLE_KEYS = {  # what web/static/schakel/keys.js does
    "/": gettext_lazy("Find, like Ctrl K"),
    "j": gettext_lazy("Next row in a list; on a document, the next document"),
    "k": gettext_lazy("Previous row; on a document, the previous document"),
    "x": gettext_lazy("Tick the row, or take the tick away"),
    "o": gettext_lazy("Open the row, like Enter"),
    "u": gettext_lazy("Back from a document to the list"),
    "?": gettext_lazy("This list"),
}
CLAIM = "taking back"  # in the session: what the link that was opened claims


@login_required
def me(request: SignedIn) -> HttpResponse:
    form = MeForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with translation.override(form.save().language):
            messages.success(request, _("Saved."))
        return redirect("people:me")
    return render(request, "people/me.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Kept with the person, or in a cookie for whoever is not signed in."""
    answer = redirect(own_address(request.POST.get("next", "")) or "/")
    wish = request.POST.get("language", "")
    if wish not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        request.user.language = wish
        request.user.save(update_fields=["language"])
    answer.set_cookie(COOKIE, wish, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SECURE, httponly=True)
    return answer


@login_required
def keys(request: SignedIn) -> HttpResponse:
    """GET shows what the keyboard does; POST switches the keys of one letter or sign on or off."""
    wish = request.POST.get("single_keys", "")
    if request.method == "POST" and wish in ("on", "off"):
        request.user.single_keys = wish == "on"
        request.user.save(update_fields=["single_keys"])
        messages.success(request, _("Saved."))
        return redirect("people:keys")
    return render(request, "people/keys.html", {"keys": SINGLE_KEYS.items()})


@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in here (null: nobody) and a token for forms: a page that is open already asks before it sends words."""
    return JsonResponse({"person": request.user.pk, "token": get_token(request)})


@login_required
@require_safe
def signed_in(request: SignedIn) -> HttpResponse:
    """Where people come who signed in beside a page that waits for it."""
    return render(request, "people/in_time.html")


@login_required
def again(request: SignedIn) -> HttpResponse:
    """Asks for a code by mail, then goes on with what the person wanted to do."""
    user = request.user
    typed = request.method == "POST" and request.POST.get("action") != "resend"
    form = CodeForm(request.POST if typed else None)
    if typed and form.is_valid():
        if proof.accept(request, user, form.cleaned_data["code"]):
            return resume_request(request) or redirect("people:me")
        form.add_error("code", WRONG_CODE)
    elif not typed and (request.method == "POST" or not proof.is_sent(request)) and not proof.send(request, user):
        return too_many(request)
    words = {"verify_form": form, "email": user.email, "can_resend": True, "cancel_url": reverse("people:me")}
    return render(request, "people/again.html", {**words, "next": next_of(request)}, status=422 if form.errors else 200)


def next_of(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


@login_required
def devices(request: SignedIn) -> HttpResponse:
    """GET shows where one is signed in; POST signs out everywhere else."""
    if request.method == "POST":
        sessions.end_others(request, request.user)
        messages.info(request, _("You are signed out on every other device."))
        return redirect("usersessions_list")
    rows = sessions.sessions_of(request.user).order_by("created_at")
    alive = [row for row in rows if sessions.is_alive(row, request.user)]
    context = {"sessions": alive, "current": sessions.name_of(request)}
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
@login_required
def leave(request: SignedIn) -> HttpResponse:
    sessions.end_all(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")


@require_safe
def open_take_back(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address. Changes nothing else, whoever or whatever fetches it."""
    return exchange(request, CLAIM, taking_back.read(token), page="people:take_back")


def take_back(request: HttpRequest) -> HttpResponse:
    """A mail scanner's GET takes nothing back; the button does."""
    found = taking_back.claimed(request.session.get(CLAIM))
    if not found:
        raise Http404
    user, address = found
    if request.method != "POST":
        return render(request, "people/take_back.html", {"address": address, "now": user.email})
    del request.session[CLAIM]
    taking_back.take_back(user, address)
    messages.success(request, _("The account is yours again. Sign in with a code, then choose a new password."))
    return redirect("account_request_login_code")
