"""The link in the mail: its token becomes a session at the first hit (H05); accepting takes a click (H04); once it is over it
leads to what it gave, or says why it ended."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections import link_requests
from schakel.hub.connections.forms import JoinForm
from schakel.hub.connections.link_state import LinkState, ended_link, held_connection, holder_of
from schakel.hub.connections.models import Invitation, InvitationMail
from schakel.hub.connections.panels import address_of
from schakel.hub.connections.received_invitation import ReceivedInvitation
from schakel.hub.connections.throttle import count_wrong, is_throttled
from schakel.hub.people.models import User
from schakel.hub.people.requests import suggest_address
from schakel.hub.people.sign_up import AddressTaken, sign_in
from schakel.hub.web.faults import too_many
from schakel.hub.web.language import COOKIE
from schakel.hub.web.secret_links import exchange

KEPT = "letter"  # in the session: the letter whose link this visitor has; 0 for a link that leads nowhere
BUSY = -1  # they tried too many of those


@require_safe
def open_(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address. Changes nothing else, whoever or whatever fetches it."""
    if is_throttled(request):
        return exchange(request, KEPT, BUSY, page="connections:invitation")
    letter = InvitationMail.objects.with_token(token)
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
    letter = kept_letter(request)
    if letter and request.user.is_authenticated and not letter.is_for(request.user):
        return render(request, "connections/other.html", {"letter": letter}, status=403)
    received = ReceivedInvitation.of(letter) if letter else None
    if received is None:
        return ended(request, letter)
    received.letter.record_opened()
    answer, _colon, which = request.POST.get("answer", "").partition(":")
    if not (received.chosen(which) or received.chosen_questions(which)):
        return page(request, received, JoinForm())
    if answer == "decline":
        return decline_chosen(request, received, which)
    if answer == "accept":
        return accept_chosen(request, received, which)
    return page(request, received, JoinForm())


def kept_letter(request: HttpRequest) -> InvitationMail | None:
    letters = InvitationMail.objects.select_related("office")
    return letters.filter(pk=request.session.get(KEPT, 0)).first()


def ended(request: HttpRequest, letter: InvitationMail | None) -> HttpResponse:
    """A link that offers nothing any more: to what it gave, or a page that says why (H02)."""
    link = ended_link(letter)
    if letter and link.state == LinkState.ACCEPTED and (holder := holder_of(letter)):
        if not request.user.is_authenticated:
            suggest_address(request, letter.email)
            return redirect(f"{reverse('account_login')}?next={reverse('connections:invitation')}")
        if request.user == holder:
            connection = held_connection(letter, holder)
            return redirect(address_of(connection) if connection else "connections:list")
    context = {"letter": letter, "state": link.state.value, "since": link.since}
    return render(request, "connections/link_ended.html", context, status=410)


@require_POST
def request_link(request: HttpRequest) -> HttpResponse:
    """The office hears that they ask for a new one; the same answer whether it knew already."""
    letter = None if request.session.get(KEPT) == BUSY else kept_letter(request)
    if letter is None:
        return redirect("connections:invitation")
    link_requests.request_link(letter)
    return render(request, "connections/link_requested.html", {"letter": letter})


def page(request: HttpRequest, received: ReceivedInvitation, form: JoinForm, *, status: int = 200) -> HttpResponse:
    if received.addressee:
        suggest_address(request, received.letter.email)
    context = {
        "letter": received.letter,
        "companies": received.companies,
        "colleague": received.colleague,
        "offers": received.offers,
        "questions": received.questions,
        "known": request.user.is_authenticated or received.addressee is not None,
        "form": form,
    }
    return render(request, "connections/invitation.html", context, status=status)


def decline_chosen(request: HttpRequest, received: ReceivedInvitation, which: str) -> HttpResponse:
    received.decline(which, request.user if isinstance(request.user, User) else received.addressee)
    if not received.is_all(which):
        return redirect("connections:invitation")
    del request.session[KEPT]
    return render(request, "connections/declined.html", {"letter": received.letter})


def accept_chosen(request: HttpRequest, received: ReceivedInvitation, which: str) -> HttpResponse:
    """A new person fills in their name; the link proved their address, so they are signed in at once."""
    if isinstance(request.user, User):
        received.accept(which, request.user)
        return redirect(landing(request, received, which))
    if not received.chosen(which):
        return confirm_questions(request, received, which)
    form = JoinForm(request.POST, email=received.letter.email)
    if not form.is_valid():
        return page(request, received, form, status=422)
    name, password = form.cleaned_data["name"], form.cleaned_data["password"] or None
    try:
        user = received.join(which, name=name, language=get_language() or "", password=password)
    except AddressTaken:
        return page(request, received, JoinForm())
    return sign_in(request, user, next_page=landing(request, received, which))


def confirm_questions(request: HttpRequest, received: ReceivedInvitation, which: str) -> HttpResponse:
    """Without an account, and without making one."""
    received.accept(which, None)
    if not received.is_all(which):
        messages.success(request, _("Thank you, your answer is saved."))
        return redirect("connections:invitation")
    del request.session[KEPT]
    return render(request, "connections/answered.html", {"letter": received.letter})


def landing(request: HttpRequest, received: ReceivedInvitation, which: str) -> str:
    """Where they are after accepting: before what is left to answer, or in the first connection."""
    if not received.is_all(which):
        return reverse("connections:invitation")
    request.session.pop(KEPT, None)
    messages.success(request, _("Done. This is now in your account, and the sender has been notified."))
    first = next((offer for offer in received.chosen(which) if isinstance(offer, Invitation)), None)
    return address_of(first.connection_id) if first else reverse("connections:list")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signed in under another address: out, and back to the same invitation."""
    kept = request.session.get(KEPT, 0)
    logout(request)
    request.session[KEPT] = kept
    return redirect("connections:invitation")
