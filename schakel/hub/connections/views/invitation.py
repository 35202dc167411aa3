"""The link in the mail: its token becomes a session at the first hit (H05); accepting takes a click (H04)."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.accepting import accept, answerable, decline
from schakel.hub.connections.forms import JoinForm
from schakel.hub.connections.mailing import by_company
from schakel.hub.connections.models import Invitation, Letter, MemberInvitation, Offer
from schakel.hub.connections.panels import address_of
from schakel.hub.connections.throttle import count_wrong, is_throttled
from schakel.hub.people.joining import AddressTaken, holder, join, sign_in
from schakel.hub.people.models import User
from schakel.hub.web.faults import too_many
from schakel.hub.web.language import COOKIE
from schakel.hub.web.secret_links import exchange

KEPT = "letter"  # in the session: the letter whose link this visitor has; 0 for a link that leads nowhere
BUSY = -1  # he tried too many of those


@require_safe
def open_(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address. Changes nothing else, whoever or whatever fetches it."""
    if is_throttled(request):
        return exchange(request, KEPT, BUSY, page="connections:invitation")
    letter = Letter.objects.with_token(token)
    answer = exchange(request, KEPT, letter.pk if letter else 0, page="connections:invitation")
    if letter is None:
        count_wrong(request)
    elif COOKIE not in request.COOKIES:
        answer.set_cookie(COOKIE, letter.language, samesite="Lax", httponly=True, secure=request.is_secure())
    return answer


def invitation(request: HttpRequest) -> HttpResponse:
    """GET shows what is offered; POST answers it."""
    if request.session.get(KEPT) == BUSY:
        return too_many(request)
    letter = Letter.objects.select_related("office").filter(pk=request.session.get(KEPT, 0)).first()
    offers = answerable(letter) if letter else []
    if letter is None or not offers:
        return render(request, "connections/dead.html", status=410)
    if request.user.is_authenticated and not letter.is_for(request.user):
        return render(request, "connections/other.html", {"letter": letter}, status=403)
    if request.method == "POST":
        return answered(request, letter, offers)
    return page(request, letter, offers, JoinForm())


def page(
    request: HttpRequest, letter: Letter, offers: list[Offer], form: JoinForm, *, status: int = 200
) -> HttpResponse:
    answer = {
        "letter": letter,
        "companies": by_company([offer for offer in offers if isinstance(offer, Invitation)]),
        "colleague": next((offer for offer in offers if isinstance(offer, MemberInvitation)), None),
        "offers": offers,
        "known": request.user.is_authenticated or holder(letter.email) is not None,
        "form": form,
    }
    return render(request, "connections/invitation.html", answer, status=status)


def answered(request: HttpRequest, letter: Letter, offers: list[Offer]) -> HttpResponse:
    deed, _colon, which = request.POST.get("answer", "").partition(":")
    chosen = [offer for offer in offers if which in ("all", offer.code)]
    if deed == "decline" and chosen:
        decline(chosen, request.user if isinstance(request.user, User) else holder(letter.email))
        return redirect("connections:invitation") if len(chosen) < len(offers) else declined(request, letter)
    if deed == "accept" and chosen:
        if isinstance(request.user, User):
            accept(chosen, request.user)
            return redirect(landing(request, chosen, offers))
        return joined(request, letter, offers, chosen)
    return page(request, letter, offers, JoinForm())


def declined(request: HttpRequest, letter: Letter) -> HttpResponse:
    del request.session[KEPT]
    return render(request, "connections/declined.html", {"letter": letter})


def joined(request: HttpRequest, letter: Letter, offers: list[Offer], chosen: list[Offer]) -> HttpResponse:
    """A new person: the link proved his address, so the account stands and he is in it at once."""
    form = JoinForm(request.POST, email=letter.email)
    if not form.is_valid():
        return page(request, letter, offers, form, status=422)
    name, password = form.cleaned_data["name"], form.cleaned_data["password"] or None
    try:
        with transaction.atomic():
            user = join(letter.email, name=name, language=get_language() or letter.language, password=password)
            accept(chosen, user)
    except AddressTaken:
        return page(request, letter, offers, JoinForm())
    return sign_in(request, user, next_page=landing(request, chosen, offers))


def landing(request: HttpRequest, chosen: list[Offer], offers: list[Offer]) -> str:
    """Where he stands after accepting: before what is left to answer, or in the first connection."""
    if len(chosen) < len(offers):
        return reverse("connections:invitation")
    request.session.pop(KEPT, None)
    messages.success(request, _("Done: this now stands in your account. The sender is told."))
    first = next((offer for offer in chosen if isinstance(offer, Invitation)), None)
    if first is None:
        return reverse("connections:list")
    return address_of(first.connection_id)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signed in under another address: out, and back to the same invitation."""
    kept = request.session.get(KEPT, 0)
    logout(request)
    request.session[KEPT] = kept
    return redirect("connections:invitation")
